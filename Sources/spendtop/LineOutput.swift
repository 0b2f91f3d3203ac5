import Foundation

/// Writes lines to standard output in large pieces. A reader that has gone, such as `head`, ends the
/// program without a word.
final class LineOutput {
  private var buffer: [UInt8] = []
  private static let piece = 128 << 10

  func write(_ line: String) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(0x0A)
    if buffer.count >= Self.piece { flush() }
  }

  func flush() {
    var written = 0
    buffer.withUnsafeBytes { bytes in
      while written < bytes.count {
        let count = Foundation.write(
          STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { exit(errno == EPIPE ? 0 : ExitStatus.unreadable.rawValue) }
        written += count
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
