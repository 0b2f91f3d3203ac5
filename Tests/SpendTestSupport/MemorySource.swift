public import SpendCore

/// A store that is a list of events and answers every question by looking at all of them.
public final class MemorySource: SpendSource, EventSearchSource {
  public private(set) var records: [EventRecord]
  private let zone: Zone
  private var commits: Int64 = 1
  /// Questions about sums, in the order they came.
  public private(set) var asked: [SpendQuery] = []
  /// Thrown by every question while it is set.
  public var failure: (any Error)?
  /// Called before every question about sums; what it throws is the answer.
  public var beforeRows: ((SpendQuery) throws -> Void)?
  public var interruption: (@Sendable () -> Void)?

  public init(_ records: [EventRecord] = [], zone: Zone = .utc) {
    self.records = records
    self.zone = zone
  }

  public func add(_ more: [EventRecord]) {
    records += more
    commits += 1
  }

  public func rows(for query: SpendQuery) throws -> [SpendRow] {
    if let failure { throw failure }
    try beforeRows?(query)
    asked.append(query)
    var places: [Place: Int] = [:]
    var rows: [SpendRow] = []
    for record in records
    where query.window.contains(record.time) && admits(record, query.filters, query.figures) {
      let start = query.bucket.map { zone.start(of: $0, record.time) }
      let keys = query.groups.map { record.value(of: $0) }
      let place = Place(keys: keys, start: start)
      if places[place] == nil {
        places[place] = rows.count
        rows.append(SpendRow(keys: keys, bucketStart: start, sums: SpendSums()))
      }
      rows[places[place] ?? 0].sums += sums(record, latency: query.includesLatency)
    }
    return rows
  }

  private struct Place: Hashable {
    var keys: [String]
    var start: Instant?
  }

  /// Remarks of people.
  public var remarks: [Note] = []

  public func notes(in window: TimeWindow) throws -> [Note] {
    remarks.filter { window.contains($0.time) }.sorted { $0.time < $1.time }
  }

  /// What is said of the logs.
  public var logs: [SourceReport] = []
  public var rejects: [RejectReport] = []

  public func sources() throws -> [SourceReport] { logs }

  public func rejectedLines(limit: Int) throws -> [RejectReport] { Array(rejects.prefix(limit)) }

  public func newestEvents(
    limit: Int, before: Instant?, filters: [DimensionFilter], figures: [FigureFilter]
  ) throws -> [EventRecord] {
    if let failure { throw failure }
    let end = before ?? TimeWindow.allTime.end
    let wanted = records.filter { $0.time < end && admits($0, filters, figures) }
    return Array(wanted.sorted { $0.time > $1.time }.prefix(limit))
  }

  /// Events by time, each with a cursor of its own.
  public func searchEvents(
    in window: TimeWindow, from cursor: EventCursor?, scan: Int, filters: [DimensionFilter],
    figures: [FigureFilter]
  ) throws -> EventPage {
    if let failure { throw failure }
    let all = records.enumerated().map { index, record in
      EventPage.Found(
        cursor: EventCursor(microseconds: record.time.microseconds, low: Int64(-index)), record: record)
    }
    let rest = all.sorted { $0.cursor > $1.cursor }
      .filter { found in window.contains(found.record.time) && cursor.map { found.cursor < $0 } ?? true }
    let looked = rest.prefix(scan)
    return EventPage(
      found: looked.filter { admits($0.record, filters, figures) },
      next: looked.count < scan ? nil : looked.last?.cursor)
  }

  public func forEachEvent(
    in window: TimeWindow, filters: [DimensionFilter], _ body: (EventRecord) throws -> Void
  ) throws {
    if let failure { throw failure }
    for record in records.sorted(by: { $0.time < $1.time })
    where window.contains(record.time) && admits(record, filters) {
      try body(record)
    }
  }

  public func generation() throws -> Int64 { commits }

  public func health() throws -> StoreHealth {
    if let failure { throw failure }
    var health = StoreHealth()
    health.events = Int64(records.count)
    health.firstEvent = records.map(\.time).min()
    health.lastEvent = records.map(\.time).max()
    health.sources = Int64(logs.count)
    health.rejectedLines = logs.reduce(0) { $0 + $1.rejected }
    return health
  }

  private func admits(_ record: EventRecord, _ filters: [DimensionFilter], _ figures: [FigureFilter] = [])
    -> Bool
  {
    filters.allSatisfy { (try? $0.predicate())?(record.value(of: $0.dimension)) ?? false }
      && figures.allSatisfy { $0.admits(record) }
  }

  private func sums(_ record: EventRecord, latency: Bool) -> SpendSums {
    var sums = SpendSums()
    sums.requests = 1
    sums.input = Int64(record.tokens.input ?? 0)
    sums.cacheRead = Int64(record.tokens.cacheRead ?? 0)
    sums.output = Int64(record.tokens.output ?? 0)
    sums.cost = record.cost ?? .zero
    sums.unpricedRequests = record.cost == nil ? 1 : 0
    sums.estimatedRequests = record.costStatus == .estimated ? 1 : 0
    if record.outcome == .error {
      sums.errors = 1
      sums.errorCost = record.cost ?? .zero
    }
    if latency {
      if let duration = record.latencyMilliseconds { sums.latency.add(milliseconds: duration) }
      if let duration = record.firstTokenMilliseconds { sums.firstToken.add(milliseconds: duration) }
    }
    return sums
  }
}
