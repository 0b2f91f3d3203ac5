import GRDB

/// The place up to which a table has been read.
enum ToolPlace {
  case start
  /// At the rows with this time of their last change.
  case from(DatabaseValue)
  /// Behind the row with this time and this id.
  case behind(DatabaseValue, DatabaseValue)

  var stamp: DatabaseValue? {
    switch self {
    case .start: nil
    case .from(let stamp), .behind(let stamp, _): stamp
    }
  }
}
