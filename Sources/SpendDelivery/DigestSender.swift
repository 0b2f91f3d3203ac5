import Foundation
import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendFormatting

/// Puts the digests that are due into the outbox, each once per period.
struct DigestSender {
  private let setup: DeliverySetup
  private let store: any SpendSource
  private let ledger: any AlertLedger

  init(_ setup: DeliverySetup, _ store: any SpendSource, _ ledger: any AlertLedger) {
    (self.setup, self.store, self.ledger) = (setup, store, ledger)
  }

  /// Queues the last finished period of each digest, unless it was queued before. A digest that is seen for the
  /// first time begins with the period that is running.
  func run(at now: Instant) throws {
    for digest in setup.digests {
      let (last, before) = digest.periods(at: now, zone: setup.zone)
      guard try ledger.isDue(digest.name, period: last.start) else { continue }
      let currency = setup.currency
      let summary = try ShownCurrency.$current.withValue(currency) {
        try self.notice(digest, last, before, now)
      }
      let receivers = setup.receivers.filter { digest.receivers.contains($0.name) }
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
      source: store, zone: setup.zone, billingDay: setup.billingDay)
    let budgets = try evaluator.statuses(of: setup.budgets, at: now, forecasts: false)
      .sorted { ($1.share, $0.name) < ($0.share, $1.name) }
    return DigestNotice.notice(
      digest, last, SpendComparison(before: try rows(before), after: try rows(last), dimensions: 1),
      budgets: budgets, zone: setup.zone)
  }
}
