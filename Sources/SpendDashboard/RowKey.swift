import SpendAnalytics
public import SpendCore
import SpendScreen

/// Identity of a row across snapshots.
public enum RowKey: Sendable, Hashable {
  case value(String)
  case request(Instant, id: String, path: String, line: Int64)
  /// A budget, an alert, a way to save or a log, by its name.
  case named(String)
}
