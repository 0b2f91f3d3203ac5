import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendFormatting
import SpendPricing
import SpendSettings
import SpendStore

struct CheckBurn: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "burn",
    abstract: "Burn rate of a budget, as a multiple of its even rate.",
    discussion: "  spendtop check burn --budget prod-monthly --window 1h -w 6 -c 14.4",
    version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @OptionGroup var choice: BudgetChoice
  @Option(
    parsing: .unconditional, help: "Long window; the short one is a twelfth of it (default: 1h, 6h and 24h).")
  var window: String?

  func result(_ context: Context) throws -> PluginResult {
    let given = try options.thresholds()
    let isGiven = given != Thresholds()
    let windows: [(String, Int64, Thresholds)]
    if window != nil || isGiven {
      let word = window ?? "1h"
      let usual = Thresholds(warn: ThresholdRange(end: 6), critical: ThresholdRange(end: 14.4))
      windows = [(word, try CheckOptions.seconds(word), isGiven ? given : usual)]
    } else {
      windows = [
        ("1h", 3_600, Thresholds(critical: ThresholdRange(end: 14.4))),
        ("6h", 21_600, Thresholds(critical: ThresholdRange(end: 6))),
        ("24h", 86_400, Thresholds(warn: ThresholdRange(end: 3))),
      ]
    }
    let (check, budgets) = try options.open(context, choice, service: "BURN")
    if let stale = check.stale { return stale }
    let statuses = try check.statuses(of: budgets, burnWindows: windows.map(\.1), forecasts: false)
    return TrafficCheck.burn(
      statuses.flatMap { status in
        windows.compactMap { window in
          status.burnRates[window.1].map { (status, window.0, $0, window.2) }
        }
      })
  }
}
