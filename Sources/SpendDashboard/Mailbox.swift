import Foundation
import SpendCore
import Synchronization

/// Holds the newest value and wakes who waits for it. A value not yet taken is replaced: a slow screen
/// shows fewer frames, never old ones.
final class Mailbox<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let reading: Int32
  private let writing: Int32

  init() throws(UserMessage) {
    var pipes: [Int32] = [-1, -1]
    guard pipe(&pipes) == 0 else {
      throw UserMessage(
        "cannot start the dashboard", because: String(cString: strerror(errno)),
        tryThis: "ulimit -n 1024, or close other programs")
    }
    for descriptor in pipes {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    reading = pipes[0]
    writing = pipes[1]
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Can be read when there is a value; for `poll`.
  var descriptor: Int32 { reading }

  func post(_ newest: Value) {
    value.withLock { $0 = newest }
    var byte: UInt8 = 1
    // A full pipe wakes as well as one more byte.
    _ = write(writing, &byte, 1)
  }

  /// The newest value, once.
  func take() -> Value? {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reading, &bytes, bytes.count) == bytes.count {}
    return value.withLock { held in
      defer { held = nil }
      return held
    }
  }
}
