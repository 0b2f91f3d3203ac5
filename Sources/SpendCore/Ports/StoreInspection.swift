/// Examines a store as a whole.
public protocol StoreInspection {
  /// Hours from the first to the last event; nil without events.
  func recordedHours() throws -> TimeWindow?

  /// The first moment whose events are stored one by one; nil when all are.
  func eventsFrom() throws -> Instant?

  /// True when a log whose path `isWanted` accepts has given requests.
  func hasUsage(atPath isWanted: (String) -> Bool) throws -> Bool

  /// Calls `body` with each log that is not gone, one by one in the order of their first reading: there may be
  /// hundreds of thousands.
  func forEachSource(_ body: (SourceReport) throws -> Void) throws

  /// The sums of the logs that are gone, one report a folder.
  func removedSources() throws -> [SourceReport]

  /// Descriptions of damage to the stored files; empty when they are intact.
  func damages() throws -> [String]

  /// Sums that differ from the events; empty when all agree.
  func differences() throws -> [StoreDifference]

  /// Writes a consistent copy as of now to a new file, while others read and write.
  func copy(to path: String) throws
}
