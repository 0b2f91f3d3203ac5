import CToolDatabase
import Foundation
import GRDB
import GRDBSQLite
import SpendCore

/// A SQLite database in which a tool keeps its requests, read as lines of JSON: rows in the order they were
/// last changed.
///
/// The file belongs to another program, and may be malicious: only plain columns of plain tables are named,
/// values are limited in length, a page in bytes, and a statement in time. Rows are read a page at a time,
/// so that no transaction stays open.
final class SQLiteToolDatabase: ToolDatabase {
  private let queue: DatabaseQueue
  private let guardian: StatementGuard
  private let tables: [ToolTable]
  private var places: [ToolPlace]
  /// Keys of the rows that come next in the table that is read.
  private var keys: [Key] = []
  private var nextKey = 0
  private var table = 0
  private var isComplete = false

  private struct Key {
    var stamp: DatabaseValue
    var id: DatabaseValue
    var address: DatabaseValue
  }

  private static let keysAtOnce = 16_384
  private static let rowsOfAPage = 512
  private static let bytesOfAPage = 1 << 20
  /// Values that are longer make no line that would be read.
  private static let longestValue: Int32 = 16 << 20

  /// Opens the database at `path`, read only, behind a position that a page had; empty for the beginning.
  ///
  /// - Parameters:
  ///   - secondsOfAPage: the time after which a page is given up.
  ///   - isStopped: whether reading is to end now.
  ///
  /// Throws `ToolDatabaseError`.
  init(
    path: String, after position: [UInt8], secondsOfAPage: Double = 10,
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) throws {
    let guardian = StatementGuard(seconds: secondsOfAPage, isStopped: isStopped)
    self.guardian = guardian
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(2)
    configuration.label = "spendtop.tool"
    configuration.prepareDatabase { database in
      guard let connection = database.sqliteConnection else { return }
      _ = spendtop_distrust(connection)
      sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Self.longestValue)
      sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0)
      sqlite3_limit(connection, SQLITE_LIMIT_EXPR_DEPTH, 50)
      guardian.watch(connection)
      try database.execute(
        sql:
          "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -4000"
      )
    }
    guardian.begin()
    (queue, tables) = try guardian.translating {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      return (queue, try queue.read { try ToolTable.found(in: $0) })
    }
    guard !tables.isEmpty else { throw ToolDatabaseError(message: "no table of a known tool is in it") }
    places = Self.places(position, tables)
  }

  /// The next rows. Throws `ToolDatabaseError`.
  func nextPage() throws -> ToolDatabasePage {
    guardian.begin()
    var page = ToolDatabasePage()
    try guardian.translating { try queue.read { try fill(&page, $0) } }
    page.isLast = isComplete
    page.position = position
    return page
  }

  private func fill(_ page: inout ToolDatabasePage, _ database: Database) throws {
    var rows = 0
    while rows < Self.rowsOfAPage, page.lines.count < Self.bytesOfAPage, rows == 0 || !guardian.isHalfway {
      guard nextKey < keys.count else {
        guard try findKeys(database) else { return }
        continue
      }
      let key = keys[nextKey]
      let line = page.lines.count
      do {
        try append(tables[table], key, to: &page.lines, database)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_TOOBIG {
        // Half a line is counted as one that could not be read.
        page.lines.removeSubrange(line...)
        page.lines.append(contentsOf: "{\"longer than 16 MiB\":\n".utf8)
      }
      nextKey += 1
      rows += 1
      places[table] = .behind(key.stamp, key.id)
    }
  }

  /// Finds the keys of the next rows. False when all tables have been read.
  private func findKeys(_ database: Database) throws -> Bool {
    if !keys.isEmpty, keys.count < Self.keysAtOnce { table += 1 }
    keys.removeAll(keepingCapacity: true)
    nextKey = 0
    while table < tables.count {
      try listKeys(of: tables[table], database)
      if !keys.isEmpty { return true }
      table += 1
    }
    isComplete = true
    return false
  }

  private func listKeys(of table: ToolTable, _ database: Database) throws {
    let place = places[self.table]
    var arguments: [DatabaseValue] = []
    switch place {
    case .start: break
    case .from(let stamp): arguments = [stamp]
    case .behind(let stamp, let id): arguments = [stamp, id]
    }
    arguments.append(Self.keysAtOnce.databaseValue)
    let found = try Row.fetchCursor(
      database, sql: table.keys(after: place), arguments: StatementArguments(arguments))
    while let row = try found.next() {
      keys.append(Key(stamp: row[0], id: row[1], address: row[2]))
    }
  }

  /// Adds a row as a line.
  private func append(
    _ table: ToolTable, _ key: Key, to page: inout [UInt8], _ database: Database
  ) throws {
    let statement = try database.cachedStatement(sql: table.row)
    let rows = try Row.fetchCursor(statement, arguments: [key.address])
    guard let row = try rows.next() else { return }
    var members: [String: String] = [:]
    for (place, column) in table.columns.enumerated() {
      members[column.member] = Self.text(row[place])
    }
    if table.twins != nil { members[ToolTable.twinMember] = Self.text(row[table.columns.count]) }
    if let mark = table.mark { members[ToolTable.markMember] = mark }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    page.append(contentsOf: try encoder.encode(members))
    if table.body != nil {
      let place = table.columns.count + (table.twins == nil ? 0 : 1)
      try row.withUnsafeData(atIndex: place) { data in
        guard let data else { return }
        guard CompressedBody.isCompressed(data) else { return Self.splice(data, into: &page) }
        let body = CompressedBody.text(of: data, atMost: Int(Self.longestValue))
        guard let body else { throw DatabaseError(resultCode: .SQLITE_TOOBIG) }
        Self.splice(body, into: &page)
      }
    }
    page.append(0x0A)
  }

  private static func text(_ value: DatabaseValue) -> String? {
    switch value.storage {
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): text
    case .blob, .null: nil
    }
  }

  /// Puts the members of an object behind those of the object at the end of the page. Other values leave the
  /// page unchanged.
  private static func splice(_ body: Data, into page: inout [UInt8]) {
    guard let start = body.firstIndex(where: { $0 > 0x20 }), body[start] == UInt8(ascii: "{") else { return }
    let rest = body[body.index(after: start)...]
    let isEmpty = rest.first { $0 > 0x20 } == UInt8(ascii: "}")
    let hasMembers = page.suffix(2) != [UInt8(ascii: "{"), UInt8(ascii: "}")]
    page.removeLast()
    if hasMembers, !isEmpty { page.append(UInt8(ascii: ",")) }
    let first = page.count
    page.append(contentsOf: rest)
    for lineBreak: UInt8 in [0x0A, 0x0D] { Self.blank(lineBreak, in: &page, from: first) }
  }

  /// Puts spaces in the place of a byte.
  private static func blank(_ byte: UInt8, in page: inout [UInt8], from start: Int) {
    var position = start
    while let found = page[position...].firstIndex(of: byte) {
      page[found] = 0x20
      position = found + 1
    }
  }

  // MARK: Positions

  /// A line for each table that has been begun: its name and where it stands.
  private var position: [UInt8]? {
    let lines = zip(tables, places).compactMap { table, place -> String? in
      guard table.stamp != nil, let stamp = place.stamp, let text = Self.position(stamp) else { return nil }
      return "\(table.name)\t\(text)"
    }
    return lines.isEmpty ? nil : Array(lines.joined(separator: "\n").utf8)
  }

  private static func places(_ position: [UInt8], _ tables: [ToolTable]) -> [ToolPlace] {
    var places = tables.map { _ in ToolPlace.start }
    for line in position.split(separator: 0x0A) {
      let parts = line.split(separator: 0x09, maxSplits: 1)
      guard let stamp = parts.last.flatMap({ stamp(Array($0)) }) else { continue }
      // Positions of earlier versions have no name, and are of the only table there was.
      let name = parts.count == 2 ? String(decoding: parts[0], as: UTF8.self) : tables.first?.name
      if let table = tables.firstIndex(where: { $0.name == name }) { places[table] = .from(stamp) }
    }
    return places
  }

  private static func position(_ stamp: DatabaseValue) -> String? {
    switch stamp.storage {
    case .int64(let number): "i\(number)"
    case .string(let text): "t\(text)"
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
