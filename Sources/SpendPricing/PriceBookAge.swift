public import SpendCore

/// The age of the prices in use.
public struct PriceBookAge {
  /// Days since the newest figures were read; nil where no date is known.
  public let days: Int64?
  private let builtin: String?
  private let imported: String?

  public init(_ catalog: PriceCatalog, now: Instant) {
    (builtin, imported) = catalog.dates
    let newest = [builtin, imported].compactMap(\.self).max()
    days = newest.flatMap(PriceCatalog.day).map { (now.seconds - $0.seconds) / 86_400 }
  }

  /// `as of 2026-11-27, 3 days old`, with the date of imported prices.
  public var words: String {
    guard let builtin else { return "without a date" }
    let more = imported.map { ", imported \($0)" } ?? ""
    let age = days.map { $0 == 1 ? ", 1 day old" : ", \(max(0, $0)) days old" } ?? ""
    return "as of \(builtin)\(more)\(age)"
  }

  /// Prices move often enough that a book of a quarter ago is wrong for some models.
  public var isOld: Bool { (days ?? 0) > 90 }
}
