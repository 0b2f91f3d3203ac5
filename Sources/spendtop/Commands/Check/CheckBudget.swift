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

struct CheckBudget: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "Spend of a budget, in percent of its amount.",
    discussion: "  spendtop check budget --budget prod-monthly -w 80 -c 95",
    version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @OptionGroup var choice: BudgetChoice

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds()
    let (check, budgets) = try options.open(context, choice, service: "BUDGET")
    if let stale = check.stale { return stale }
    var result = BudgetCheck.used(try check.statuses(of: budgets), limits: limits)
    if budgets.count == 1, budgets[0].splitBy == nil { result.details += try top(budgets[0], check) }
    return result
  }

  /// The costliest features or models of a budget.
  private func top(_ budget: Budget, _ check: OpenedCheck) throws -> [String] {
    let window = budget.window(
      at: check.now, zone: check.context.zone, billingDay: check.context.settings.billingDay)
    let query = SpendQuery(
      window: TimeWindow(start: window.start, end: check.now), groups: [.feature, .model],
      filters: budget.filters)
    let rows = try check.context.reading { try check.store.rows(for: query) }
    let total = rows.reduce(Money.zero) { $0 + $1.sums.cost }
    return rows.sorted { $0.sums.cost > $1.sums.cost }.prefix(3).filter { $0.sums.cost > .zero }.map { row in
      let name = row.keys.map { $0.isEmpty ? Dimension.none : $0 }.joined(separator: "/")
      let share = Double(row.sums.cost.nanodollars) / Double(max(1, total.nanodollars))
      return "top: \(name) \(AmountText.amount(row.sums.cost)) (\(AmountText.percent(share)))"
    }
  }
}
