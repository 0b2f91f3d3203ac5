import Glibc
import SpendCore

/// The decompressed bytes of one carrier, from its start or from a given offset.
protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` and returns how many bytes; 0 at the end. Throws `ReadError`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// Bytes of the carrier that have been consumed: what progress counts.
  var inputOffset: Int64 { get }
  /// True when the input has a definite end. A last line without a newline is then complete.
  var isFinal: Bool { get }
  /// True when no bytes are available now and more may come.
  var isWaiting: Bool { get }
}

extension ByteSource {
  var isWaiting: Bool { false }
}
