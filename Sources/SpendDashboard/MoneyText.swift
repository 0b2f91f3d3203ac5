public import SpendAnalytics
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

  public static func spend(_ summary: SpendSummary, style: MoneyText? = nil) -> String {
    spend(
      summary.sums.cost, isLowerBound: summary.isLowerBound, isEstimated: summary.isEstimated, style: style)
  }

  /// The amount in the currency of the screen.
  private static func shown(_ amount: Money) -> Money { ShownCurrency.current?.amount(amount) ?? amount }

  private static var sign: String { ShownCurrency.current?.sign ?? "$" }

  public func text(_ amount: Money) -> String {
    let amount = Self.shown(amount)
    let sign = amount.nanodollars < 0 ? "-" : ""
    let unit = Self.powersOfTen[9 - places]
    let size = amount.nanodollars.magnitude
    let (quotient, rest) = size.quotientAndRemainder(dividingBy: unit)
    let roundsUp = rest * 2 > unit || (rest * 2 == unit && !quotient.isMultiple(of: 2))
    let units = quotient + (roundsUp ? 1 : 0)
    if units == 0 && size > 0 { return "<" + sign + Self.sign + Self.decimal(1, places: places) }
    return sign + Self.sign + Self.decimal(units, places: places)
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
  static func picodollars(_ amount: Int64) -> String {
    let (whole, part) = amount.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000)
    var digits = String(part)
    digits = String(repeating: "0", count: 12 - digits.count) + digits
    while digits.last == "0", digits.count > 2 { digits.removeLast() }
    return (amount < 0 ? "-$" : "$") + grouped(whole) + "." + digits
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
  static func scale(_ amount: Money) -> String {
    amount.nanodollars % 10_000_000 == 0 ? MoneyText(places: 2).text(amount) : text(amount)
  }

  /// Whole dollars when the amount is a round one: `$12,000`.
  public static func round(_ amount: Money) -> String {
    shown(amount).nanodollars % 1_000_000_000 == 0 ? MoneyText(places: 0).text(amount) : text(amount)
  }

  private static let powersOfTen: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  private static func decimal(_ units: UInt64, places: Int) -> String {
    let (whole, part) = units.quotientAndRemainder(dividingBy: powersOfTen[places])
    if places == 0 { return grouped(whole) }
    let digits = String(part)
    return grouped(whole) + "." + String(repeating: "0", count: places - digits.count) + digits
  }

  fileprivate static func grouped(_ number: UInt64) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}

/// Counts in three digits and a unit: `812`, `402k`, `1.24M`, `3.21B`.
public enum CountText {
  /// Every digit, in groups of three.
  static func grouped(_ count: Int64) -> String {
    (count < 0 ? "-" : "") + MoneyText.grouped(count.magnitude)
  }

  public static func text(_ count: Int64) -> String {
    let sign = count < 0 ? "-" : ""
    let size = count.magnitude
    if size < 1_000 { return sign + String(size) }
    let units: [(UInt64, String)] = [
      (1_000, "k"), (1_000_000, "M"), (1_000_000_000, "B"), (1_000_000_000_000, "T"),
      (1_000_000_000_000_000, "P"), (1_000_000_000_000_000_000, "E"),
    ]
    for (unit, name) in units {
      // The finest of two, one or no places that leaves three digits; 999.6k is written 1.00M.
      for (step, places) in [(unit / 100, 2), (unit / 10, 1), (unit, 0)] {
        let (quotient, rest) = size.quotientAndRemainder(dividingBy: step)
        let steps = quotient + (rest >= step - step / 2 ? 1 : 0)
        if steps < 1_000 { return sign + decimal(steps, places) + name }
      }
    }
    return sign + String(size)
  }

  private static func decimal(_ number: UInt64, _ places: Int) -> String {
    let digits = String(number)
    if places == 0 { return digits }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
  }
}

/// Shares, durations and sizes.
public enum FigureText {
  /// `0.8 %`, `18 %`, `<0.1 %`; `—` when unknown.
  public static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "—" }
    let percent = share * 100
    if percent != 0 && abs(percent) < 0.05 { return "<0.1 %" }
    if abs(percent) < 9.95 { return percent == 0 ? "0 %" : "\(tenths(percent)) %" }
    if abs(percent) >= 1_000_000 { return ">999k %" }
    return "\(Int(percent.rounded())) %"
  }

  /// `1.9×`.
  public static func factor(_ factor: Double) -> String {
    if factor == 0 { return "0×" }
    if !factor.isFinite || factor >= 1_000 { return ">999×" }
    if factor < 0.05 { return "<0.1×" }
    return factor < 9.95 ? "\(tenths(factor))×" : "\(Int(factor.rounded()))×"
  }

  /// `812 ms`, `1.9 s`, `2.1 min`; `—` when unknown.
  public static func duration(milliseconds: Double?) -> String {
    guard let milliseconds, milliseconds.isFinite else { return "—" }
    if milliseconds < 999.5 { return "\(Int(milliseconds.rounded())) ms" }
    let seconds = milliseconds / 1_000
    if seconds < 99.95 { return "\(tenths(seconds)) s" }
    return "\(tenths(min(seconds / 60, 99_999))) min"
  }

  /// An age or a remaining time in one unit: `22 s`, `4 min`, `3 h`, `2 d`.
  public static func age(seconds: Int64) -> String {
    switch max(0, seconds) {
    case ..<90: return "\(max(0, seconds)) s"
    case ..<5_400: return "\((seconds + 30) / 60) min"
    case ..<172_800: return "\((seconds + 1_800) / 3_600) h"
    default: return "\((min(seconds, .max - 43_200) + 43_200) / 86_400) d"
    }
  }

  /// `3.1 GB`, in units of a thousand.
  public static func bytes(_ count: Int64) -> String {
    if count < 1_000 { return "\(max(0, count)) B" }
    let text = CountText.text(count)
    let unit = text.last == "B" ? "G" : text.last.map(String.init)?.replacing("k", with: "k") ?? ""
    return text.dropLast() + " " + unit + "B"
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((abs(value) * 10).rounded())
    return (value < 0 ? "-" : "") + "\(tenths / 10).\(tenths % 10)"
  }
}
