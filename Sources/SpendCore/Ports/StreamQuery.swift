/// A property by which known streams are looked up in the ledger.
public enum StreamQuery: Sendable, Hashable {
  /// The stream seen last in an inode.
  case inode(device: UInt64, inode: UInt64)
  /// The tool's database seen last at a path.
  case database(path: String)
  /// Streams of at most `StreamEnding.longest` stored bytes with this hash of their first bytes that end as
  /// given.
  case short(headHash: UInt64, ending: StreamEnding, tailHash: UInt64)
  /// Streams of more than `StreamEnding.longest` stored bytes with this hash of their first bytes.
  case long(headHash: UInt64)
}

/// The position of the bytes that distinguish short streams with equal beginnings.
public struct StreamEnding: Sendable, Hashable {
  /// Stored bytes of a short stream at most.
  public static let longest: Int64 = 4_096
  /// End of the stored bytes.
  public var offset: Int64
  /// Number of bytes before `offset` whose hash is stored.
  public var length: Int64

  public init(offset: Int64, length: Int64) {
    self.offset = offset
    self.length = length
  }
}
