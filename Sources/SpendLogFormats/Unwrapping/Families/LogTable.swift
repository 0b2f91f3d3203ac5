/// Tables that log search tools export: the line that was logged in a column, beside its time and its host.
struct LogTable: Wrapper {
  var name: StaticString { "log-table" }
  var title: String { "tables of log search tools with the logged line in a column" }

  /// None: a sample is one line, and a row is read by the header before it.
  var samples: [String] { [] }
}
