import SpendAnalytics
public import SpendCore

/// Sums of the traffic that one rule watches.
public struct TrafficFacts: Sendable {
  public var filters: [DimensionFilter]
  public var windowSeconds: Int64
  public var recent: SpendSums
  /// Sums of the last week, with durations, for rules that compare with them.
  public var usual = SpendSums()

  public init(filters: [DimensionFilter], windowSeconds: Int64, recent: SpendSums) {
    self.filters = filters
    self.windowSeconds = windowSeconds
    self.recent = recent
  }
}
