import Foundation
import SpendCore

/// What parsers tell the writer.
enum ParserMessage: Sendable {
  case unit(CommitUnit)
  case finished(ReadOutcome)
}

/// How the reading of one file ended.
struct ReadOutcome: Sendable {
  var job: Int
  /// Bytes of the carrier that were there.
  var size: Int64
  var isComplete: Bool
  var failure: String?
}

/// A queue with room for a bounded number of messages between the parsers and the writer, so that
/// memory does not depend on who is faster.
final class BlockChannel: @unchecked Sendable {
  // Every member is touched under the condition's lock only.
  private let condition = NSCondition()
  private var messages: [ParserMessage] = []
  private var openProducers: Int
  private var isCancelled = false
  private let room: Int

  init(room: Int, producers: Int) {
    self.room = room
    openProducers = producers
  }

  /// Waits for room. False when the writer has given up.
  func send(_ message: ParserMessage) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while messages.count >= room, !isCancelled { condition.wait() }
    guard !isCancelled else { return false }
    messages.append(message)
    condition.broadcast()
    return true
  }

  func producerIsDone() {
    condition.lock()
    openProducers -= 1
    condition.broadcast()
    condition.unlock()
  }

  /// All messages that are there; waits for the first. Empty when all producers are done.
  func receive() -> [ParserMessage] {
    condition.lock()
    defer { condition.unlock() }
    while messages.isEmpty, openProducers > 0 { condition.wait() }
    let all = messages
    messages = []
    condition.broadcast()
    return all
  }

  func cancel() {
    condition.lock()
    isCancelled = true
    messages = []
    condition.broadcast()
    condition.unlock()
  }

  var isEmpty: Bool {
    condition.lock()
    defer { condition.unlock() }
    return messages.isEmpty
  }

  func waitForProducers() {
    condition.lock()
    while openProducers > 0 { condition.wait() }
    condition.unlock()
  }
}
