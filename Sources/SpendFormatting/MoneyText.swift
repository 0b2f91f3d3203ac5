public import SpendCore

/// Amounts as a person reads them: `$1,234.56`, under a dollar four digits, under a cent the digits that
/// count. What is not zero never reads as zero.
public struct MoneyText: Sendable, Hashable {
  /// Digits behind the point; a column uses one number of them, so that points stand below each other.
  public var places: Int

  public init(places: Int) {
    self.places = min(9, max(0, places))
  }

  /// The style for a single amount, or for a column whose largest amount this is.
  public init(for largest: Money) {
    let size = Self.shown(largest).nanodollars.magnitude
    switch size {
    case 0, 1_000_000_000...: places = 2
    case 10_000_000...: places = 4
    default:
      // Two digits that count: $0.000012 has its first at the fifth place.
      places = min(9, 10 - (String(size).count - 1))
    }
  }

  /// The amount in its own style.
  public static func text(_ amount: Money) -> String { MoneyText(for: amount).text(amount) }

  /// Returns a sum with a sign for its uncertainty: `≥$12.40` where some of it is unpriced, `~$12.40` where
  /// some is estimated, `unpriced` where all of it is unpriced.
  ///
  /// - Parameter style: digits of a column; those of the amount alone when nil.
  public static func spend(
    _ amount: Money, isLowerBound: Bool, isEstimated: Bool = false, style: MoneyText? = nil
  ) -> String {
    if isLowerBound, amount == .zero { return "unpriced" }
    return (isLowerBound ? "≥" : isEstimated ? "~" : "") + (style ?? MoneyText(for: amount)).text(amount)
  }

  /// The amount in the currency of the screen.
  private static func shown(_ amount: Money) -> Money { ShownCurrency.current?.amount(amount) ?? amount }

  private static var sign: String { ShownCurrency.current?.sign ?? "$" }

  public func text(_ amount: Money) -> String {
    let amount = Self.shown(amount)
    let sign = amount.nanodollars < 0 ? "-" : ""
    let size = amount.nanodollars.magnitude
    let units = DecimalDigits.rounded(size, places: places, ties: .toEven)
    if units == 0 && size > 0 { return "<" + sign + Self.sign + DecimalDigits.text(1, places: places) }
    return sign + Self.sign + DecimalDigits.text(units, places: places)
  }

  /// All digits that count, without sign and grouping: for what is read again.
  public static func exact(_ amount: Money) -> String {
    let (whole, part) = amount.nanodollars.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    var digits = String(part)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return (amount.nanodollars < 0 ? "-" : "") + "\(whole)" + (digits.isEmpty ? "" : "." + digits)
  }

  /// A part of a cost with all digits that count: `$0.0000375`.
  public static func picodollars(_ amount: Int64) -> String {
    let (whole, part) = amount.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000)
    var digits = String(part)
    digits = String(repeating: "0", count: 12 - digits.count) + digits
    while digits.last == "0", digits.count > 2 { digits.removeLast() }
    return (amount < 0 ? "-$" : "$") + DecimalDigits.grouped(whole) + "." + digits
  }

  /// Blanks to put behind an amount in its own style so that, in a column aligned on the right, its
  /// point stands below those of amounts with up to `places` digits behind it.
  public static func padded(_ text: String, places: Int) -> String {
    text + String(repeating: " ", count: max(0, places - Self.places(in: text)))
  }

  /// Digits behind the point of a text, the point with them; 0 when it has none.
  public static func places(in text: String) -> Int {
    text.lastIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) } ?? 0
  }

  /// Four digits at most, with the unit in front of the rest: `$12.3k`, `$4.56M`. For narrow places.
  public static func short(_ amount: Money) -> String {
    let size = shown(amount).nanodollars.magnitude
    if size < 1_000_000_000_000 { return text(amount) }
    let whole = (size + 500_000_000) / 1_000_000_000
    return (amount.nanodollars < 0 ? "-" : "") + sign + CountText.text(Int64(clamping: whole))
  }

  /// An amount on a scale, where round ones stand: `$0.75`.
  public static func scale(_ amount: Money) -> String {
    amount.nanodollars % 10_000_000 == 0 ? MoneyText(places: 2).text(amount) : text(amount)
  }

  /// Whole dollars when the amount is a round one: `$12,000`.
  public static func round(_ amount: Money) -> String {
    shown(amount).nanodollars % 1_000_000_000 == 0 ? MoneyText(places: 0).text(amount) : text(amount)
  }
}
