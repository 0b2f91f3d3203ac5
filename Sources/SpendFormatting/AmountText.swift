public import SpendCore

/// Figures as sentences name them. They never depend on the locale.
public enum AmountText {
  /// `$4,620.11`, or in the currency that is shown; under one of it with the digits that count: `$0.0042`.
  public static func amount(_ amount: Money) -> String {
    let amount = shown(amount)
    let size = amount.nanodollars.magnitude
    var places = 2
    if size > 0, size < 1_000_000_000 { places = min(9, max(2, 11 - String(size).count)) }
    return sign(amount) + digits(size, places: places)
  }

  /// `$212`, for rates and forecasts: whole from a hundred dollars on.
  public static func roughly(_ amount: Money) -> String {
    let size = shown(amount).nanodollars.magnitude
    guard size >= 100_000_000_000 else { return Self.amount(amount) }
    return sign(amount) + digits(size, places: 0)
  }

  /// An amount that was foreseen or scaled: `12.34` dollars, always to the cent.
  public static func cents(_ figure: Double) -> String {
    guard figure.magnitude < 9e9 else { return fixed(figure, places: 2) }
    let shown = shown(Money(nanodollars: Int64(figure * 1e9)))
    return sign(shown) + fixed(Double(shown.nanodollars.magnitude) / 1e9, places: 2)
  }

  private static func digits(_ nanodollars: UInt64, places: Int) -> String {
    DecimalDigits.text(
      DecimalDigits.rounded(nanodollars, places: places, ties: .awayFromZero), places: places)
  }

  private static func shown(_ amount: Money) -> Money { ShownCurrency.current?.amount(amount) ?? amount }

  private static func sign(_ amount: Money) -> String {
    (amount < .zero ? "-" : "") + (ShownCurrency.current?.sign ?? "$")
  }

  /// `92.4 %`.
  public static func percent(_ share: Double) -> String { fixed(share * 100, places: 1) + " %" }

  /// `14.8×`.
  public static func factor(_ factor: Double) -> String {
    fixed(factor, places: factor.magnitude < 100 ? 1 : 0) + "×"
  }

  /// `45 s`, `12 min`, `3.5 h`, `2.1 days`.
  public static func duration(seconds: Double) -> String {
    let size = seconds.magnitude
    if size < 90 { return fixed(seconds, places: 0) + " s" }
    if size < 5_400 { return fixed(seconds / 60, places: 0) + " min" }
    if size < 129_600 { return fixed(seconds / 3_600, places: 1) + " h" }
    return fixed(seconds / 86_400, places: 1) + " days"
  }

  /// The length of a window: `1h`, `5m`.
  public static func window(seconds: Int64) -> String {
    seconds % 86_400 == 0 && seconds > 86_400
      ? "\(seconds / 86_400)d"
      : seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }

  /// A decimal number with a point, without exponent, rounded to nearest.
  public static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "?" : value < 0 ? "-∞" : "∞" }
    let unit = DecimalDigits.powersOfTen[min(9, max(0, places))]
    let scaled = (value * Double(unit)).rounded()
    guard scaled.magnitude < 9e18 else { return value < 0 ? "-∞" : "∞" }
    let (whole, part) = UInt64(scaled.magnitude).quotientAndRemainder(dividingBy: unit)
    let sign = scaled < 0 ? "-" : ""
    return "\(sign)\(whole)" + DecimalDigits.fraction(part, places: min(9, max(0, places)))
  }
}
