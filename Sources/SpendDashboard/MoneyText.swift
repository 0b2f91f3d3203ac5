public import SpendCore

/// Amounts and counts as a screen shows them: never clipped, the unit changes instead.
public enum MoneyText {
  /// `$1,234.56`; under a dollar four digits, under a cent two significant ones.
  public static func exact(_ money: Money) -> String {
    let nano = money.nanodollars.magnitude
    let sign = money.nanodollars < 0 ? "-" : ""
    if nano == 0 { return "$0.00" }
    // What rounds up to a dollar is shown as one.
    if nano >= 999_950_000 { return sign + "$" + grouped(cents: rounded(nano, 10_000_000)) }
    if nano >= 10_000_000 { return sign + "$0." + padded(rounded(nano, 100_000), 4) }
    var digits = 9
    var unit: UInt64 = 1
    while unit * 100 <= nano {
      unit *= 10
      digits -= 1
    }
    return sign + "$0." + padded(rounded(nano, unit), digits)
  }

  /// At most seven cells: `$182.40`, `$12.3k`, `$4.56M`.
  public static func short(_ money: Money) -> String {
    let nano = money.nanodollars.magnitude
    guard nano >= 10_000_000_000_000 else {
      return nano >= 1_000_000_000_000
        ? "\(money.nanodollars < 0 ? "-" : "")$\(grouped(rounded(nano, 1_000_000_000)))" : exact(money)
    }
    let dollars = nano / 1_000_000_000
    let sign = money.nanodollars < 0 ? "-$" : "$"
    return sign + scaled(Int64(clamping: dollars))
  }

  /// `402`, `12.4k`, `1.24M`, `3.21B`.
  public static func count(_ number: Int64) -> String {
    number < 10_000 ? "\(number)" : scaled(number)
  }

  private static func scaled(_ number: Int64) -> String {
    for (unit, name) in [
      (1_000_000_000_000 as Int64, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"),
    ]
    where number >= unit {
      let tenths = number / (unit / 10)
      if tenths >= 1_000 { return "\(number / unit)\(name)" }
      if tenths >= 100 { return "\(tenths / 10).\(tenths % 10)\(name)" }
      let hundredths = number / (unit / 100)
      return "\(hundredths / 100).\(padded(UInt64(hundredths % 100), 2))\(name)"
    }
    return "\(number)"
  }

  /// `812 ms`, `1.9 s`, `3.2 m`.
  public static func duration(milliseconds: Int64) -> String {
    if milliseconds < 1_000 { return "\(milliseconds) ms" }
    if milliseconds < 60_000 { return "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s" }
    return "\(milliseconds / 60_000).\(milliseconds % 60_000 / 6_000) m"
  }

  /// Half to even, in units.
  private static func rounded(_ nano: UInt64, _ unit: UInt64) -> UInt64 {
    let (quotient, rest) = nano.quotientAndRemainder(dividingBy: unit)
    let isOdd = quotient & 1 == 1
    return rest * 2 > unit || (rest * 2 == unit && isOdd) ? quotient + 1 : quotient
  }

  private static func grouped(cents: UInt64) -> String {
    "\(grouped(cents / 100)).\(padded(cents % 100, 2))"
  }

  private static func grouped(_ number: UInt64) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  private static func padded(_ number: UInt64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
