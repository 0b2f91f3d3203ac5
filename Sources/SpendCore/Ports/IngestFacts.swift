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
  /// Folders with logs, where they were asked for.
  public var folders: [LogFolder] = []

  public init() {}

  /// Time of the last known scan of the logs: the later of heartbeat and commit; nil when both are unknown.
  public var lastScan: Instant? { [heartbeat, lastCommit].compactMap(\.self).max() }
}
