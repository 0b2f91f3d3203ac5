/// The marks in numbers of a text: `1,234.5` or `1.234,5`.
enum NumberStyle: String, Codable {
  /// A decimal point; commas between thousands.
  case point
  /// A decimal comma; points between thousands.
  case comma

  /// The number style that the marks of one number show.
  enum Evidence: Equatable {
    case none
    case shows(NumberStyle)
    /// `1,234` and `1.234` are each one of two numbers.
    case openComma
    case openPoint
  }

  /// The evidence in one number, which may have a currency before or behind it.
  static func evidence(_ text: UnsafeRawBufferPointer) -> Evidence {
    var commas = 0
    var points = 0
    var lastMark = -1
    var digitsBefore = 0
    var digitsBehind = 0
    var first: UInt8 = 0
    for (place, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "."):
        if byte == UInt8(ascii: ",") { commas += 1 } else { points += 1 }
        lastMark = place
        digitsBehind = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if lastMark < 0 {
          if digitsBefore == 0 { first = byte }
          digitsBefore += 1
        }
        digitsBehind += 1
      // A number in dollars is written the American way; one with an exponent by a program.
      case UInt8(ascii: "$"), UInt8(ascii: "e"), UInt8(ascii: "E"): return .shows(.point)
      default: break
      }
    }
    guard lastMark >= 0 else { return .none }
    let endsInComma = text[lastMark] == UInt8(ascii: ",")
    if commas > 0, points > 0 { return .shows(endsInComma ? .comma : .point) }
    if commas > 1 { return .shows(.point) }
    if points > 1 { return .shows(.comma) }
    let isGroup = digitsBehind == 3 && (1...3).contains(digitsBefore) && first != UInt8(ascii: "0")
    if isGroup { return endsInComma ? .openComma : .openPoint }
    return .shows(endsInComma ? .comma : .point)
  }
}
