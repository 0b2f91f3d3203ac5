import Foundation
import GRDB
import GRDBSQLite
public import SpendCore

/// The database, opened for reading. Any number of processes may do so while one writes.
public final class SQLiteStore {
  /// The version of the database that this program reads and writes.
  public static var schemaVersion: Int { Int(Schema.version) }

  let queue: DatabaseQueue
  let zone: Zone
  /// Zone whose days `rollup_day` holds; other zones are answered from hours.
  let rollupZone: String

  /// Opens an existing database read only.
  ///
  /// Throws `StoreError`; `.missing` when the file does not exist.
  public init(reading path: String, zone: Zone) throws {
    guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path: path) }
    do {
      var configuration = Self.configuration()
      configuration.readonly = true
      queue = try DatabaseQueue(path: path, configuration: configuration)
      self.zone = zone
      rollupZone = try queue.read { db in
        try Schema.checkReadable(db, path: path)
        return try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'timezone'") ?? "UTC"
      }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      try db.execute(
        sql:
          "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY"
      )
    }
    return configuration
  }

  /// Runs `body` on one consistent moment of the database.
  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try StoreError.translating { try queue.read(body) }
  }
}

extension StoreError {
  /// Runs `body`; what SQLite refuses is thrown as a `StoreError`.
  static func translating<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  init(_ error: DatabaseError) {
    self = .sqlite(code: error.extendedResultCode.rawValue, message: error.message ?? "unknown error")
  }
}

extension SQLiteStore {
  /// The version of SQLite this program runs with.
  public static var libraryVersion: String { String(cString: sqlite3_libversion()) }
}
