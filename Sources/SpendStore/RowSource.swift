import GRDB
import GRDBSQLite

/// Rows in memory that SQLite can read like a table.
protocol RowSource: AnyObject {
  /// Names of the columns, in order.
  var columns: [String] { get }
  var rowCount: Int { get }
  /// Writes the value of a cell; a cell without a value is NULL. Texts and blobs must stay where they are
  /// until the statement ends.
  func write(_ column: Int, ofRow row: Int, to cell: BatchVirtualTable.Cell)
}
