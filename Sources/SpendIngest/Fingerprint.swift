import SpendCore

/// Identification of a stream by content: a hash of its first bytes and one of the bytes before the
/// committed offset, both decompressed. A rename, a compression or a copy changes neither; a truncation,
/// and a different file with the same beginning, change the second.
enum Fingerprint {
  static let longestHead = 4_096
  static let longestTail = 256

  /// Number of bytes of the head that are hashed once `committed` bytes are stored: a power of two, so that
  /// a growing file needs lookups under few lengths.
  static func headLength(committed: Int64) -> Int {
    guard committed > 0 else { return 0 }
    var length = 1
    while length * 2 <= min(Int64(longestHead), committed) { length *= 2 }
    return length
  }

  static func tailLength(committed: Int64) -> Int {
    Int(min(Int64(longestTail), committed))
  }

  /// True when a checkpoint can result from reading.
  static func isPossible(_ checkpoint: StreamCheckpoint) -> Bool {
    let read = checkpoint.offset
    return read >= 0 && checkpoint.line >= 0
      && (0...min(read, Int64(longestHead))).contains(checkpoint.headLength)
      && (0...min(read, Int64(longestTail))).contains(checkpoint.tailLength)
  }

  static func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
    bytes.withContiguousStorageIfAvailable { ContentHash.of(UnsafeRawBufferPointer($0)) }
      ?? Array(bytes).withUnsafeBytes { ContentHash.of($0) }
  }
}
