import SpendCore

/// Exact cost of a request.
struct ExactBill {
  /// Index of the row used.
  var index: Int
  var isLongContext: Bool
  var status = CostStatus.priced
  /// Picodollars at list prices.
  var sum: Int128 = 0
  /// Picodollars that the cache reads would have cost more as plain input.
  var savings: Int128 = 0
  /// Factor on list prices: region and contract.
  var numerator: Int128 = denominator
  static let denominator: Int128 = 1_000_000_000
  /// Decimal places of `numerator`.
  static let factorPlaces = 9

  /// Cost in units of `picodollars`, rounded once.
  func total(perUnit picodollars: Int128) -> Int128 {
    paid(sum, picodollars)
  }

  func saved(perUnit picodollars: Int128) -> Int128 {
    paid(savings, picodollars)
  }

  private func paid(_ sum: Int128, _ picodollars: Int128) -> Int128 {
    numerator == Self.denominator
      ? sum.dividedHalfToEven(by: picodollars)
      : (sum * numerator).dividedHalfToEven(by: Self.denominator * picodollars)
  }
}
