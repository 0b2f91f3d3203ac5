import Foundation
import SpendCore

/// A queue between the parsers and the writer with room for a bounded number of events, so that
/// memory does not depend on who is faster.
///
/// The room should be what the writer takes at once: parsers then fill it anew while that is stored.
final class BlockChannel: @unchecked Sendable {
  // Every member is touched under the condition's lock only.
  private let condition = NSCondition()
  private var messages: [ParserMessage] = []
  private var waiting = 0
  private var openProducers: Int
  private var isCancelled = false
  private let room: Int

  /// `room`: events that may wait before `send` does.
  init(room: Int, producers: Int) {
    self.room = room
    openProducers = producers
  }

  /// Waits for room. False when the writer has given up.
  func send(_ message: ParserMessage) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while waiting >= room, !isCancelled { condition.wait() }
    guard !isCancelled else { return false }
    messages.append(message)
    waiting += message.weight
    condition.broadcast()
    return true
  }

  func producerIsDone() {
    condition.lock()
    openProducers -= 1
    condition.broadcast()
    condition.unlock()
  }

  /// Waits until the room is full or all producers are done; with `promptly`, until any message arrives.
  /// Empty when all producers are done and all messages are received.
  func receive(promptly: Bool) -> [ParserMessage] {
    condition.lock()
    defer { condition.unlock() }
    while openProducers > 0, messages.isEmpty || (!promptly && waiting < room) { condition.wait() }
    let all = messages
    messages = []
    waiting = 0
    condition.broadcast()
    return all
  }

  func cancel() {
    condition.lock()
    isCancelled = true
    messages = []
    waiting = 0
    condition.broadcast()
    condition.unlock()
  }

  func waitForProducers() {
    condition.lock()
    while openProducers > 0 { condition.wait() }
    condition.unlock()
  }
}
