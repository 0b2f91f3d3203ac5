import GRDB
import GRDBSQLite

/// A prepared statement used through SQLite's C API, for the few places where every nanosecond of a
/// row counts. Belongs to the connection it was made on and must not outlive it.
final class RawStatement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer

  init(_ db: Database, sql: String) throws {
    guard let connection = db.sqliteConnection else { throw StoreError.sqlite(code: 21, message: "closed") }
    self.connection = connection
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw Self.failure(connection) }
    handle = statement
  }

  deinit {
    sqlite3_finalize(handle)
  }

  private static func failure(_ connection: OpaquePointer) -> StoreError {
    .sqlite(code: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)))
  }

  @inline(__always)
  func bind(_ value: Int64, at index: Int32) {
    sqlite3_bind_int64(handle, index, value)
  }

  @inline(__always)
  func bind(_ value: Int32?, at index: Int32) {
    if let value { sqlite3_bind_int64(handle, index, Int64(value)) } else { sqlite3_bind_null(handle, index) }
  }

  @inline(__always)
  func bindNull(at index: Int32) {
    sqlite3_bind_null(handle, index)
  }

  /// Binds a copy of the text.
  func bind(_ text: String, at index: Int32) {
    var text = text
    _ = text.withUTF8 { sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), Self.transient) }
  }

  func bind(blob bytes: UnsafeRawBufferPointer, at index: Int32) {
    sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), Self.transient)
  }

  /// The destructor value with which SQLite copies bound texts and blobs.
  static var transient: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// Runs to the end and makes ready for the next run. Returns the rows changed.
  @discardableResult
  func run() throws -> Int {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw Self.failure(connection) }
    return Int(sqlite3_changes(connection))
  }

  /// Calls `body` for each row; columns are read with `int` and the like while it runs.
  func forEachRow(_ body: () throws -> Void) throws {
    defer { sqlite3_reset(handle) }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: try body()
      case SQLITE_DONE: return
      default: throw Self.failure(connection)
      }
    }
  }

  /// True when `body` returns true for a row. The rows behind that one are not read.
  func hasRow(where body: () -> Bool) throws -> Bool {
    defer { sqlite3_reset(handle) }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: if body() { return true }
      case SQLITE_DONE: return false
      default: throw Self.failure(connection)
      }
    }
  }

  @inline(__always)
  func int(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  func optionalInt(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
  }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
  }

  /// The bytes of a blob, valid until the next step.
  func blob(_ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
  }
}
