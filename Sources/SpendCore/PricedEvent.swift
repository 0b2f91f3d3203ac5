/// Origin of an event's cost. Raw values are stored.
public enum CostStatus: UInt8, Sendable, Hashable, CaseIterable {
  /// Unknown price. The cost is absent, not zero.
  case unpriced = 0
  /// Every token class had a price.
  case priced = 1
  /// The seller stated the cost with the response.
  case logged = 2
  /// A rule stood in for a missing price: an owner's price for a reseller, a scaled tier.
  case estimated = 3
  /// Free by declaration: a free model, a gateway's own cache, a failed call.
  case free = 4
  /// At least one token class had no price; the cost is a lower bound.
  case partial = 5

  /// The word of JSON, CSV and the screen.
  public var word: String {
    switch self {
    case .unpriced: "unpriced"
    case .priced: "priced"
    case .logged: "logged"
    case .estimated: "estimated"
    case .free: "free"
    case .partial: "partial"
    }
  }
}

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
