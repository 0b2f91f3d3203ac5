import ArgumentParser
import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendReports
import SpendFormatting
import SpendDashboard
import SpendSettings
import SpendStore

struct StatuslineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statusline", abstract: "Spend of today as one line, for prompts and status bars.",
    discussion: """
        spendtop statusline
        spendtop statusline --filter project=website
      """)

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []

  func run() throws {
    print(try line(try global.resolved()))
  }

  /// `$3.21 today · $0.42 last hour · prod-monthly 64 %`.
  func line(_ context: Context) throws -> String {
    let filters = try filter.map(FilterText.parse)
    let store = try context.store()
    let now = context.now
    return try context.reading {
      func spend(since start: Instant) throws -> String {
        let rows = try store.costs(TimeWindow(start: start, end: now), [], filters)
        let sums = rows.reduce(into: SpendSums()) { $0 += $1.sums }
        return (sums.unpricedRequests > 0 ? "≥" : "") + AmountText.amount(sums.cost)
      }
      let currency = context.settings.currency.map { ShownCurrency($0) }
      return try ShownCurrency.$current.withValue(currency) {
        var parts = [
          "\(try spend(since: context.zone.startOfDay(now))) today",
          "\(try spend(since: now.adding(seconds: -3_600))) last hour",
        ]
        if filters.isEmpty, let budget = try fullest(context, store, now) {
          parts.append("\(budget.name) \(AmountText.percent(budget.share))")
        }
        return Shown.text(parts.joined(separator: " · "))
      }
    }
  }

  /// The budget of which the largest share is used.
  private func fullest(_ context: Context, _ store: any ReportSource, _ now: Instant) throws -> BudgetStatus?
  {
    let evaluator = BudgetEvaluator(
      source: store, zone: context.zone, billingDay: context.settings.billingDay)
    return try context.settings.budgets
      .flatMap { try evaluator.spending(of: $0, at: now) }
      .max { ($0.share, $1.name) < ($1.share, $0.name) }
  }
}
