/// Recorded cost of an event.
public struct RecordedPrice: Sendable, Hashable {
  /// Nil when unpriced.
  public var cost: Money?
  public var status: CostStatus
  /// Cost by the price book, where it differs from the recorded cost.
  public var computed: Money?
  /// Row of the price book that was used, or 0.
  public var priceID: Int32
  public var cacheSaved: Money

  public init(cost: Money?, status: CostStatus, computed: Money?, priceID: Int32, cacheSaved: Money) {
    self.cost = cost
    self.status = status
    self.computed = computed
    self.priceID = priceID
    self.cacheSaved = cacheSaved
  }
}
