import Foundation
import SpendCore

/// Messages from parsers to the writer.
enum ParserMessage: Sendable {
  case unit(CommitUnit)
  case finished(ReadOutcome)

  /// Weight in the channel's capacity: the number of events and a constant for each block, or the share of its
  /// memory in that of a commit, where that is more.
  var weight: Int {
    switch self {
    case .unit(let unit):
      max(
        unit.block.events.count + 256,
        unit.memoryBytes / (CommitQueue.mostBytes / CommitQueue.mostEvents))
    case .finished: 1
    }
  }
}
