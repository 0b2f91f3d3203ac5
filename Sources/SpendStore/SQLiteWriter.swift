import Foundation
import GRDB
import GRDBSQLite
public import SpendCore

/// The one writing connection of a database.
///
/// A commit takes decoded blocks and stores events, identities, rollups, rejected lines and the checkpoints
/// that cover them in one transaction: after a kill the database contains all of it or none of it. Not
/// thread safe: owned by the writer thread.
public final class SQLiteWriter {
  let queue: DatabaseQueue
  private var batch: BatchWriter?
  private var lookup: StreamLookup?
  /// Prices a merged request whose provider, model or time come from another record than its usage. Without
  /// it, such a request keeps the cost of the record that states the usage.
  public var priceMerged: ((StoredCost, LabelSet) -> RecordedPrice?)? {
    didSet { batch = nil }
  }

  /// Opens or creates the database and migrates it to the current schema.
  ///
  /// The caller holds the writer lock. Throws `StoreError`.
  ///
  /// - Parameter onMigration: Called before each step of a migration, with what the step adds.
  public init(path: String, zone: Zone, onMigration: @escaping @Sendable (String) -> Void = { _ in }) throws {
    do {
      var configuration = SQLiteStore.configuration()
      configuration.prepareDatabase { db in
        try db.execute(
          sql: """
            PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
            PRAGMA cache_size = -6144; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864
            """)
        // Readers of other users need the -wal and -shm files to exist after a clean stop, too.
        var persist: Int32 = 1
        sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &persist)
        db.add(function: Self.histogramAdd)
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try Schema.prepare(queue, zone: zone.name) { onMigration($0.title) }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  deinit {
    // Its statements must not outlive their connection.
    batch = nil
    lookup = nil
  }

  /// `histogram_add(stored, delta)`: used by the upsert of `latency_histogram` only.
  private static let histogramAdd = DatabaseFunction("histogram_add", argumentCount: 2, pure: true) {
    values in
    let stored = Data.fromDatabaseValue(values[0]) ?? Data()
    let delta = Data.fromDatabaseValue(values[1]) ?? Data()
    return stored.withUnsafeBytes { stored in
      delta.withUnsafeBytes { delta in Data(HistogramCodec.adding(delta, to: stored)) }
    }
  }

  /// Runs `body` on what is stored.
  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try StoreError.translating { try queue.read(body) }
  }

  /// Runs `body` on the known streams.
  func lookUp<T>(_ body: (StreamLookup) throws -> T) throws -> T {
    try StoreError.translating {
      try queue.writeWithoutTransaction { db in
        let lookup = try lookup ?? StreamLookup(db)
        self.lookup = lookup
        return try body(lookup)
      }
    }
  }

  /// Runs `body` in a transaction; `body` must not touch rows that commits cache.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    try StoreError.translating { try queue.write(body) }
  }

  /// Runs something else than a commit in a transaction. What commits remember is forgotten: it may
  /// speak of rows that are gone.
  func writeResettingCaches<T>(_ body: (Database) throws -> T) throws -> T {
    try StoreError.translating {
      try queue.writeWithoutTransaction { db in
        batch = nil
        var result: T?
        try db.inTransaction(.immediate) {
          result = try body(db)
          return .commit
        }
        guard let result else { throw StoreError.sqlite(code: 4, message: "rolled back") }
        return result
      }
    }
  }

  /// Runs `body` in a transaction; any error rolls back all of it, caches included.
  func transaction<T>(_ body: (BatchWriter) throws -> T) throws -> T {
    try StoreError.translating {
      try queue.writeWithoutTransaction { db in
        var result: T?
        do {
          if batch == nil { batch = try BatchWriter(db, price: priceMerged) }
          guard let batch else { throw StoreError.sqlite(code: 21, message: "closed") }
          try db.inTransaction(.immediate) {
            result = try body(batch)
            return .commit
          }
        } catch {
          // Caches of rolled back rows would be wrong.
          batch = nil
          throw error
        }
        guard let result else { throw StoreError.sqlite(code: 4, message: "rolled back") }
        return result
      }
    }
  }
}

extension SQLiteWriter: EventSink {
  public func commit(_ units: [CommitUnit], at now: Instant) throws -> CommitReport {
    var report: CommitReport
    do {
      report = try transaction { try $0.store(units, at: now) }
    } catch let error as StoreError where error.isConflict && !FaultInjection.noIdentity.isBroken {
      // The index has lost an identity whose row is there. The row is found by its own key instead.
      report = try transaction { try $0.store(units, at: now, checksRows: true) }
      report.conflicts = 1
    }
    CrashPoint.committed.hit()
    return report
  }

  private struct Rehearsed: Error {}

  public func rehearse(_ units: [CommitUnit], at now: Instant) throws {
    do {
      try transaction { writer in
        _ = try writer.store(units, at: now)
        throw Rehearsed()
      }
    } catch is Rehearsed {
      return
    }
  }
}
