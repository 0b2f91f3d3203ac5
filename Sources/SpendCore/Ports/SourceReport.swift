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
