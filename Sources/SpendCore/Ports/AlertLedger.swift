/// Stores the state of alerts, and the notices still to be delivered. Both survive a kill.
public protocol AlertLedger: AnyObject {
  /// Stored engine state; nil the first time.
  func engineState() throws -> [UInt8]?

  /// Stores the engine's state and its outgoing entries in one transaction. An entry that is already stored
  /// is skipped. Without a state only the entries are added: the state belongs to the collector.
  func save(engineState: [UInt8]?, entries: [OutboxEntry]) throws

  /// Entries whose time has come, the oldest first.
  func due(at now: Instant, limit: Int) throws -> [OutboxEntry]

  /// Shifts the times of pending notices after the clock was set.
  func shiftPending(by seconds: Int64) throws

  /// Records the outcome of an attempt.
  func note(_ entry: OutboxEntry) throws

  /// Delivery counts by receiver.
  func counts() throws -> [ReceiverCounts]

  /// Entries of all states, the newest first.
  func history(limit: Int) throws -> [OutboxEntry]

  /// Acknowledgements and silences as JSON.
  func controls() throws -> [UInt8]?

  /// True when the period of a digest was not queued yet. The first period that is asked for is taken as
  /// queued: a new digest begins with the next one.
  func isDue(_ digest: String, period: Instant) throws -> Bool

  /// Queues the entries of a digest and stores its period in one transaction; false when the period, or a
  /// later one, was queued before.
  func postOnce(_ digest: String, period: Instant, entries: [OutboxEntry]) throws -> Bool

  /// Changes acknowledgements and silences in one transaction: of two concurrent changes, both are kept.
  func changeControls(_ change: ([UInt8]?) throws -> [UInt8]) throws
}
