public import SpendCore

/// A store in which money is spent evenly within each hour, as a function says: years of it cost nothing.
public final class HourlySource: SpendSource, IngestFactsSource {
  /// Features and what each spends in an hour, counted from 1970.
  public var spend: [String: (Int64) -> Money]
  /// Nothing after this is there yet.
  public var now: Instant
  public var first: Instant
  public var facts = IngestFacts()
  /// Share of the requests of an hour that fail; every hour of a feature has a hundred requests.
  public var errorShare = 0.0
  private let zone: Zone

  public init(
    spend: [String: (Int64) -> Money], first: Instant, now: Instant, zone: Zone = .utc
  ) {
    self.spend = spend
    self.first = first
    self.now = now
    self.zone = zone
  }

  public func rows(for query: SpendQuery) throws -> [SpendRow] {
    let start = max(query.window.start, first).seconds
    let end = min(query.window.end, now).seconds
    guard end > start else { return [] }
    var sums: [Place: SpendSums] = [:]
    for (feature, amount) in spend.sorted(by: { $0.key < $1.key }) where admits(feature, query.filters) {
      let keys = query.groups.map { $0 == .feature ? feature : "" }
      var hour = start.flooredQuotient(by: 3_600)
      while hour * 3_600 < end {
        let seconds = min(end, (hour + 1) * 3_600) - max(start, hour * 3_600)
        let whole = amount(hour)
        let slice = query.bucket.map { zone.start(of: $0, Instant(seconds: hour * 3_600)) }
        var one = SpendSums()
        one.cost = Money(
          nanodollars: whole.nanodollars / 3_600 * seconds + whole.nanodollars % 3_600 * seconds / 3_600)
        one.requests = whole > .zero ? max(1, 100 * seconds / 3_600) : 0
        one.errors = Int64(Double(one.requests) * errorShare)
        if one.requests > 0 { sums[Place(keys: keys, start: slice), default: SpendSums()] += one }
        hour += 1
      }
    }
    return sums.map { SpendRow(keys: $0.key.keys, bucketStart: $0.key.start, sums: $0.value) }
  }

  private struct Place: Hashable {
    var keys: [String]
    var start: Instant?
  }

  private func admits(_ feature: String, _ filters: [DimensionFilter]) -> Bool {
    filters.allSatisfy { filter in
      let value = filter.dimension == .feature ? feature : ""
      return switch filter.test {
      case .equals(let wanted): value == wanted
      case .differs(let other): value != other
      case .matches(let pattern): value.contains(pattern)
      case .avoids(let pattern): !value.contains(pattern)
      case .includes(let word): value.split(separator: "|").contains { $0 == word }
      }
    }
  }

  public func newestEvents(
    limit: Int, before: Instant?, filters: [DimensionFilter], figures: [FigureFilter]
  ) throws -> [EventRecord] {
    []
  }

  public func sources() throws -> [SourceReport] { [] }

  public func rejectedLines(limit: Int) throws -> [RejectReport] { [] }

  public func forEachEvent(
    in window: TimeWindow, filters: [DimensionFilter], _ body: (EventRecord) throws -> Void
  ) throws {}

  public func generation() throws -> Int64 { now.microseconds }

  public func health() throws -> StoreHealth { StoreHealth() }

  public func logFolders() throws -> [LogFolder] { facts.folders }

  public func ingestFacts(since: Instant) throws -> IngestFacts {
    var facts = facts
    if facts.heartbeat == nil { facts.heartbeat = now }
    return facts
  }
}
