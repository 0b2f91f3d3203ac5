/// Decimal text to scaled integers and back, exactly: money never passes through a binary fraction.
public enum FixedPoint {
  /// Longest number that is read; real ones are under 30 characters.
  static let longestNumber = 64

  /// Reads `[-+]digits[.digits][e[-+]digits]` as an integer scaled by 10^`places`.
  ///
  /// Digits beyond `places` are rounded half to even. Nil for anything else (spaces, separators,
  /// `NaN`, an empty text), for more than 64 characters, and when the result exceeds `Int64`.
  public static func parse(_ text: some Collection<UInt8>, places: Int) -> Int64? {
    text.withContiguousStorageIfAvailable { parse(UnsafeRawBufferPointer($0), places: places) }
      ?? Array(text).withUnsafeBytes { parse($0, places: places) }
  }

  /// The same, for bytes where they lie.
  public static func parse(_ text: UnsafeRawBufferPointer, places: Int) -> Int64? {
    guard !text.isEmpty, text.count <= longestNumber else { return nil }
    var iterator = text.makeIterator()
    var next = iterator.next()
    var negative = false
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
      negative = next == UInt8(ascii: "-")
      next = iterator.next()
    }

    // All digits are gathered as one integer; what does not fit is kept as "there was more".
    var digits: UInt64 = 0
    var exponent = 0
    var sawDigit = false
    var lostNonZero = false
    var sawPoint = false
    scan: while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        sawDigit = true
        let digit = UInt64(byte - UInt8(ascii: "0"))
        if digits <= (UInt64.max - 9) / 10 {
          digits = digits * 10 + digit
          if sawPoint { exponent -= 1 }
        } else {
          lostNonZero = lostNonZero || digit != 0
          if !sawPoint { exponent += 1 }
        }
      case UInt8(ascii: ".") where !sawPoint:
        sawPoint = true
      case UInt8(ascii: "e") where sawDigit, UInt8(ascii: "E") where sawDigit:
        guard let power = parseExponent(&iterator) else { return nil }
        exponent += power
        next = nil
        break scan
      default:
        return nil
      }
      next = iterator.next()
    }
    guard sawDigit else { return nil }
    guard let magnitude = scale(digits, by: exponent + places, lostNonZero: lostNonZero) else { return nil }
    return negative ? -magnitude : magnitude
  }

  private static func parseExponent(_ iterator: inout some IteratorProtocol<UInt8>) -> Int? {
    var next = iterator.next()
    var negative = false
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
      negative = next == UInt8(ascii: "-")
      next = iterator.next()
    }
    var value = 0
    var sawDigit = false
    while let byte = next {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      sawDigit = true
      value = min(10_000, value * 10 + Int(byte - UInt8(ascii: "0")))
      next = iterator.next()
    }
    return sawDigit ? (negative ? -value : value) : nil
  }

  private static func scale(_ digits: UInt64, by power: Int, lostNonZero: Bool) -> Int64? {
    if digits == 0 { return 0 }
    if power >= 0 {
      guard power <= 18 else { return nil }
      let (product, overflow) = digits.multipliedReportingOverflow(by: powersOfTen[power])
      return overflow ? nil : Int64(exactly: product)
    }
    guard power >= -19 else { return 0 }
    let (quotient, rest) = digits.quotientAndRemainder(dividingBy: powersOfTen[-power])
    let half = powersOfTen[-power] / 2
    let roundsUp = rest > half || (rest == half && (lostNonZero || !quotient.isMultiple(of: 2)))
    return Int64(exactly: quotient + (roundsUp ? 1 : 0))
  }

  private static let powersOfTen: [UInt64] = {
    var powers: [UInt64] = [1]
    for _ in 0..<19 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()

  /// `value` / 10^`places` with exactly `showing` digits after the point, cut off, not rounded up:
  /// callers choose `showing >= places` where exactness matters.
  public static func string(_ value: Int64, places: Int, showing: Int) -> String {
    let magnitude = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - magnitude.count)) + magnitude
    let whole = padded.dropLast(places)
    let fraction = padded.suffix(places)
    let shown =
      showing <= places
      ? String(fraction.prefix(showing)) : fraction + String(repeating: "0", count: showing - places)
    let sign = value < 0 ? "-" : ""
    return showing == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(shown)"
  }

  /// `value` / 10^`places` exactly and without trailing zeros.
  public static func shortestString(_ value: Int64, places: Int) -> String {
    var text = string(value, places: places, showing: places)
    guard places > 0 else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
