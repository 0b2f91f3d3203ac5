import ArgumentParser
import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendFormatting
import SpendReports
import SpendSettings

struct SavingsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare accepted savings with the requests since.",
    discussion: """
        spendtop savings verify
        spendtop savings verify --format json

      Promised: the accepted amount per request, for the requests since. Saved: the cost of the requests since at the
      cost per request before, less their cost. Other lengths of prompts and answers change that as well, so both are
      shown.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "table, json, csv or markdown.")
  var format = ReportFormat.table

  func run() throws {
    let context = try global.resolved()
    let store = try context.store()
    let verifications = try context.reading {
      try SavingsVerification.all(try store.acceptedSavings(), store, at: context.now)
    }
    SavingsVerificationReport(
      verifications.map { (title($0), $0) }, zone: context.zone, currency: context.settings.currency
    ).print(as: format)
  }

  private func title(_ verification: SavingsVerification) -> String {
    SavingsOpportunity(verification.accepted).map { SavingsRecommendation($0).title }
      ?? verification.accepted.kind
  }
}
