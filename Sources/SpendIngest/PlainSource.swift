import Glibc
import SpendCore

/// A file as it is.
final class PlainSource: ByteSource {
  private let file: OpenFile
  private var offset: Int64
  private let stop: StopSignal?
  let isFinal: Bool

  /// - Parameter stop: Ends reading with `ReadError.stopped`, also in the middle of data without output.
  init(_ file: OpenFile, from offset: Int64, isFinal: Bool, stop: StopSignal? = nil) {
    self.stop = stop
    self.file = file
    self.offset = offset
    self.isFinal = isFinal
    _ = posix_fadvise(file.descriptor, off_t(offset), 0, POSIX_FADV_SEQUENTIAL)
  }

  var inputOffset: Int64 { offset }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if let stop, stop.isStopped { throw ReadError.stopped }
    let count = try file.read(into: buffer, at: offset)
    offset += Int64(count)
    return count
  }
}
