import SpendCore
import Synchronization

/// Holds the newest value and wakes who waits for it. A value not yet taken is replaced: a slow screen
/// shows fewer frames, never old ones.
final class Mailbox<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let bell = WakeupPipe()

  init() throws(UserMessage) {
    guard bell.descriptor >= 0 else {
      throw UserMessage(
        "cannot start the dashboard", because: "this process has too many files open",
        tryThis: "ulimit -n 1024, or close other programs")
    }
  }

  /// Can be read when there is a value; for `poll`.
  var descriptor: Int32 { bell.descriptor }

  func post(_ newest: Value) {
    value.withLock { $0 = newest }
    bell.signal()
  }

  /// The newest value, once.
  func take() -> Value? {
    bell.drain()
    return value.withLock { held in
      defer { held = nil }
      return held
    }
  }
}
