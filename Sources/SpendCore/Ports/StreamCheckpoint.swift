/// Committed position of a stream, with the data needed to recognise it and to continue.
public struct StreamCheckpoint: Sendable, Hashable {
  /// Decompressed bytes that are stored; always just behind a line's end.
  public var offset: Int64 = 0
  public var line: Int64 = 0
  /// Number of leading decompressed bytes that `headHash` covers.
  public var headLength: Int64 = 0
  public var headHash: UInt64 = 0
  /// Number of bytes before `offset` that `tailHash` covers.
  public var tailLength: Int64 = 0
  public var tailHash: UInt64 = 0
  public var format = ""
  /// Decoder state after earlier lines.
  public var decoderState: [UInt8] = []

  public init() {}
}
