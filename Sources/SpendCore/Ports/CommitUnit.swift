/// A block and how far it takes its stream.
public struct CommitUnit: Sendable {
  public var block: EventBlock
  /// The stream's row in the ledger.
  public var stream: Int64
  /// Start of the block: must equal the committed offset, otherwise another process has written.
  public var from: Int64
  /// The stream's state after this block.
  public var checkpoint: StreamCheckpoint
  /// Approximate memory of the unit in bytes, as it was read.
  public let memoryBytes: Int

  public init(block: EventBlock, stream: Int64, from: Int64, checkpoint: StreamCheckpoint) {
    self.block = block
    self.stream = stream
    self.from = from
    self.checkpoint = checkpoint
    memoryBytes = block.memoryBytes + checkpoint.decoderState.count + MemoryLayout<CommitUnit>.stride
  }
}
