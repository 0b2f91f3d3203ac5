import SpendCore

/// A share of a whole in millionths: exact for percentages with up to four decimals.
public struct Share: Sendable, Hashable, Comparable {
  /// Millionths; 1,000,000 is the whole.
  public let millionths: Int64

  public static let none = Share(millionths: 0)
  public static let one: Int64 = 1_000_000

  public init(millionths: Int64) { self.millionths = millionths }

  /// Reads `0.4`, `40%` or `40 %`. Nil when `text` is not a number.
  public init?(text: String) {
    let isPercent = text.hasSuffix("%")
    var digits = isPercent ? text.dropLast() : text[...]
    while digits.last == " " { digits = digits.dropLast() }
    guard let value = FixedPoint.parse(digits.utf8, places: isPercent ? 4 : 6) else { return nil }
    self.init(millionths: value)
  }

  public static func < (a: Share, b: Share) -> Bool { a.millionths < b.millionths }

  /// This share of `count`, rounded half up. `count` is not negative.
  public func of(_ count: Int64) -> Int64 {
    Int64(clamping: (Int128(count) * Int128(millionths) + 500_000) / Int128(Self.one))
  }
}
