import GRDB
import GRDBSQLite

/// Presents a `RowSource` to SQLite as a table of a given name, so that one statement stores a whole
/// batch: `INSERT INTO usage_event SELECT * FROM batch`. Binding value by value costs half as much
/// again, because every statement begins and ends, and every value is copied once more.
///
/// The connection holds on to the source until it is closed or another takes the name.
enum BatchVirtualTable {
  /// Destination of a cell's value.
  struct Cell {
    fileprivate let context: OpaquePointer

    @inline(__always)
    func put(_ value: Int64) {
      sqlite3_result_int64(context, value)
    }

    @inline(__always)
    func put(_ value: Int32?) {
      if let value { sqlite3_result_int64(context, Int64(value)) }
    }

    @inline(__always)
    func put(text bytes: UnsafeRawBufferPointer) {
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      sqlite3_result_text(context, start, Int32(clamping: bytes.count), nil)
    }

    /// Puts a copy of a blob.
    func put(blob bytes: UnsafeRawBufferPointer) {
      sqlite3_result_blob(context, bytes.baseAddress, Int32(clamping: bytes.count), RawStatement.transient)
    }

    /// Puts a copy of a text.
    func put(_ text: String) {
      var text = text
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_result_text(context, $0.baseAddress, Int32(clamping: $0.count), RawStatement.transient)
        }
      }
    }
  }

  /// Makes `source` readable under `name` on a connection, for as long as that is open.
  static func present(_ source: any RowSource, as name: String, on db: Database) throws {
    let owner = Unmanaged.passRetained(Owner(source))
    let code = sqlite3_create_module_v2(db.sqliteConnection, name, module, owner.toOpaque()) { owner in
      if let owner { Unmanaged<Owner>.fromOpaque(owner).release() }
    }
    guard code == SQLITE_OK else {
      throw StoreError.sqlite(code: code, message: "the table \(name) cannot be made")
    }
  }

  /// Per-connection state of a virtual table.
  private final class Owner {
    let source: any RowSource

    init(_ source: any RowSource) {
      self.source = source
    }
  }

  // SQLite uses the first member; the members behind it are private to this file.
  private struct Table {
    var base = sqlite3_vtab()
    var owner: UnsafeMutableRawPointer?
  }

  private struct Cursor {
    var base = sqlite3_vtab_cursor()
    var row = 0
    var count = 0
    var owner: Unmanaged<Owner>?
  }

  // Written once, before SQLite sees it.
  nonisolated(unsafe) private static let module: UnsafePointer<sqlite3_module> = {
    let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    module.initialize(to: sqlite3_module())
    module.pointee.xConnect = { connection, owner, _, _, table, _ in
      guard let owner else { return SQLITE_ERROR }
      let source = Unmanaged<Owner>.fromOpaque(owner).takeUnretainedValue().source
      let code = sqlite3_declare_vtab(
        connection, "CREATE TABLE x(" + source.columns.joined(separator: ", ") + ")")
      guard code == SQLITE_OK else { return code }
      let made = UnsafeMutablePointer<Table>.allocate(capacity: 1)
      made.initialize(to: Table(owner: owner))
      table?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
      return SQLITE_OK
    }
    module.pointee.xBestIndex = { _, info in
      info?.pointee.estimatedCost = 1
      return SQLITE_OK
    }
    module.pointee.xDisconnect = { table in
      UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self).deallocate()
      return SQLITE_OK
    }
    module.pointee.xOpen = { _, cursor in
      let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
      made.initialize(to: Cursor())
      cursor?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
      return SQLITE_OK
    }
    module.pointee.xClose = { cursor in
      guard let cursor = BatchVirtualTable.cursor(cursor) else { return SQLITE_OK }
      cursor.deallocate()
      return SQLITE_OK
    }
    module.pointee.xFilter = { cursor, _, _, _, _ in
      guard let cursor = BatchVirtualTable.cursor(cursor),
        let table = UnsafeMutableRawPointer(cursor.pointee.base.pVtab)?.assumingMemoryBound(to: Table.self),
        let owner = table.pointee.owner
      else { return SQLITE_ERROR }
      let held = Unmanaged<Owner>.fromOpaque(owner)
      cursor.pointee.owner = held
      cursor.pointee.row = 0
      cursor.pointee.count = held.takeUnretainedValue().source.rowCount
      return SQLITE_OK
    }
    module.pointee.xNext = { cursor in
      BatchVirtualTable.cursor(cursor)?.pointee.row += 1
      return SQLITE_OK
    }
    module.pointee.xEof = { cursor in
      guard let cursor = BatchVirtualTable.cursor(cursor) else { return 1 }
      return cursor.pointee.row >= cursor.pointee.count ? 1 : 0
    }
    module.pointee.xColumn = { cursor, context, column in
      guard let cursor = BatchVirtualTable.cursor(cursor), let context, let owner = cursor.pointee.owner
      else {
        return SQLITE_ERROR
      }
      let row = cursor.pointee.row
      owner._withUnsafeGuaranteedRef {
        $0.source.write(Int(column), ofRow: row, to: Cell(context: context))
      }
      return SQLITE_OK
    }
    module.pointee.xRowid = { cursor, rowid in
      rowid?.pointee = Int64(BatchVirtualTable.cursor(cursor)?.pointee.row ?? 0)
      return SQLITE_OK
    }
    return UnsafePointer(module)
  }()

  @inline(__always)
  private static func cursor(_ base: UnsafeMutablePointer<sqlite3_vtab_cursor>?)
    -> UnsafeMutablePointer<Cursor>?
  {
    UnsafeMutableRawPointer(base)?.assumingMemoryBound(to: Cursor.self)
  }
}
