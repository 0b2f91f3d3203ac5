public import SpendAnalytics

extension PricedAt {
  /// Remarks below a table.
  public var notes: [String] {
    guard total.unpriced + total.estimated > 0 else { return [] }
    return [
      "at \(date): \(total.unpriced) requests without a price, "
        + "\(total.estimated) with one that stands in for another"
    ]
  }
}
