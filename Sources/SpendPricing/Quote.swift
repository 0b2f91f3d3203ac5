public import SpendCore

/// Cost of a request by the price book.
public struct Quote: Sendable, Hashable {
  /// Nil when unpriced.
  public var cost: Money?
  public var status: CostStatus
  public var priceID: Int32 = 0
  /// Additional cost of the cache reads at the full input price.
  public var cacheSaved = Money.zero
  public var isLongContext = false
  /// True when covered by a subscription: `cost` is the list price, and the spend is zero.
  public var isCovered = false

  public static let unpriced = Quote(cost: nil, status: .unpriced)
  public static let free = Quote(cost: .zero, status: .free)

  /// Quote of a free row.
  init(free id: Int32) {
    self = .free
    priceID = id
  }

  public init(cost: Money?, status: CostStatus) {
    self.cost = cost
    self.status = status
  }
}
