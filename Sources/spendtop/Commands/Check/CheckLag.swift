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

struct CheckLag: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "lag", abstract: "Collector lag (is it running?).",
    discussion: "  spendtop check lag -w 120 -c 600", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 300, critical: 900)
    try options.refuseFilters("the collector scans all logs", tryThis: "spendtop check freshness")
    let check = try options.open(context, service: "LAG")
    // Without these options the age is held against -w and -c alone.
    if options.maxAge != nil || options.staleIs != nil, let stale = check.stale { return stale }
    return TrafficCheck.lag(check.facts, now: check.now, limits: limits)
  }
}
