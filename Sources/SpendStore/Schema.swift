internal import CResources
internal import GRDB
internal import SpendCore

/// The layout of the database: `schema.sql`, embedded, and its version.
enum Schema {
  /// "spnd": marks a file as ours before anything is written to it.
  static let applicationID: Int32 = 0x7370_6E64
  static let version: Int32 = 1

  static var text: String {
    var count = 0
    guard let start = spendtop_schema(&count) else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Makes a new database complete, leaves a current one alone, refuses a foreign or newer one.
  ///
  /// All in one transaction: a kill leaves the old schema or the new one, never half.
  static func prepare(_ db: Database, zone: String) throws {
    let applicationID = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    guard isEmpty || applicationID == Self.applicationID else { throw StoreError.foreignDatabase }
    guard version <= Self.version else { throw StoreError.newerSchema(found: version, known: Self.version) }
    guard isEmpty else { return try addUnits(db) }
    try db.inTransaction(.immediate) {
      try db.execute(sql: text)
      try db.execute(
        sql: "INSERT INTO meta (key, value) VALUES ('timezone', ?), ('generation', 0), ('events', 0)",
        arguments: [zone])
      try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(Self.version)")
      FaultPoint.schemaMade.reach()
      return .commit
    }
  }

  private static let units = "billed_units"

  /// Databases from before requests were billed by other units than tokens get the column when they are
  /// next written to. Programs of that time go on reading and writing them.
  private static func addUnits(_ db: Database) throws {
    guard try !hasUnits(db) else { return }
    try db.execute(sql: "ALTER TABLE usage_event ADD COLUMN \(units) INTEGER")
  }

  private static func hasUnits(_ db: Database) throws -> Bool {
    try db.columns(in: "usage_event").contains { $0.name == units }
  }

  /// What a query selects for the units: nothing in a database that has not got the column yet.
  static func unitsColumn(_ db: Database, _ table: String = "") throws -> String {
    try hasUnits(db) ? table + units : "NULL"
  }
}
