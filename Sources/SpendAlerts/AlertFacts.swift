public import SpendAnalytics
public import SpendCore

/// Everything the rules of one round look at. A value: the same facts give the same results.
public struct AlertFacts: Sendable {
  public var now: Instant
  /// All budgets, split ones by all of their parts.
  public var budgets: [BudgetStatus] = []
  public var series: [SeriesFacts] = []
  public var traffic: [TrafficFacts] = []
  public var ingest = IngestFacts()
  /// Lines and rejected lines of the last hour.
  public var recentLines: Int64 = 0
  public var recentRejects: Int64 = 0

  public init(now: Instant) { self.now = now }

  /// Burn rate of the last hour or its last minutes that pages.
  private static let urgentBurn = 14.4
  private static let urgentShare = 0.9
  private static let urgentSeconds = 3_600.0

  /// True when budgets may be exhausted before the next regular round: the last tenth of one is being spent,
  /// or a critical burn rate is reached.
  public var isUrgent: Bool {
    budgets.contains { status in
      guard status.remaining > .zero, status.lastHour > .zero else { return false }
      let burn = status.burnRates[3_600]
      return status.share >= Self.urgentShare
        || max(burn?.ratio ?? 0, burn?.shortRatio ?? 0) >= Self.urgentBurn
        || status.exhaustion.map { $0.likely < Self.urgentSeconds } ?? false
    }
  }
}
