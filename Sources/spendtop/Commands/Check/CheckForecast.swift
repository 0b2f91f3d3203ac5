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
    try options.refuseFilters(
      "a budget has its own filters", tryThis: "spendtop budget set NAME --filter key=value")
    let check = try options.open(context, service: "FORECAST")
    let budgets = try check.budgets(choice.budget)
    if let stale = check.stale { return stale }
    return BudgetCheck.forecast(try check.statuses(of: budgets), limits: limits)
  }
}
