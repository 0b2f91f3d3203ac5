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
