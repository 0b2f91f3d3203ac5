/// Digits of decimal numbers, with separators between thousands. Independent of the locale.
enum DecimalDigits {
  /// The rounding of a number that lies halfway between two others.
  enum Ties { case toEven, awayFromZero }

  static let powersOfTen: [UInt64] = (0...9).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  /// Billionths as units of the last of `places` digits behind the point.
  static func rounded(_ billionths: UInt64, places: Int, ties: Ties) -> UInt64 {
    let unit = powersOfTen[9 - places]
    let (quotient, rest) = billionths.quotientAndRemainder(dividingBy: unit)
    let isTie = rest * 2 == unit
    let roundsUp = rest * 2 > unit || isTie && (ties == .awayFromZero || !quotient.isMultiple(of: 2))
    return quotient + (roundsUp ? 1 : 0)
  }

  /// `1,234.56` for 123456 units of the second place.
  static func text(_ units: UInt64, places: Int) -> String {
    let (whole, part) = units.quotientAndRemainder(dividingBy: powersOfTen[places])
    return grouped(whole) + fraction(part, places: places)
  }

  /// `.056` for 56 units of the third place; empty without places.
  static func fraction(_ part: UInt64, places: Int) -> String {
    guard places > 0 else { return "" }
    let digits = String(part)
    return "." + String(repeating: "0", count: places - digits.count) + digits
  }

  static func grouped(_ number: UInt64) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}
