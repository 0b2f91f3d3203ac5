import SpendCore

/// A line of a log as the ingest hands it to a decoder.
public struct RawLine {
  /// The line without its line ending. At least 64 bytes behind it are readable; their content is
  /// irrelevant.
  public var bytes: UnsafeRawBufferPointer
  /// Offset of the line in the decompressed content.
  public var offset: Int64
  /// Its number, from 1.
  public var number: Int64
  /// True for a complete element of a list; the bytes behind it belong to other data.
  public var isElement = false
  /// True when later lines may belong to the same record; false for the last piece of a stream.
  public var mayContinue = true

  public init(bytes: UnsafeRawBufferPointer, offset: Int64, number: Int64) {
    self.bytes = bytes
    self.offset = offset
    self.number = number
  }
}
