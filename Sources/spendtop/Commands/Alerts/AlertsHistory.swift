import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendReports
import SpendSettings
import SpendStore
import SpendText

struct AlertsHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show sent and failed notifications.",
    discussion: "  spendtop alerts history --limit 50")

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "Maximum notifications.")
  var limit = 20
  @Option(parsing: .unconditional, help: "table or json.")
  var format = AlertsFormat.table

  func run() throws {
    let context = try global.resolved()
    guard (0...100_000).contains(limit) else {
      throw UserMessage("cannot show \(limit) notices", tryThis: "--limit 20")
    }
    let book = try AlertStateStore(context.companions)
    let entries = try book.ledger.history(limit: limit)
    let shown = entries.map { entry in
      (entry, try? JSONDecoder().decode(Notice.self, from: Data(entry.notice)))
    }
    if format == .json {
      let list = shown.map { entry, notice -> JSON in
        .object([
          "time": .string(entry.created.rfc3339), "receiver": .string(entry.receiver),
          "state": .string(entry.state.rawValue), "attempts": .integer(Int64(entry.attempts)),
          "notice": .string(notice?.state.rawValue ?? ""), "error": .string(entry.error),
          "alerts": .array((notice?.alerts ?? []).map { .string($0.key.fingerprint) }),
        ])
      }
      return print(JSON.object(["schema": .integer(1), "notices": .array(list)]).text)
    }
    guard !entries.isEmpty else { return print("No notifications yet") }
    var rows = [["time", "receiver", "state", "tries", "notice", "error"]]
    for (entry, notice) in shown {
      let names = (notice?.alerts ?? []).prefix(2).compactMap { $0.labels["rule"] }.joined(separator: ", ")
      rows.append([
        String(entry.created.rfc3339.prefix(19)) + "Z", entry.receiver, entry.state.rawValue,
        "\(entry.attempts)",
        "\(notice?.state.rawValue ?? "?") \(names)", String(entry.error.prefix(120)),
      ])
    }
    print(TextTable.lines(rows, labels: 6).joined(separator: "\n"))
  }
}
