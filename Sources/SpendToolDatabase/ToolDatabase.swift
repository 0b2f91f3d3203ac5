import GRDB

/// Why a tool's database cannot be read, in SQLite's words or ours.
public struct ToolDatabaseError: Error {
  public var message: String
}

/// A SQLite database in which a tool keeps its requests, read as lines of JSON: rows in the order they
/// were last changed.
///
/// Rows are read a page at a time, so that no transaction stays open in a database that belongs to
/// somebody else.
public final class ToolDatabase {
  private let queue: DatabaseQueue
  private let table: ToolTable
  private var last: (stamp: DatabaseValue, id: DatabaseValue)?

  private static let rowsOfAPage = 512

  /// Rows as lines.
  public struct Page {
    public var lines: [UInt8]
    /// Where a reading goes on that has used these lines. Rows of the same stamp are read again: one of
    /// them may have been written since. Nil when the rows bear no stamp.
    public var position: [UInt8]?
    public var isLast: Bool
  }

  /// Opens the database at `path`, read only, behind a position that a page had; empty for the beginning.
  ///
  /// Throws `ToolDatabaseError`.
  public init(path: String, after position: [UInt8]) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(2)
    configuration.label = "spendtop.tool"
    (queue, table) = try Self.translating {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      guard let table = try queue.read({ try ToolTable(in: $0) }) else {
        throw ToolDatabaseError(message: "no table of a known tool is in it")
      }
      return (queue, table)
    }
    if let stamp = Self.stamp(position) { last = (stamp, .null) }
  }

  /// The next rows. Throws `ToolDatabaseError`.
  public func nextPage() throws -> Page {
    let rows = try Self.translating {
      try queue.read { try table.rows($0, after: last, limit: Self.rowsOfAPage) }
    }
    var page = Page(lines: [], position: nil, isLast: rows.count < Self.rowsOfAPage)
    for row in rows {
      table.append(row, to: &page.lines)
      last = (row["\(ToolTable.stampName)"], row["\(ToolTable.idName)"])
    }
    page.position = last.flatMap { Self.position($0.stamp) }
    return page
  }

  private static func translating<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw ToolDatabaseError(message: error.message ?? "\(error.resultCode)")
    }
  }

  // MARK: Positions

  private static func position(_ stamp: DatabaseValue) -> [UInt8]? {
    switch stamp.storage {
    case .int64(let number): Array("i\(number)".utf8)
    case .string(let text): Array("t\(text)".utf8)
    default: nil
    }
  }

  private static func stamp(_ position: [UInt8]) -> DatabaseValue? {
    let text = String(decoding: position.dropFirst(), as: UTF8.self)
    switch position.first {
    case UInt8(ascii: "i"): return Int64(text)?.databaseValue
    case UInt8(ascii: "t"): return text.databaseValue
    default: return nil
    }
  }
}
