import Foundation
import SpendCore

/// Writes to standard output at once. The library's function of this name keeps what it is given until the
/// end and does not tell when it is lost then; this one ends the program with 3.
func print(_ text: String, terminator: String = "\n") {
  let output = LineOutput()
  output.append(text + terminator)
  output.flush()
}

/// Writes lines to standard output in large pieces. A reader that has gone, such as `head`, ends the
/// program without a word.
final class LineOutput {
  private var buffer: [UInt8] = []
  private static let piece = 128 << 10

  func write(_ line: String) {
    append(line)
    buffer.append(0x0A)
    if buffer.count >= Self.piece { flush() }
  }

  fileprivate func append(_ text: String) { buffer.append(contentsOf: text.utf8) }

  func flush() {
    var written = 0
    buffer.withUnsafeBytes { bytes in
      while written < bytes.count {
        let count = Foundation.write(
          STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { Self.end(errno) }
        written += count
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func end(_ code: Int32) -> Never {
    if code == EPIPE { exit(ExitStatus.fine.rawValue) }
    let message = UserMessage("cannot write to standard output", because: String(cString: strerror(code)))
    Reporter.write(Reporter.text(message) + "\n")
    exit(ExitStatus.unreadable.rawValue)
  }
}
