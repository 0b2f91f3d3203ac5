public import SpendCore

/// What a request costs by the price book.
public struct Quote: Sendable, Hashable {
  /// Nil when unpriced.
  public var cost: Money?
  public var status: CostStatus
  public var priceID: Int32 = 0
  /// What the cache reads would have cost more as plain input.
  public var cacheSaved = Money.zero
  public var isLongContext = false

  public static let unpriced = Quote(cost: nil, status: .unpriced)
  public static let free = Quote(cost: .zero, status: .free)

  public init(cost: Money?, status: CostStatus) {
    self.cost = cost
    self.status = status
  }
}

/// What is booked for a request, out of the quote and of what the log says it cost.
public struct Booking: Sendable, Hashable {
  public var cost: Money?
  public var computed: Money?
  public var status: CostStatus

  /// - A gateway's own answer costs nothing.
  /// - The seller's own statement wins.
  /// - Our price wins over a cost that a client library has computed.
  /// - A logged 0 for tokens is what libraries write for models they do not know: no statement.
  public init(
    _ quote: Quote, logged: Money?, loggedIsBinding: Bool, isFree: Bool, tokens: TokenCounts
  ) {
    computed = quote.cost
    if isFree {
      cost = .zero
      status = .free
      computed = .zero
      return
    }
    let isPlaceholder = logged == .zero && (tokens.total > 0 || tokens.isUnknown)
    guard let logged, !isPlaceholder || (loggedIsBinding && quote.status == .free) else {
      cost = quote.cost
      status = quote.status
      return
    }
    switch quote.status {
    case .priced, .estimated, .free:
      cost = loggedIsBinding ? logged : quote.cost
      status = loggedIsBinding ? .logged : quote.status
    case .unpriced, .partial, .logged:
      cost = logged
      status = .logged
    }
  }
}
