import SpendAnalytics
import SpendCore
import SpendScreen

/// The help over the screen.
public struct Help: Sendable, Hashable {
  /// Typed text that entries are searched for.
  var query = ""
  var offset = 0
}
