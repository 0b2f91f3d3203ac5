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
