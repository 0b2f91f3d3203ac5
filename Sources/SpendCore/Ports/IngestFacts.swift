/// Tells how ingest itself is doing: whether somebody still reads the logs, and how well they read.
public protocol IngestFactsSource {
  /// - Parameter since: streams that grew after this are counted in `lines` and `rejected`.
  func ingestFacts(since: Instant) throws -> IngestFacts
}

public struct IngestFacts: Sendable, Hashable {
  /// When the collector last said that it lives, and when events were last stored.
  public var heartbeat: Instant?
  public var lastCommit: Instant?
  /// Time of the newest event.
  public var lastEvent: Instant?
  /// Lines that were read lately.
  public var lines: Int64 = 0
  public var rejected: Int64 = 0
  /// Those of no known format.
  public var unrecognised: Int64 = 0
  /// Folders with logs, and when one of them last grew.
  public var folders: [LogFolder] = []

  public init() {}

  /// When the logs were last looked at, as far as is known.
  public var lastScan: Instant? { [heartbeat, lastCommit].compactMap(\.self).max() }
}

/// A folder that logs were read from.
public struct LogFolder: Sendable, Hashable {
  public var path: String
  public var firstSeen: Instant
  public var lastGrown: Instant

  public init(path: String, firstSeen: Instant, lastGrown: Instant) {
    self.path = path
    self.firstSeen = firstSeen
    self.lastGrown = lastGrown
  }
}
