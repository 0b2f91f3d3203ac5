import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendFormatting
import SpendPricing
import SpendSettings
import SpendStore

struct CheckForecast: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast", abstract: "Forecast spend of a budget's period, in percent of its amount.",
    discussion: "  spendtop check forecast --budget prod-monthly",
    version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @OptionGroup var choice: BudgetChoice

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds()
    let (check, budgets) = try options.open(context, choice, service: "FORECAST")
    if let stale = check.stale { return stale }
    return BudgetCheck.forecast(try check.statuses(of: budgets), limits: limits)
  }
}
