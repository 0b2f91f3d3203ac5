public import SpendAnalytics
import SpendFormatting

extension PricedAt {
  /// Remarks below a table.
  public var notes: [String] {
    guard total.unpriced + total.estimated > 0 else { return [] }
    return [
      "at \(date): \(CountText.grouped(Int64(total.unpriced), "request")) without a price, "
        + "\(total.estimated) with one that stands in for another"
    ]
  }
}
