import SpendCore

/// Durations from Text Generation Inference's router: total time and time per token, without counts.
enum RouterTimes {
  /// Tokens in the time; nil when either is missing or no duration.
  static func tokens(in whole: FieldText, each: FieldText) -> Int32? {
    guard let whole = nanoseconds(whole), let each = nanoseconds(each), each > 0 else { return nil }
    let (rounded, overflow) = whole.addingReportingOverflow(each / 2)
    return overflow ? nil : Int32(clamping: min(rounded / each, Int64(TokenCounts.largest)))
  }

  /// A duration with its unit.
  static func nanoseconds(_ text: FieldText) -> Int64? {
    let bytes = text.bytes
    guard bytes.count <= 40 else { return nil }
    let digits = bytes.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    let unit = FieldText(UnsafeRawBufferPointer(rebasing: bytes[digits.endIndex...]))
    let places: Int
    if unit.equals("s") {
      places = 9
    } else if unit.equals("ms") {
      places = 6
    } else if unit.equals("ns") {
      places = 0
    } else {
      // µs, in either of its two letters, plain, or escaped in JSON.
      guard unit.bytes.last == UInt8(ascii: "s"), unit.bytes.count > 1 else { return nil }
      places = 3
    }
    return Numbers.scaled(UnsafeRawBufferPointer(rebasing: digits), places: places)
  }
}
