import Foundation
import GRDB
public import SpendCore

/// `<database>.state.db`, beside the database of events: small, written by several processes, rollback
/// journal.
public final class SQLiteAlertLedger: AlertLedger {
  private let queue: DatabaseQueue

  private static let schema = """
    -- Single values as JSON: 'engine', 'controls', and 'digest/NAME', the last queued period.
    CREATE TABLE IF NOT EXISTS document (
      name TEXT PRIMARY KEY NOT NULL,
      body BLOB NOT NULL
    ) STRICT;
    -- Notices on their way. Times are microseconds since 1970 UTC.
    CREATE TABLE IF NOT EXISTS outbox (
      id         TEXT PRIMARY KEY NOT NULL,
      receiver   TEXT NOT NULL,
      notice     BLOB NOT NULL,
      state      TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'given up')),
      attempts   INTEGER NOT NULL,
      created_us INTEGER NOT NULL,
      next_us    INTEGER NOT NULL,
      error      TEXT NOT NULL
    ) STRICT;
    -- Notices that are on their way no more, ever: the outbox remembers the last ones only.
    CREATE TABLE IF NOT EXISTS receiver_count (
      receiver TEXT NOT NULL,
      state    TEXT NOT NULL,
      notices  INTEGER NOT NULL,
      PRIMARY KEY (receiver, state)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS outbox_by_time ON outbox (state, next_us);
    """
  /// Delivered notices that are remembered.
  private static let longestHistory = 1_000

  /// Undoes a transaction that was cut off. Throws when the file cannot be used.
  static func rollBack(path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(3)
    try DatabaseQueue(path: path, configuration: configuration).write { db in
      _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
    }
  }

  /// SQLite's integrity report for the file; empty when it is intact or does not exist. Throws
  /// `StoreError` when it cannot be opened.
  public static func damages(path: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(3)
    return try StoreError.translating {
      try DatabaseQueue(path: path, configuration: configuration)
        .read { try String.fetchAll($0, sql: "PRAGMA quick_check").filter { $0 != "ok" } }
    }
  }

  /// Opens or makes the file. Throws `StoreError`.
  public init(path: String) throws {
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(3)
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL")
      }
      let isNew = !FileManager.default.fileExists(atPath: path)
      queue = try DatabaseQueue(path: path, configuration: configuration)
      if isNew { chmod(path, 0o600) }
      try queue.write { try $0.execute(sql: Self.schema) }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  private func run<T>(_ body: (Database) throws -> T) throws -> T {
    try StoreError.translating { try queue.write(body) }
  }

  private func document(_ name: String) throws -> [UInt8]? {
    try run { try Data.fetchOne($0, sql: "SELECT body FROM document WHERE name = ?", arguments: [name]) }
      .map { [UInt8]($0) }
  }

  private static func write(_ body: [UInt8], to name: String, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO document (name, body) VALUES (?, ?)", arguments: [name, Data(body)])
  }

  public func engineState() throws -> [UInt8]? { try document("engine") }
  public func controls() throws -> [UInt8]? { try document("controls") }

  public func changeControls(_ change: ([UInt8]?) throws -> [UInt8]) throws {
    // Writing transactions begin as such: who comes second waits, and reads what the first one wrote.
    try run { db in
      let before = try Data.fetchOne(db, sql: "SELECT body FROM document WHERE name = 'controls'")
      try Self.write(try change(before.map { [UInt8]($0) }), to: "controls", db)
    }
  }

  public func save(engineState: [UInt8]?, entries: [OutboxEntry]) throws {
    try run { db in
      if let engineState { try Self.write(engineState, to: "engine", db) }
      try Self.insert(entries, db)
    }
  }

