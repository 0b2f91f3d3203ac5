public import SpendCore
import SpendFormatting
public import SpendPricing

/// The stored requests that the prices, plans and hardware of now would price otherwise: what a
/// `[[price]]`, `[[plan]]` or `[[gpu]]` that was added later, or another book, changes after the fact.
public struct PriceDrift {
  public private(set) var requests: Int64 = 0
  public private(set) var before = Money.zero
  public private(set) var after = Money.zero
  /// Requests that had no price and would have one.
  public private(set) var priced: Int64 = 0
  /// All requests, or those of the last month of a large database.
  private let window: TimeWindow

  /// Number of events above which only the last month is compared.
  private static let most: Int64 = 2_000_000

  public init(_ store: any SpendSource & StoredCostSource, _ catalog: PriceCatalog, zone: Zone, now: Instant)
    throws
  {
    let events = try store.health().events
    let month = TimeWindow(start: now.adding(seconds: -31 * 86_400), end: TimeWindow.allTime.end)
    window = events > Self.most ? month : .allTime
    let labelSets = try store.labelSets()
    var differences = PriceDifferences(labelSets, zone: zone)
    let pricer = StoredPricer(labelSets, catalog)
    try store.forEachCost(in: window, .all) { stored in
      let fresh = pricer.price(stored)
      guard fresh.cost != stored.price.cost else { return }
      differences.add(stored, fresh)
    }
    requests = differences.total.requests
    before = differences.total.before
    after = differences.total.after
    priced = differences.total.priced
  }

  /// The change and the command that makes it; nil without one.
  public var words: String? {
    guard requests > 0 else { return nil }
    return Self.words(requests, before: before, after: after, priced: priced, isWhole: window == .allTime)
  }

  /// Amounts that four decimals do not tell apart have all of theirs.
  static func words(_ requests: Int64, before: Money, after: Money, priced: Int64, isWhole: Bool) -> String {
    let range = isWhole ? "" : " of the last 31 days"
    let newly = priced > 0 ? ", \(priced) of them without a price so far" : ""
    let isReadable = SpendReport.dollars(after) != SpendReport.dollars(before)
    func text(_ amount: Money) -> String {
      isReadable || amount < .zero ? SpendReport.dollars(amount) : "$\(amount.decimalString)"
    }
    return "\(CountText.grouped(requests, "stored request"))\(range) would cost \(text(after)) instead of "
      + "\(text(before)) at the prices of now\(newly); try: spendtop prices reprice --all --dry-run"
  }
}
