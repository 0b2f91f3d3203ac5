/// The price of one unit (a token, a search, a second …), exact to the picodollar (10⁻¹² USD).
///
/// 1 USD per million tokens is 1,000,000 picodollars per token.
public struct UnitPrice: Hashable, Sendable, Comparable {
  public var picodollars: Int64

  public static let zero = UnitPrice(picodollars: 0)

  @inlinable
  public init(picodollars: Int64) {
    self.picodollars = picodollars
  }

  /// A list price in USD per million units, as a decimal text: `"0.075"`. Exact to 10⁻⁶ of that,
  /// further places are rounded half to even. Nil when it is not a decimal number.
  public init?(usdPerMillion text: some StringProtocol) {
    guard let pico = FixedPoint.parse(text.utf8, places: 6) else { return nil }
    self.init(picodollars: pico)
  }

  /// A price in USD per unit, as a decimal text: `"0.01"`. Nil when it is not a decimal number.
  public init?(usdPerUnit text: some StringProtocol) {
    guard let pico = FixedPoint.parse(text.utf8, places: 12) else { return nil }
    self.init(picodollars: pico)
  }

  /// USD per million units as the shortest exact decimal: `3`, `0.075`.
  public var usdPerMillion: String {
    FixedPoint.shortestString(picodollars, places: 6)
  }

  @inlinable
  public static func < (a: UnitPrice, b: UnitPrice) -> Bool {
    a.picodollars < b.picodollars
  }
}
