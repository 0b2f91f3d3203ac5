public import SpendCore

/// Cost per unit of work. Unpriced requests are left out of both cost and count; nil where nothing is left.
public struct UnitCosts: Sendable, Hashable {
  private let sums: SpendSums

  public init(_ sums: SpendSums) { self.sums = sums }

  public var perRequest: Money? {
    Self.divided(sums.cost, by: max(0, sums.requests - sums.unpricedRequests))
  }

  /// Rounded to the nearest nanodollar, halves away from zero; nil for no units.
  public static func divided(_ cost: Money, by count: Int64) -> Money? {
    guard count > 0 else { return nil }
    let (whole, rest) = cost.nanodollars.quotientAndRemainder(dividingBy: count)
    let roundsAway = rest.magnitude >= (count.magnitude + 1) / 2
    return Money(nanodollars: whole + (roundsAway ? rest.signum() : 0))
  }
}
