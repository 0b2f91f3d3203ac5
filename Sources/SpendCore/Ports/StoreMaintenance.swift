/// Changes what is stored. The caller holds the right to write.
public protocol StoreMaintenance: EventSink, IngestLedger {
  /// Prices a merged request whose provider, model or time come from another record than its usage.
  var priceMerged: ((StoredCost, LabelSet) -> RecordedPrice?)? { get set }

  /// The label sets of all events, by the number that events refer to.
  func labelSets() throws -> [Int32: LabelSet]

  /// Calls `price` for each event and stores changed prices, with all sums. Returns true when all events were
  /// processed; `isGoingOn` is called with the processed and the total number of events.
  func reprice(
    in window: TimeWindow, _ scope: CostScope, isGoingOn: (Int64, Int64) -> Bool,
    _ price: (StoredCost) -> RecordedPrice?
  ) throws -> Bool

  /// The stored names of people and sessions that satisfy a condition.
  func names(
    ofUsers isUser: (String) -> Bool, ofSessions isSession: (String) -> Bool
  ) throws -> [StoredName]

  /// Removes names and rewrites the database without them; costs are kept.
  func forget(_ names: [StoredName]) throws

  /// Deletes at most `limit` events before `moment`, and returns the number of deleted events.
  func expireEvents(before moment: Instant, limit: Int) throws -> Int

  /// Records the time at which the collector was alive and had scanned its logs.
  func beat(at now: Instant) throws

  /// Copies the write-ahead log into the database and empties it.
  func truncateWAL() throws
}
