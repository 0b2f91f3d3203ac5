/// Stores decoded blocks durably. One call is one transaction: either all of the call is stored, or none of
/// it.
public protocol EventSink: AnyObject {
  /// Stores the blocks with the checkpoints that cover them, in order.
  func commit(_ batch: [CommitUnit], at now: Instant) throws -> CommitReport
  /// Stores the blocks and rolls back. Throws the errors of `commit`.
  func rehearse(_ batch: [CommitUnit], at now: Instant) throws
}

/// A block and how far it takes its stream.
public struct CommitUnit: Sendable {
  public var block: EventBlock
  /// The stream's row in the ledger.
  public var stream: Int64
  /// Start of the block: must equal the committed offset, otherwise another process has written.
  public var from: Int64
  /// The stream's state after this block.
  public var checkpoint: StreamCheckpoint

  public init(block: EventBlock, stream: Int64, from: Int64, checkpoint: StreamCheckpoint) {
    self.block = block
    self.stream = stream
    self.from = from
    self.checkpoint = checkpoint
  }
}

/// Result of a commit.
public struct CommitReport: Sendable, Hashable {
  public var inserted = 0
  public var duplicates = 0
  public var replaced = 0
  public var unpriced = 0
  /// Commits in which a row was there that the identity index did not name. Its events were merged.
  public var conflicts = 0

  public init() {}
}
