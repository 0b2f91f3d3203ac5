/// A format whose lines are neither JSON nor rows of a table.
protocol LineFormat: LogFormat {
  func recognises(_ line: FieldText) -> Bool
  func read(_ line: FieldText, _ context: LineContext) throws(LineRejection)
}

/// A table with a header line that has known columns.
protocol TableFormat: LogFormat {
  func recognises(_ columns: [String]) -> Bool
  /// Adds the row's events to `context.drafts`; none when it is valid and no request.
  func read(_ row: TableRow, _ context: LineContext) throws(LineRejection)
}

/// A row of a table, by the names of its columns.
struct TableRow {
  let columns: [[UInt8]]
  let values: [FieldText]

  /// Empty where there is no such column.
  subscript(_ name: StaticString) -> FieldText {
    for (index, column) in columns.enumerated() where index < values.count {
      guard column.count == name.utf8CodeUnitCount else { continue }
      if column.withUnsafeBytes({ FieldText($0).equals(name) }) { return values[index] }
    }
    return .empty
  }
}
