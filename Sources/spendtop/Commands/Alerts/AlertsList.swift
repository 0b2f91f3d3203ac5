import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendReports
import SpendSettings
import SpendStore

struct AlertsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List alerts.",
    discussion: "  spendtop alerts list --format json")

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "table or json.")
  var format = AlertsFormat.table

  func run() throws {
    let context = try global.resolved()
    let book = try AlertStateStore(context.companions)
    let snapshot = try book.snapshot(context.settings, at: context.now)
    let counts = try book.ledger.counts()
    // Without a database, alerts are not evaluated.
    let lastScan = try? context.store().ingestFacts(since: context.now).lastScan
    print(
      format == .json
        ? AlertsReport.json(snapshot, counts, evaluatedAt: lastScan)
        : AlertsReport.table(snapshot, counts, evaluatedAt: lastScan, now: context.now))
  }
}
