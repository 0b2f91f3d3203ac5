import Foundation
import SpendCore

/// A span of time of which either end may be missing.
struct OpenSpan {
  var start: Instant?
  var end: Instant?
}
