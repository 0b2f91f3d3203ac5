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
