/// Reads stored data. Synchronous; each call sees one consistent moment.
public protocol SpendSource {
  /// Sums for a query, one row a group and slice that has events; order is not promised.
  func rows(for query: SpendQuery) throws -> [SpendRow]

  /// Hourly cost in a time range, by the values of a dimension, or under `""` for nil. The window begins
  /// with an hour; its last hour may be a part of one. Long histories are read faster so than in rows.
  func hourlyCosts(in window: TimeWindow, by group: Dimension?, filters: [DimensionFilter]) throws
    -> [String: [Money]]

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

  public func hourlyCosts(in window: TimeWindow, by group: Dimension?, filters: [DimensionFilter]) throws
    -> [String: [Money]]
  {
    var query = SpendQuery(window: window, groups: group.map { [$0] } ?? [], bucket: .hour, filters: filters)
    query.includesOnlyCost = true
    var costs: [String: HourlyCosts] = [:]
    for row in try rows(for: query) {
      guard let start = row.bucketStart else { continue }
      costs[row.keys.first ?? "", default: HourlyCosts(window)].add(row.sums.cost, at: start)
    }
    return costs.mapValues(\.costs)
  }
}

/// The costs of the hours of a window, being added up.
public struct HourlyCosts: Sendable {
  public private(set) var costs: [Money]
  private let firstHour: Int64

  /// - Parameter window: Begins with an hour, and is of a length that fits into memory.
  public init(_ window: TimeWindow) {
    firstHour = window.start.seconds.flooredQuotient(by: 3_600)
    let end = (window.end.seconds &+ 3_599).flooredQuotient(by: 3_600)
    costs = Array(repeating: .zero, count: max(0, Int(clamping: end &- firstHour)))
  }

  /// Adds to an hour, counted from 1970; what lies outside of the window is left out.
  public mutating func add(_ cost: Money, hour: Int64) {
    let index = Int(clamping: hour &- firstHour)
    if costs.indices.contains(index) { costs[index] += cost }
  }

  public mutating func add(_ cost: Money, at start: Instant) {
    add(cost, hour: start.seconds.flooredQuotient(by: 3_600))
  }
}

/// A log that was read, and how far.
public struct SourceReport: Sendable, Hashable {
  /// Rises from stream to stream: of two at one path, the newer has the higher id.
  public var id: Int64 = 0
  public var path: String
  public var state: StreamState
  /// Reason why the file could not be read to its end.
  public var error: String?
  public var format = ""
  public var lines: Int64 = 0
  public var events: Int64 = 0
  public var duplicates: Int64 = 0
  /// Lines of a known kind that are not usage.
  public var ignored: Int64 = 0
  /// Lines of no known format.
  public var unrecognised: Int64 = 0
  public var rejected: Int64 = 0
  /// Bytes of the content that are stored.
  public var committed: Int64 = 0
  public var codec = ""
  /// Inode of the last file read: another file at `path` is a different stream.
  public var inode: UInt64 = 0
  /// Number of first bytes that `headHash` covers.
  public var headLength: Int64 = 0
  public var headHash: UInt64 = 0
  public var lastSeen: Instant?

  public init(path: String, state: StreamState) {
    self.path = path
    self.state = state
  }
}

/// Position of a rejected line, with the reason.
public struct RejectReport: Sendable, Hashable {
  public var path: String
  public var offset: Int64
  public var reason: String

  public init(path: String, offset: Int64, reason: String) {
    self.path = path
    self.offset = offset
    self.reason = reason
  }
}

/// Facts about the store that a screen shows beside the money.
public struct StoreHealth: Sendable, Hashable {
  public var events: Int64 = 0
  public var firstEvent: Instant?
  public var lastEvent: Instant?
  public var lastIngest: Instant?
  public var sources: Int64 = 0
  public var rejectedLines: Int64 = 0
  public var unpricedRequests: Int64 = 0
  public var unpricedModels: Int64 = 0
  public var bytesOnDisk: Int64 = 0

  public init() {}
}
