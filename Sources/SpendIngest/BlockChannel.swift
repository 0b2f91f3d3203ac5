import Foundation
import SpendCore

/// Messages from parsers to the writer.
enum ParserMessage: Sendable {
  case unit(CommitUnit)
  case finished(ReadOutcome)

  /// Weight in the channel's capacity: the number of events, or a constant for an empty block.
  var weight: Int {
    switch self {
    case .unit(let unit): unit.block.events.count + 256
    case .finished: 1
    }
  }
}

/// Outcome of reading one file.
struct ReadOutcome: Sendable {
  enum End {
    case whole
    /// In the middle of a line, or of compressed data.
    case midway
    /// Stopped on request.
    case stopped
    /// Left off after a slice of time, so that other files are read.
    case sliced
    /// `mayPass`: the failure is of the system, not of the file.
    case failed(String, mayPass: Bool)
  }

  var job: Int
  var end: End
  /// Bytes of a record at the end that has no end yet; they are read again.
  var unfinishedBytes: Int64 = 0
  /// The reader that is needed to go on after a slice.
  var parked: ParkedReader?

  init(job: Int, end: End) {
    self.job = job
    self.end = end
  }
}

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
