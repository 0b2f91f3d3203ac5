/// A database in which a tool keeps its requests, read as lines of JSON: rows in the order they were last
/// changed.
public protocol ToolDatabase: AnyObject {
  /// The next rows. Throws `ToolDatabaseError`.
  func nextPage() throws -> ToolDatabasePage
}

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

/// Rows as lines.
public struct ToolDatabasePage: Sendable {
  public var lines: [UInt8]
  /// Position after these lines. Rows with the same timestamp are read again, because one may have been
  /// written since. Nil when rows have no timestamp.
  public var position: [UInt8]?
  public var isLast: Bool

  public init(lines: [UInt8] = [], position: [UInt8]? = nil, isLast: Bool = false) {
    self.lines = lines
    self.position = position
    self.isLast = isLast
  }
}

/// The reason why a tool's database cannot be read.
public struct ToolDatabaseError: Error {
  public var message: String

  public init(message: String) { self.message = message }
}
