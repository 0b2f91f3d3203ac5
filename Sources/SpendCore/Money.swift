/// An amount of US dollars, exact to the nanodollar (10⁻⁹ USD).
///
/// Reaches ±9.2 × 10⁹ USD. Sums are exact and do not depend on order; a sum that would leave the
/// range stays at its end, so that an absurd log can not stop the program.
public struct Money: Hashable, Sendable, Comparable {
  public var nanodollars: Int64

  public static let zero = Money(nanodollars: 0)

  @inlinable
  public init(nanodollars: Int64) {
    self.nanodollars = nanodollars
  }

  @inlinable
  public static func < (a: Money, b: Money) -> Bool {
    a.nanodollars < b.nanodollars
  }

  @inlinable
  public static func + (a: Money, b: Money) -> Money {
    let (sum, overflow) = a.nanodollars.addingReportingOverflow(b.nanodollars)
    return Money(nanodollars: overflow ? (b.nanodollars < 0 ? .min : .max) : sum)
  }

  @inlinable
  public static func - (a: Money, b: Money) -> Money {
    let (difference, overflow) = a.nanodollars.subtractingReportingOverflow(b.nanodollars)
    return Money(nanodollars: overflow ? (b.nanodollars < 0 ? .max : .min) : difference)
  }

  @inlinable
  public static func += (a: inout Money, b: Money) {
    a = a + b
  }

  /// Reads a decimal amount of dollars such as `0.0123`, `-4`, `1.25e-06`, exactly.
  ///
  /// More than nine places are rounded half to even. Nil when the text is not a plain decimal
  /// number or is out of range.
  public init?(decimal text: some StringProtocol) {
    guard let nano = FixedPoint.parse(text.utf8, places: 9) else { return nil }
    self.init(nanodollars: nano)
  }

  /// Reads an amount as people type it: a decimal number that may have a dollar sign after its sign, such as
  /// `12.50`, `$12.50`, `-$3`. Nil for anything else, grouping and spaces included.
  public init?(dollars text: some StringProtocol) {
    let bytes = text.utf8
    guard let dollar = bytes.firstIndex(of: UInt8(ascii: "$")) else {
      self.init(decimal: text)
      return
    }
    let (sign, digits) = (bytes[..<dollar], bytes[bytes.index(after: dollar)...])
    let isNegative = sign.elementsEqual("-".utf8)
    guard isNegative || sign.isEmpty || sign.elementsEqual("+".utf8),
      digits.first != UInt8(ascii: "-"), digits.first != UInt8(ascii: "+"),
      let nanodollars = FixedPoint.parse(digits, places: 9)
    else { return nil }
    self.init(nanodollars: isNegative ? -nanodollars : nanodollars)
  }

  /// The amount in dollars with `places` digits after the point, without a sign of currency: `1.25`. Fewer than
  /// nine places are rounded to the nearest, halves away from zero.
  public func decimalString(places: Int) -> String {
    let unit = (0..<max(0, 9 - places)).reduce(Int64(1)) { unit, _ in unit * 10 }
    guard unit > 1 else { return FixedPoint.string(nanodollars, places: 9, showing: places) }
    let half = Int128(nanodollars < 0 ? -unit : unit) / 2
    let units = (Int128(nanodollars) + half) / Int128(unit)
    return FixedPoint.string(Int64(units), places: places, showing: places)
  }

  /// The shortest exact decimal in dollars: `1.25`, `0.0003`, `0`.
  public var decimalString: String {
    FixedPoint.shortestString(nanodollars, places: 9)
  }
}
