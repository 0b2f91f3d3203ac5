public import SpendCore

/// Opens the SQLite databases of tools.
public struct SQLiteToolDatabases: ToolDatabaseOpener {
  public init() {}

  public func open(
    path: String, after position: [UInt8], isStopped: @escaping @Sendable () -> Bool
  ) throws -> any ToolDatabase {
    try SQLiteToolDatabase(path: path, after: position, isStopped: isStopped)
  }
}
