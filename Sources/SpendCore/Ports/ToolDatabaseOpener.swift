/// Opens the databases of tools.
public protocol ToolDatabaseOpener: Sendable {
  /// Opens a database, read only. Throws `ToolDatabaseError`.
  ///
  /// - Parameters:
  ///   - position: The position of a page, behind which reading begins; empty for the beginning.
  ///   - isStopped: True when reading is to end now.
  func open(
    path: String, after position: [UInt8], isStopped: @escaping @Sendable () -> Bool
  ) throws -> any ToolDatabase
}
