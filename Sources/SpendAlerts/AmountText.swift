public import SpendAnalytics
public import SpendCore

/// Figures as sentences name them. They never depend on the locale.
public enum AmountText {
  /// `$4,620.11`, or in the currency that is shown; under one of it with the digits that count: `$0.0042`.
  public static func amount(_ amount: Money) -> String {
    let amount = shown(amount)
    let size = amount.nanodollars.magnitude
    var places = 2
    if size > 0, size < 1_000_000_000 { places = min(9, max(2, 11 - String(size).count)) }
    return sign(amount) + grouped(decimal(size, places: places))
  }

  /// Spend of a budget: `≥$15.23` with unpriced requests in it, `unpriced` when all are.
  public static func spent(_ status: BudgetStatus) -> String {
    status.isUnpriced ? "unpriced" : (status.isBlind ? "≥" : "") + amount(status.spent)
  }

  /// `76 % ($15.23 of $20.00)`.
  static func used(_ status: BudgetStatus) -> String {
    let whole = amount(status.budget.amount)
    if status.isUnpriced { return "an unknown part of \(whole)" }
    return "\(percent(status.share)) (\(spent(status)) of \(whole))"
  }

  /// `$212`, for rates and forecasts: whole from a hundred dollars on.
  public static func roughly(_ amount: Money) -> String {
    let size = shown(amount).nanodollars.magnitude
    guard size >= 100_000_000_000 else { return Self.amount(amount) }
    return sign(amount) + grouped(decimal(size, places: 0))
  }

  /// An amount that was foreseen or scaled: `12.34` dollars, always to the cent.
  static func cents(_ figure: Double) -> String {
    guard figure.magnitude < 9e9 else { return fixed(figure, places: 2) }
    let shown = shown(Money(nanodollars: Int64(figure * 1e9)))
    return sign(shown) + fixed(Double(shown.nanodollars.magnitude) / 1e9, places: 2)
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

  /// `2 min`, or `2 min (1–6 min)` where the windows disagree.
  public static func span(_ exhaustion: Exhaustion) -> String {
    let likely = duration(seconds: exhaustion.likely)
    let earliest = duration(seconds: exhaustion.earliest)
    let latest = exhaustion.latest.map { duration(seconds: $0) }
    if earliest == likely, latest == likely { return likely }
    guard let latest else { return earliest == likely ? likely : "\(likely) (\(earliest) at the earliest)" }
    return "\(likely) (\(earliest)–\(latest))"
  }

  /// The reason for a missing forecast.
  public static func gap(_ status: BudgetStatus) -> String {
    switch status.forecastGap ?? .history {
    case .history: "too little history"
    case .silence(let since):
      "no events for \(duration(seconds: Double(status.now.seconds - since.seconds)))"
    case .rolling: "a rolling period has no end"
    }
  }

  /// A decimal number with a point, without exponent, rounded to nearest.
  public static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "?" : value < 0 ? "-∞" : "∞" }
    let unit = powersOfTen[min(9, max(0, places))]
    let scaled = (value * Double(unit)).rounded()
    guard scaled.magnitude < 9e18 else { return value < 0 ? "-∞" : "∞" }
    let (whole, part) = UInt64(scaled.magnitude).quotientAndRemainder(dividingBy: unit)
    let sign = scaled < 0 ? "-" : ""
    if unit == 1 { return "\(sign)\(whole)" }
    let digits = String(part)
    return "\(sign)\(whole).\(String(repeating: "0", count: places - digits.count))\(digits)"
  }

  private static let powersOfTen: [UInt64] = (0...9).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  /// Nanodollars as dollars, rounded to nearest.
  private static func decimal(_ nanodollars: UInt64, places: Int) -> String {
    let unit = powersOfTen[9 - places]
    let (quotient, rest) = nanodollars.quotientAndRemainder(dividingBy: unit)
    let units = quotient + (rest * 2 >= unit && unit > 1 ? 1 : 0)
    if places == 0 { return String(units) }
    let (whole, part) = units.quotientAndRemainder(dividingBy: powersOfTen[places])
    let digits = String(part)
    return "\(whole)." + String(repeating: "0", count: places - digits.count) + digits
  }

  /// Separators between thousands.
  private static func grouped(_ number: String) -> String {
    let point = number.firstIndex(of: ".") ?? number.endIndex
    let whole = number[..<point]
    var text = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text + number[point...]
  }
}
