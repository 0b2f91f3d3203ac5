/// A line that could not be read: enough to find the line again, without its content.
public struct RejectedLine: Sendable, Hashable {
  /// Byte offset in the decompressed content.
  public var offset: Int64
  /// Bytes of the line, its end not counted.
  public var length: Int64
  public var reason: String
  /// Its number in the file, from 1; 0 when it is not known.
  public var line: Int64

  public init(offset: Int64, length: Int64, reason: String, line: Int64 = 0) {
    self.line = line
    self.offset = offset
    self.length = length
    self.reason = reason
  }
}
