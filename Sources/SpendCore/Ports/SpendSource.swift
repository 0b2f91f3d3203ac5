/// Reads what was stored. Synchronous; each call sees one consistent moment.
public protocol SpendSource {
  /// Sums for a query, one row a group and slice that has events; order is not promised.
  func rows(for query: SpendQuery) throws -> [SpendRow]

  /// The newest events before `before`, newest first.
  func newestEvents(limit: Int, before: Instant?, filters: [DimensionFilter]) throws -> [EventRecord]

  /// Every event of a window in order of time, handed out one by one.
  func forEachEvent(
    in window: TimeWindow, filters: [DimensionFilter], _ body: (EventRecord) throws -> Void) throws

  /// Rises with every commit; equal numbers mean nothing has changed.
  func generation() throws -> Int64

  /// What is known about the store as a whole.
  func health() throws -> StoreHealth
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
