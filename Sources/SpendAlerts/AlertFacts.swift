public import SpendCore

/// Everything the rules of one round look at. A value: the same facts give the same readings.
public struct AlertFacts: Sendable {
  public var now: Instant
  public var budgets: [BudgetFacts] = []
  public var series: [SeriesFacts] = []
  public var traffic: [TrafficFacts] = []
  public var ingest = IngestFacts()
  /// Lines and rejected lines of the last hour.
  public var recentLines: Int64 = 0
  public var recentRejects: Int64 = 0

  public init(now: Instant) { self.now = now }
}

/// A budget, or a part of a split one.
public struct BudgetFacts: Sendable {
  public var status: BudgetStatus
  /// By the seconds of the long window.
  public var paces: [Int64: BurnPace] = [:]
  /// Spend of the period up to a day ago, by the times of the events.
  public var spentBefore = Money.zero

  public init(_ status: BudgetStatus) { self.status = status }
}

/// A part of the traffic, hour by hour.
public struct SeriesFacts: Sendable {
  /// Nil for all traffic.
  public var dimension: Dimension?
  public var value: String
  public var verdict: AnomalyVerdict
  /// Of the hour that has begun.
  public var begun: AnomalyVerdict?

  public init(
    dimension: Dimension? = nil, value: String = "", verdict: AnomalyVerdict, begun: AnomalyVerdict? = nil
  ) {
    self.dimension = dimension
    self.value = value
    self.verdict = verdict
    self.begun = begun
  }
}

/// Sums of the traffic that one rule watches.
public struct TrafficFacts: Sendable {
  public var filters: [DimensionFilter]
  public var windowSeconds: Int64
  public var recent: SpendSums
  /// Of the last week, with durations, for rules that compare with it.
  public var usual = SpendSums()

  public init(filters: [DimensionFilter], windowSeconds: Int64, recent: SpendSums) {
    self.filters = filters
    self.windowSeconds = windowSeconds
    self.recent = recent
  }
}
