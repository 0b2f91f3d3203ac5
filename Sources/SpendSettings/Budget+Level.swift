import SpendAnalytics
public import SpendCore

extension Budget {
  /// The highest level that is no mistake of percent for a share.
  public static let highestLevel = 5.0

  /// The share of `0.8`, `80%` or `80 %`; nil when it is no number. Not checked against the range.
  public static func level(_ text: String) -> Double? {
    Share(text: text).map { Double($0.millionths) / Double(Share.one) }
  }
}
