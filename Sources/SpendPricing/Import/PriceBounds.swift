import SpendCore

/// Plausible range of prices.
enum PriceBounds {
  /// 1,000 USD a million tokens; the dearest on sale costs 600.
  static let plausible = UnitPrice(picodollars: 1_000_000_000)
  /// A dollar a token: no such price is a slip of a list's unit, the file is of another kind.
  static let largest = UnitPrice(picodollars: 1_000_000_000_000)
  /// Factors of tiers that can be meant, in millionths: a fiftieth to fifty times.
  static let tierFactors: ClosedRange<Int64> = 20_000...50_000_000
  /// Factors of places that can be meant, in thousandths.
  static let regionFactors: ClosedRange<Int32> = 500...3_000

  /// Returns true if prices of a tier are within the bounds of what tiers change.
  static func isPlausible(_ listed: ClassPrices, beside standard: ClassPrices) -> Bool {
    [PriceKind.input, .output].allSatisfy { kind in
      guard let new = listed[kind], let old = standard[kind], old > .zero, new > .zero else { return true }
      let micro = Int128(new.picodollars) * 1_000_000 / Int128(old.picodollars)
      return micro >= Int128(tierFactors.lowerBound) && micro <= Int128(tierFactors.upperBound)
    }
  }

  /// A price in dollars, `places` decimal places of which are picodollars.
  static func price(_ value: JSONValue?, _ key: String, places: Int) throws(PriceFileError) -> UnitPrice? {
    guard let value else { return nil }
    if case .null = value.kind { return nil }
    guard let text = value.number else {
      throw PriceFileError(line: value.line, reason: "\"\(key)\" is not a number")
    }
    return try price(text, key, places: places, line: value.line)
  }

  static func price(
    _ text: String, _ key: String, places: Int, line: Int
  ) throws(PriceFileError) -> UnitPrice {
    guard let pico = FixedPoint.parse(text.utf8, places: places) else {
      throw PriceFileError(line: line, reason: "\"\(key)\" is \(text), which is not a price")
    }
    guard pico >= 0 else {
      throw PriceFileError(line: line, reason: "\"\(key)\" is \(text), a price cannot be negative")
    }
    guard pico <= largest.picodollars else {
      throw PriceFileError(line: line, reason: "\"\(key)\" is \(text), more than a dollar a token")
    }
    return UnitPrice(picodollars: pico)
  }
}
