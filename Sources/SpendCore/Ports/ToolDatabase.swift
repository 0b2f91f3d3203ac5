/// A database in which a tool keeps its requests, read as lines of JSON: rows in the order they were last
/// changed.
public protocol ToolDatabase: AnyObject {
  /// The next rows. Throws `ToolDatabaseError`.
  func nextPage() throws -> ToolDatabasePage
}
