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

struct CheckRejects: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejects", abstract: "Rejected and unrecognised lines, in percent.",
    discussion: "  spendtop check rejects -w 1 -c 5", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "Only logs that grew in this time range.")
  var window = "24h"

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 1, critical: 5)
    let seconds = try CheckOptions.seconds(window)
    try options.refuseFilters(
      "a line that was not parsed has no dimensions", tryThis: "spendtop doctor PATH")
    let check = try options.open(context, service: "REJECTS", since: seconds)
    return check.stale ?? TrafficCheck.rejects(check.facts, window: window, limits: limits)
  }
}
