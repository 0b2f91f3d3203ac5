/// A table with a header line that has known columns.
protocol TableFormat: LogFormat {
  func recognises(_ columns: [String]) -> Bool
  /// The columns that `read` asks for, by their position in this list.
  var columns: [StaticString] { get }
  /// Adds the row's events to `context.drafts`; none when it is valid and no request.
  func read(_ row: TableRow, _ context: LineContext) throws(LineRejection)
}
