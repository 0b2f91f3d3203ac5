/// The closed statements of a database.
public protocol StatementSource {
  /// All closed statements in order of month and dimension.
  func closedStatements() throws -> [ClosedStatement]
}
