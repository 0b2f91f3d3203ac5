import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendSettings
import SpendStore

struct CheckErrors: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors", abstract: "Failed requests, or those of an error class, in percent.",
    discussion: """
        spendtop check errors --window 1h -w 5 -c 20
        spendtop check errors --class rate_limited -w 1 -c 10
      """, version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "Look-back window.")
  var window = "1h"
  @Option(
    name: .customLong("class"), parsing: .unconditional,
    help: "Requests with this class count: \(ErrorClass.allCases.map(\.rawValue).joined(separator: ", ")).")
  var errorClass: String?

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 5, critical: 20)
    let seconds = try CheckOptions.seconds(window)
    let filters = try options.filters()
    let wanted = try errorClass.map { word in
      guard let known = ErrorClass(rawValue: word) else {
        throw UserMessage(
          "there is no error class \"\(word)\"",
          tryThis: ErrorClass.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return known
    }
    let check = try options.open(context, service: "ERRORS")
    if let stale = check.stale { return stale }
    let span = TimeWindow(start: check.now.adding(seconds: -seconds), end: check.now)
    let rows = try context.reading {
      try check.store.rows(for: SpendQuery(window: span, groups: [.error], filters: filters))
    }
    return TrafficCheck.errors(rows, of: wanted, window: window, limits: limits)
  }
}
