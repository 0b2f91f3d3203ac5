import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendFormatting
import SpendPricing
import SpendSettings
import SpendStore

struct CheckAnomaly: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "anomaly",
    abstract: "Spend of the last hour against the baseline for that hour of the week.",
    discussion: "  spendtop check anomaly --feature search", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds()
    let filters = try options.filters()
    let check = try options.open(context, service: "ANOMALY")
    if let stale = check.stale { return stale }
    let count = 7 * 168
    let spend = try context.reading {
      try check.store.hourlySpend(count, until: check.now, filters: filters)
    }
    let hours = spend[""] ?? HourlySpend(costs: [], count: count, now: check.now)
    let detector = AnomalyDetector(hours.hours, judged: 72)
    var verdict = detector.latest
    if let begun = detector.begun(hours.begun, seconds: hours.begunSeconds), begun.severity != nil,
      verdict.severity == nil
    {
      verdict = begun
    }
    return TrafficCheck.anomaly(
      verdict, known: hours.hours.drop { $0 == .zero }.count > 24, limits: limits)
  }
}
