import Synchronization

/// Ingest counters for display.
public struct IngestCounts: Sendable, Hashable {
  public enum Phase: Sendable, Hashable {
    case looking
    case reading
    /// All that was there is read; waiting for more.
    case following
    /// The database cannot be written for the moment.
    case stalled
    case done
  }

  public var phase = Phase.looking
  public var files = 0
  public var filesDone = 0
  /// Bytes of the files as they lie on the disk.
  public var bytes: Int64 = 0
  public var bytesDone: Int64 = 0
  public var lines: Int64 = 0
  public var events: Int64 = 0
  public var duplicates: Int64 = 0
  public var replaced: Int64 = 0
  public var ignored: Int64 = 0
  public var unrecognised: Int64 = 0
  public var rejected: Int64 = 0
  public var unpriced: Int64 = 0
  /// Number of commits; rises when there is something new to show.
  public var commits: Int64 = 0

  public init() {}
}
