import Foundation
import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendStore

/// Puts the digests that are due into the outbox, each once per period.
struct DigestSender {
  private let context: Context
  private let store: SQLiteStore
  private let ledger: any AlertLedger

  init(_ context: Context, _ store: SQLiteStore, _ ledger: any AlertLedger) {
    (self.context, self.store, self.ledger) = (context, store, ledger)
  }

  /// Queues the last finished period of each digest, unless it was queued before. A digest that is seen for the
  /// first time begins with the period that is running.
  func run(at now: Instant) throws {
    for digest in context.settings.digests {
      let (last, before) = digest.periods(at: now, zone: context.zone)
      guard try ledger.isDue(digest.name, period: last.start) else { continue }
      let currency = context.settings.currency.map { ShownCurrency($0) }
      let summary = try ShownCurrency.$current.withValue(currency) {
        try self.notice(digest, last, before, now)
      }
      let receivers = context.settings.receivers.filter { digest.receivers.contains($0.name) }
      _ = try ledger.postOnce(
        digest.name, period: last.start,
        entries: try receivers.map { receiver in
          var entry = try AlertStateStore.entry(summary, receiver)
          // Attempts are counted from now, not from the end of the period.
          (entry.created, entry.next) = (now, now)
          return entry
        })
    }
  }

  private func notice(_ digest: Digest, _ last: TimeWindow, _ before: TimeWindow, _ now: Instant) throws
    -> Notice
  {
    func rows(_ window: TimeWindow) throws -> [SpendRow] {
      try store.rows(
        for: SpendQuery(window: window, groups: [digest.by, .provider, .model], filters: digest.filters))
    }
    let evaluator = BudgetEvaluator(
      source: store, zone: context.zone, billingDay: context.settings.billingDay)
    let budgets = try context.settings.budgets
      .flatMap { try evaluator.statuses(of: $0, at: now, forecasts: false) }
      .sorted { ($1.share, $0.name) < ($0.share, $1.name) }
    return DigestNotice.notice(
      digest, last, SpendComparison(before: try rows(before), after: try rows(last), dimensions: 1),
      budgets: budgets, zone: context.zone)
  }
}
