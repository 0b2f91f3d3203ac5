import Glibc
import SpendCore

/// An open file descriptor that closes itself.
final class OpenFile: Sendable {
  let descriptor: Int32
  private let isOwned: Bool

  /// Opens for reading without following a link in the last place and without ever waiting for a
  /// writer. Throws `ReadError`.
  init(path: String, followingLink: Bool) throws {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLink ? 0 : O_NOFOLLOW)
    descriptor = open(path, flags)
    isOwned = true
    if descriptor < 0 { throw ReadError.system(call: "open", code: errno) }
  }

  init(borrowing descriptor: Int32) {
    self.descriptor = descriptor
    isOwned = false
  }

  deinit {
    if isOwned, descriptor >= 0 { close(descriptor) }
  }

  func status() throws -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ReadError.system(call: "fstat", code: errno) }
    return status
  }

  /// Reads at an offset; fewer bytes only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(offset) + filled)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw ReadError.system(call: "read", code: errno)
      }
      filled += count
    }
    return filled
  }
}
