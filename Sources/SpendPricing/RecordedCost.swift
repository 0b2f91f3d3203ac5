public import SpendCore

/// Recorded cost of a request, from the quote and the logged cost.
public struct RecordedCost: Sendable, Hashable {
  /// Nil when unpriced.
  public var cost: Money?
  /// Cost by the price book, also where the logged cost is recorded.
  public var computed: Money?
  public var status: CostStatus
  /// The log's cost is too far off to be dollars, and was not booked.
  public var isOutlier = false

  /// Selects the recorded cost:
  ///
  /// - Zero for a gateway's own response.
  /// - Zero for a request covered by a subscription; its list price is kept as computed.
  /// - The cost stated by the seller, where there is one.
  /// - The computed price, in preference to a cost that a client library has computed.
  /// - A logged 0 for tokens is ignored: libraries write it for unknown models.
  /// - A logged cost above any price on sale is ignored: it is in another unit.
  public init(
    _ quote: Quote, logged: Money?, loggedIsBinding: Bool, isFree: Bool, tokens: TokenCounts
  ) {
    computed = quote.cost
    cost = quote.cost
    status = quote.status
    if isFree {
      cost = .zero
      computed = .zero
      status = .free
      return
    }
    if quote.isCovered {
      cost = .zero
      status = .free
      return
    }
    guard let logged, logged >= .zero else { return }
    if logged == .zero, tokens.total > 0 || tokens.isUnknown {
      return
    }
    guard Self.isPlausible(logged, quote, tokens) else {
      isOutlier = true
      return
    }
    switch quote.status {
    case .priced, .estimated, .free:
      guard loggedIsBinding else { return }
      cost = logged
      status = .logged
    case .unpriced, .partial, .logged:
      cost = logged
      status = .logged
    }
  }

  /// Sixteen times the dearest token on sale, 600 USD a million, beside 100 USD for what is not
  /// counted in tokens; and a thousand times our own price, where that is more than a dollar.
  private static func isPlausible(_ logged: Money, _ quote: Quote, _ tokens: TokenCounts) -> Bool {
    guard tokens.total > 0 else { return true }
    let bound = Int128(tokens.total) * 10_000_000 + 100_000_000_000
    guard Int128(logged.nanodollars) <= bound else { return false }
    guard quote.status == .priced, let cost = quote.cost, cost > .zero else { return true }
    return logged.nanodollars <= 1_000_000_000 || logged.nanodollars / 1_000 <= cost.nanodollars
  }
}

extension RecordedCost {
  /// True when two costs of one request agree within a hundredth, or a millionth of a dollar.
  public static func agree(_ logged: Money, _ computed: Money) -> Bool {
    let difference = (logged - computed).nanodollars.magnitude
    return difference <= 1_000 || difference <= computed.nanodollars.magnitude / 100
  }
}
