/// Reads stored data. Synchronous; each call sees one consistent moment.
public protocol SpendSource {
  /// Sums for a query, one row a group and slice that has events; order is not promised.
  func rows(for query: SpendQuery) throws -> [SpendRow]

  /// Hourly cost in a time range for each query, by the values of its dimension. The window begins with an hour;
  /// its last hour may be a part of one. Long histories are read faster so than in rows, and several at once
  /// faster than one by one.
  func hourlyCosts(in window: TimeWindow, of queries: [HourlyCostQuery]) throws -> [[String: [Money]]]

  /// The newest events before `before`, newest first. Filters are held against the newest 50,000 only.
  func newestEvents(limit: Int, before: Instant?, filters: [DimensionFilter], figures: [FigureFilter]) throws
    -> [EventRecord]

  /// Every event of a window in order of time, handed out one by one.
  func forEachEvent(
    in window: TimeWindow, filters: [DimensionFilter], _ body: (EventRecord) throws -> Void) throws

  /// Returns a number that rises with every commit; equal numbers mean unchanged data.
  func generation() throws -> Int64

  /// State of the whole store.
  func health() throws -> StoreHealth

  /// The logs that were read, by path.
  func sources() throws -> [SourceReport]

  /// Lines that could not be read, by path and offset.
  func rejectedLines(limit: Int) throws -> [RejectReport]

  /// Remarks of a time range in order of time.
  func notes(in window: TimeWindow) throws -> [Note]

  /// Interrupts the running query, from any thread: that query throws. Nil for a source without long
  /// queries.
  var interruption: (@Sendable () -> Void)? { get }

  /// The same store with every question that reports ask; nil for a source that only has sums and events.
  var reports: (any ReportSource)? { get }
}

extension SpendSource {
  public var interruption: (@Sendable () -> Void)? { nil }
  public var reports: (any ReportSource)? { nil }

  public func notes(in window: TimeWindow) throws -> [Note] { [] }

  public func newestEvents(limit: Int, before: Instant?, filters: [DimensionFilter]) throws -> [EventRecord] {
    try newestEvents(limit: limit, before: before, filters: filters, figures: [])
  }

  public func hourlyCosts(
    in window: TimeWindow, by group: Dimension?, filters: [DimensionFilter] = [], named: Set<String>? = nil
  ) throws -> [String: [Money]] {
    try hourlyCosts(in: window, of: [HourlyCostQuery(by: group, filters: filters, named: named)])[0]
  }

  public func hourlyCosts(in window: TimeWindow, of queries: [HourlyCostQuery]) throws -> [[String: [Money]]]
  {
    try queries.map { query in
      var costs: [String: HourlyCosts] = [:]
      for row in try rows(for: query.rows(in: window)) {
        guard let start = row.bucketStart else { continue }
        let key = HourlyCosts.key(row.keys.first ?? "", query.named)
        costs[key, default: HourlyCosts(window)].add(row.sums.cost, at: start)
      }
      return costs.mapValues(\.costs)
    }
  }
}
