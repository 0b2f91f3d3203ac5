public import SpendCore

/// A store without events, for the screen of a machine without logs.
public struct EmptySpendSource: SpendSource {
  public init() {}

  public func rows(for query: SpendQuery) throws -> [SpendRow] { [] }

  public func newestEvents(
    limit: Int, before: Instant?, filters: [DimensionFilter], figures: [FigureFilter]
  ) throws -> [EventRecord] { [] }

  public func forEachEvent(
    in window: TimeWindow, filters: [DimensionFilter], _ body: (EventRecord) throws -> Void
  ) throws {}

  public func generation() throws -> Int64 { 0 }
  public func health() throws -> StoreHealth { StoreHealth() }
  public func sources() throws -> [SourceReport] { [] }
  public func rejectedLines(limit: Int) throws -> [RejectReport] { [] }
}