  private static func insert(_ entries: [OutboxEntry], _ db: Database) throws {
    for entry in entries {
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO outbox (id, receiver, notice, state, attempts, created_us, next_us, error)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          entry.id, entry.receiver, Data(entry.notice), entry.state.rawValue, entry.attempts,
          entry.created.microseconds, entry.next.microseconds, entry.error,
        ])
    }
  }

  /// The start of the last queued period of a digest, in microseconds.
  private static func period(of digest: String, _ db: Database) throws -> Int64? {
    try Data.fetchOne(db, sql: "SELECT body FROM document WHERE name = ?", arguments: ["digest/\(digest)"])
      .flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }

  public func isDue(_ digest: String, period: Instant) throws -> Bool {
    try run { db in
      if let known = try Self.period(of: digest, db) { return known < period.microseconds }
      try Self.write(Array("\(period.microseconds)".utf8), to: "digest/\(digest)", db)
      return false
    }
  }

  public func postOnce(_ digest: String, period: Instant, entries: [OutboxEntry]) throws -> Bool {
    try run { db in
      if let known = try Self.period(of: digest, db), known >= period.microseconds { return false }
      try Self.write(Array("\(period.microseconds)".utf8), to: "digest/\(digest)", db)
      try Self.insert(entries, db)
      return true
    }
  }

  public func due(at now: Instant, limit: Int) throws -> [OutboxEntry] {
    try run { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM outbox WHERE state = 'pending' AND next_us <= ? ORDER BY next_us, id LIMIT ?",
        arguments: [now.microseconds, limit]
      ).map(Self.entry)
    }
  }

  public func shiftPending(by seconds: Int64) throws {
    try run { db in
      try db.execute(
        sql: """
          UPDATE outbox SET created_us = created_us + :shift, next_us = next_us + :shift
          WHERE state = 'pending'
          """, arguments: ["shift": seconds * 1_000_000])
    }
  }

  public func history(limit: Int) throws -> [OutboxEntry] {
    try run { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM outbox ORDER BY created_us DESC, id LIMIT ?", arguments: [limit]
      )
      .map(Self.entry)
    }
  }

  public func note(_ entry: OutboxEntry) throws {
    try run { db in
      try db.execute(
        sql: "UPDATE outbox SET state = ?, attempts = ?, next_us = ?, error = ? WHERE id = ?",
        arguments: [
          entry.state.rawValue, entry.attempts, entry.next.microseconds, entry.error, entry.id,
        ])
      if entry.state != .pending {
        try db.execute(
          sql: """
            INSERT INTO receiver_count (receiver, state, notices) VALUES (?, ?, 1)
            ON CONFLICT (receiver, state) DO UPDATE SET notices = notices + 1
            """, arguments: [entry.receiver, entry.state.rawValue])
      }
      try db.execute(
        sql: """
          DELETE FROM outbox WHERE state <> 'pending' AND created_us < (
            SELECT created_us FROM outbox WHERE state <> 'pending' ORDER BY created_us DESC LIMIT 1 OFFSET ?)
          """, arguments: [Self.longestHistory])
    }
  }

  public func counts() throws -> [ReceiverCounts] {
    try run { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT receiver, state, notices FROM receiver_count
          UNION ALL SELECT receiver, state, count(*) FROM outbox WHERE state = 'pending' GROUP BY 1, 2
          """)
      var counts: [String: ReceiverCounts] = [:]
      for row in rows {
        let receiver = row.text("receiver")
        let notices = row.int("notices")
        var one = counts[receiver] ?? ReceiverCounts(receiver: receiver)
        switch OutboxEntry.State(rawValue: row.text("state")) {
        case .delivered: one.sent = notices
        case .failed: one.failed = notices
        case .givenUp: one.dropped = notices
        case .pending: one.queued = notices
        case nil: break
        }
        counts[receiver] = one
      }
      return counts.values.sorted { $0.receiver < $1.receiver }
    }
  }

  private static func entry(_ row: Row) -> OutboxEntry {
    var entry = OutboxEntry(
      id: row.text("id"), receiver: row.text("receiver"), notice: row.bytes("notice"),
      created: Instant(microseconds: row.int("created_us")))
    entry.state = OutboxEntry.State(rawValue: row.text("state")) ?? .failed
    entry.attempts = Int(row.int("attempts"))
    entry.next = Instant(microseconds: row.int("next_us"))
    entry.error = row.text("error")
    return entry
  }
}
