import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendSettings
import SpendStore

/// A database that a check looks at.
struct OpenedCheck {
  var context: Context
  var store: any ReportSource
  var now: Instant
  var facts: IngestFacts
  /// The answer when the data is too old for a result; nil otherwise.
  var stale: PluginResult?

  func sums(_ seconds: Int64, _ filters: [DimensionFilter], latency: Bool = false) throws -> SpendSums {
    var query = SpendQuery(
      window: TimeWindow(start: now.adding(seconds: -seconds), end: now), filters: filters,
      includesLatency: latency)
    // Durations are queried separately.
    query.includesOnlyCost = latency
    return try context.reading { try store.rows(for: query) }.reduce(into: SpendSums()) { $0 += $1.sums }
  }

  /// The state of budgets, and of all parts of those that are split.
  func statuses(of budgets: [Budget], burnWindows: [Int64] = [], forecasts: Bool = true) throws
    -> [BudgetStatus]
  {
    let evaluator = BudgetEvaluator(
      source: store, zone: context.zone, billingDay: context.settings.billingDay)
    return try context.reading {
      try evaluator.statuses(of: budgets, at: now, burnWindows: burnWindows, forecasts: forecasts)
    }
  }

  /// The budget of that name, or all of them.
  func budgets(_ name: String?) throws -> [Budget] {
    let all = context.settings.budgets
    guard let name else {
      guard !all.isEmpty else {
        throw UserMessage("no budgets configured", tryThis: "spendtop budget set all --amount 500")
      }
      return all
    }
    guard let budget = all.first(where: { $0.name == name }) else { throw context.noBudget(name) }
    return [budget]
  }
}
