import SpendFormatting

/// A range of values in the notation of monitoring plugins (monitoring-plugins.org, "Development
/// Guidelines", Threshold and ranges; read November 2026).
///
/// `10` alerts outside 0…10, `10:` below 10, `~:10` above 10, `10:20` outside, `@10:20` inside, ends
/// included.
public struct ThresholdRange: Sendable, Hashable, CustomStringConvertible {
  public var start: Double
  public var end: Double
  /// Alerts inside the range, not outside of it.
  public var isInside: Bool

  public init(start: Double = 0, end: Double, isInside: Bool = false) {
    self.start = start
    self.end = end
    self.isInside = isInside
  }

  /// Nil for an invalid range: a start behind the end, an exponent, a blank.
  public init?(_ text: String) {
    var rest = text[...]
    isInside = rest.first == "@"
    if isInside { rest = rest.dropFirst() }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    switch parts.count {
    case 1:
      guard let end = Self.number(parts[0]) else { return nil }
      start = 0
      self.end = end
    case 2:
      guard let start = parts[0] == "~" ? -Double.infinity : Self.number(parts[0]),
        let end = parts[1].isEmpty ? Double.infinity : Self.number(parts[1])
      else { return nil }
      self.start = start
      self.end = end
    default: return nil
    }
    guard start <= end else { return nil }
  }

  private static func number(_ text: Substring) -> Double? {
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text
    guard let first = digits.utf8.first, first != UInt8(ascii: "."), digits.utf8.count <= 40,
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
    else { return nil }
    return Double(text)
  }

  /// True when a value violates the range; NaN always does.
  public func alerts(_ value: Double) -> Bool {
    guard !value.isNaN else { return true }
    let isWithin = value >= start && value <= end
    return isWithin == isInside
  }

  public var description: String {
    var text = isInside ? "@" : ""
    if start == -.infinity {
      text += "~:"
    } else if start != 0 || end == .infinity {
      text += Self.text(start) + ":"
    }
    return end == .infinity ? text : text + Self.text(end)
  }

  /// The same range in another unit.
  public func scaled(by factor: Double) -> ThresholdRange {
    ThresholdRange(start: start * factor, end: end * factor, isInside: isInside)
  }

  /// Up to six decimal places, without trailing zeros.
  static func text(_ value: Double) -> String {
    var text = AmountText.fixed(value, places: 6)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}
