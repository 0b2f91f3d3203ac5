/// A usage event with its cost.
public struct PricedEvent: Sendable {
  public var event: UsageEvent
  /// Recorded cost; nil when unpriced.
  @SentinelOptional public var cost: Money?
  /// Cost by the price book, also where the logged cost was recorded.
  @SentinelOptional public var computedCost: Money?
  public var status: CostStatus
  /// Row of the price book that was used, or 0.
  public var priceID: Int32
  /// Additional cost of the cache reads at the full input price.
  public var cacheSaved: Money

  public init(
    event: UsageEvent, cost: Money?, computedCost: Money? = nil, status: CostStatus, priceID: Int32 = 0,
    cacheSaved: Money = .zero
  ) {
    self.event = event
    self.cost = cost
    self.computedCost = computedCost
    self.status = status
    self.priceID = priceID
    self.cacheSaved = cacheSaved
  }
}
