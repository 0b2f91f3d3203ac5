public import SpendCore

/// Cost per unit of work. Unpriced requests are left out of both cost and count; nil where nothing is left.
public struct UnitCosts: Sendable, Hashable {
  private let sums: SpendSums
  /// Nil when they were not counted.
  public var sessions: OwnerCosts.Owners?
  public var customers: OwnerCosts.Owners?

  public init(_ sums: SpendSums, sessions: OwnerCosts.Owners? = nil, customers: OwnerCosts.Owners? = nil) {
    self.sums = sums
    self.sessions = sessions
    self.customers = customers
  }

  private var pricedRequests: Int64 { max(0, sums.requests - sums.unpricedRequests) }

  public var perRequest: Money? { Self.divided(sums.cost, by: pricedRequests) }

  public var perThousandRequests: Money? { Self.divided(sums.cost, times: 1_000, by: pricedRequests) }

  /// Of all tokens: prompt, cached and output.
  public var perMillionTokens: Money? {
    Self.divided(
      sums.cost, times: 1_000_000, by: max(0, sums.promptTokens + sums.output - sums.unpricedTokens))
  }

  /// The whole cost, that of failed requests included, over the successful requests. Nil when some requests
  /// failed and some are unpriced: whether these are the same is not known.
  public var perSuccessfulRequest: Money? {
    guard sums.errors == 0 || sums.unpricedRequests == 0 else { return nil }
    return Self.divided(sums.cost, by: max(0, pricedRequests - sums.errors))
  }

  public var perSession: Money? { sessions.flatMap { Self.divided($0.cost, by: $0.count) } }

  public var perCustomer: Money? { customers.flatMap { Self.divided($0.cost, by: $0.count) } }

  /// `cost × factor / count`, rounded to the nearest nanodollar, halves away from zero; nil for no units.
  public static func divided(_ cost: Money, times factor: Int64 = 1, by count: Int64) -> Money? {
    count > 0 ? cost.scaled(by: factor, over: count) : nil
  }
}
