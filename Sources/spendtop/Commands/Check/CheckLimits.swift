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

struct CheckLimits: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits", abstract: "Busiest minute in percent of the limits of the configuration.",
    discussion: "  spendtop check limits --window 1h -w 80 -c 95", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "How far back, in whole minutes.")
  var window = "1h"

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 80, critical: 95)
    let seconds = try CheckOptions.seconds(window)
    try options.refuseFilters("a limit has its own filter", tryThis: "[[limit]] in the configuration")
    guard !context.settings.limits.isEmpty else {
      throw UserMessage(
        "no limits configured", tryThis: "[[limit]] with name, filter and requests_per_minute")
    }
    let check = try options.open(context, service: "LIMITS")
    if let stale = check.stale { return stale }
    let span = TrafficRates.window(minutes: max(1, seconds / 60), before: check.now)
    let uses = try context.reading {
      try context.settings.limits.flatMap { limit in
        try limit.uses(TrafficRates(of: limit.filters, in: span, check.store)).map { (limit.name, $0) }
      }
    }
    return TrafficCheck.limits(uses, window: window, limits: limits)
  }
}
