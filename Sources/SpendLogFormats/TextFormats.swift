/// A format whose lines are neither JSON nor rows of a table.
protocol LineFormat: LogFormat {
  func recognises(_ line: FieldText) -> Bool
  func read(_ line: FieldText, _ context: LineContext) throws(LineRejection)
}

/// A table with a header line that has known columns.
protocol TableFormat: LogFormat {
  func recognises(_ columns: [String]) -> Bool
  /// The columns that `read` asks for, by their position in this list.
  var columns: [StaticString] { get }
  /// Adds the row's events to `context.drafts`; none when it is valid and no request.
  func read(_ row: TableRow, _ context: LineContext) throws(LineRejection)
}

/// A row of a table, by the columns that its reader asks for.
struct TableRow {
  let places: [Int]
  let values: [FieldText]

  /// The value of a column; empty when the column is missing.
  @inline(__always)
  subscript(_ column: some RawRepresentable<Int>) -> FieldText {
    let place = places[column.rawValue]
    return place >= 0 && place < values.count ? values[place] : .empty
  }
}
