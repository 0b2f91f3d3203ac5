public import SpendCore

/// The currency of amounts on screens and in reports, at a fixed rate. Storage and comparison use dollars.
public struct DisplayCurrency: Sendable, Hashable {
  /// Three letters.
  public var code: String
  /// Units of the currency per US dollar, in millionths.
  public var perDollar: Int64

  public init(code: String, perDollar: Int64) {
    self.code = code
    self.perDollar = perDollar
  }

  /// US dollars for an amount of the currency, rounded to the nearest nanodollar, halves away from zero.
  public func dollars(_ amount: Money) -> Money {
    let product = Int128(amount.nanodollars) * 1_000_000
    let half = Int128(perDollar) / 2
    return Money(nanodollars: Int64(clamping: (product + (product < 0 ? -half : half)) / Int128(perDollar)))
  }

  /// The amount in billionths of the currency, rounded half to even.
  public func amount(_ money: Money) -> Money {
    let product = Int128(money.nanodollars) * Int128(perDollar)
    let (quotient, rest) = product.quotientAndRemainder(dividingBy: 1_000_000)
    let isUp = rest.magnitude > 500_000 || rest.magnitude == 500_000 && quotient & 1 == 1
    return Money(nanodollars: Int64(clamping: quotient + (isUp ? (product < 0 ? -1 : 1) : 0)))
  }
}
