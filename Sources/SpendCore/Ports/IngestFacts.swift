/// Provides the state of ingest: whether the logs are still being read, and the share of lines that can be
/// read.
public protocol IngestFactsSource {
  /// - Parameter since: streams that grew after this are counted in `lines` and `rejected`.
  func ingestFacts(since: Instant) throws -> IngestFacts
}

public struct IngestFacts: Sendable, Hashable {
  /// Time of the collector's last heartbeat, and time of the last commit of events.
  public var heartbeat: Instant?
  public var lastCommit: Instant?
  /// Time of the newest event.
  public var lastEvent: Instant?
  /// Lines that were read lately.
  public var lines: Int64 = 0
  public var rejected: Int64 = 0
  /// Lines of unknown format.
  public var unrecognised: Int64 = 0
  /// Folders with logs, and when one of them last grew.
  public var folders: [LogFolder] = []

  public init() {}

  /// Time of the last known scan of the logs: the later of heartbeat and commit; nil when both are unknown.
  public var lastScan: Instant? { [heartbeat, lastCommit].compactMap(\.self).max() }
}

/// A folder that logs were read from.
public struct LogFolder: Sendable, Hashable {
  public var path: String
  public var firstSeen: Instant
  public var lastGrown: Instant
  /// Time of the newest event; nil without events.
  public var lastEvent: Instant?

  public init(path: String, firstSeen: Instant, lastGrown: Instant, lastEvent: Instant? = nil) {
    self.lastEvent = lastEvent
    self.path = path
    self.firstSeen = firstSeen
    self.lastGrown = lastGrown
  }

  /// A first read of logs that are already there takes less.
  private static let firstReadSeconds: Int64 = 3_600
  private static let daySeconds: Int64 = 86_400

  /// True for logs that are still written: they had events of the last day when they were found, or grew after
  /// they were first read. Others are an archive, whose silence means nothing.
  public var isLive: Bool {
    if lastGrown.seconds - firstSeen.seconds > Self.firstReadSeconds { return true }
    return lastEvent.map { $0.seconds >= firstSeen.seconds - Self.daySeconds } ?? false
  }
}
