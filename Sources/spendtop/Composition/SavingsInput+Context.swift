import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendPricing
import SpendStore

extension SavingsInput {
  /// The traffic of the last thirty days of a database at current prices. Throws `UserMessage`.
  init(_ context: Context, filters: [DimensionFilter]) throws {
    let names = NameLookup(try context.catalog)
    let store = try context.store()
    self = try context.reading {
      try SavingsInput(store, events: store, filters: filters, at: context.now) { record in
        let explanation = CostExplanation(record, names)
        return SavingsInput.Quote(
          cost: explanation.recomputed, isLongContext: explanation.isLongContext,
          minimumCache: explanation.minimumCache)
      }
    }
    guard filters.isEmpty, let source = FixedCosts.source(context) else { return }
    let end = Instant(microseconds: context.now.microseconds &+ 1)
    let month = TimeWindow(start: end.adding(seconds: -86_400 * SavingsAnalyzer.days), end: end)
    let paid = try context.reading { try source(store, month, [], context.now) }
    hardware = paid?.hardware.map(\.savingsInput) ?? []
  }
}
