import Foundation

internal import CSupport
internal import GRDB
internal import SpendCore

/// The layout of the database: `schema.sql`, embedded, and its version.
enum Schema {
  /// "spnd": marks a file as a database of this program before anything is written to it.
  static let applicationID: Int32 = 0x7370_6E64
  /// The version that this program reads and writes.
  static let version = Int32(SchemaMigration.all.count) + 1

  static var text: String {
    var count = 0
    guard let start = spendtop_schema(&count) else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The views of the current layout.
  static var views: String {
    let text = text
    return text.range(of: "-- Every event, readable.").map { String(text[$0.lowerBound...]) } ?? ""
  }

  /// Creates the layout in an empty database, migrates an older one, refuses a foreign or newer one.
  ///
  /// A new database is made in one transaction: a kill leaves an empty file or a complete layout.
  ///
  /// - Parameter onMigration: Called before each step of a migration.
  static func prepare(
    _ queue: DatabaseQueue, zone: String, onMigration: @escaping @Sendable (SchemaMigration) -> Void
  ) throws {
    let isEmpty = try queue.writeWithoutTransaction { db in
      let applicationID = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
      guard isEmpty || applicationID == Self.applicationID else { throw StoreError.foreignDatabase }
      let found = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      guard found <= version else { throw StoreError.newerSchema(found: found, known: version) }
      if isEmpty { try create(db, zone: zone) }
      return isEmpty
    }
    if !isEmpty { try SchemaMigration.migrator(onStep: onMigration).migrate(queue) }
  }

  private static func create(_ db: Database, zone: String) throws {
    try db.inTransaction(.immediate) {
      try db.execute(sql: text)
      try db.execute(
        sql: "INSERT INTO meta (key, value) VALUES ('timezone', ?), ('generation', 0), ('events', 0)",
        arguments: [zone])
      for migration in SchemaMigration.all {
        try db.execute(
          sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: [migration.name])
      }
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(version)")
      CrashPoint.schemaMade.hit()
      return .commit
    }
  }

  /// Throws `StoreError` when a reader of this program cannot read the database.
  static func checkReadable(_ db: Database, path: String) throws {
    let applicationID = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard applicationID == Self.applicationID else {
      // An interrupted first start, by a full disk for example, leaves an empty file.
      let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
      throw applicationID == 0 && isEmpty ? StoreError.missing(path: path) : StoreError.foreignDatabase
    }
    let found = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard found <= version else { throw StoreError.newerSchema(found: found, known: version) }
    guard found == version else { throw StoreError.olderSchema(found: found, needed: version) }
  }
}
