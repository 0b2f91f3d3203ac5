import GRDB
import GRDBSQLite
public import SpendCore

extension SQLiteWriter {
  /// Deletes single events from before a moment, the oldest first, at most `limit` at a time, so that ingest
  /// never waits long. Sums and identities stay: an event that is read again still counts once.
  ///
  /// Whole hours only, so that the sums of the hours that are kept can be verified.
  ///
  /// - Returns: The number of deleted events; fewer than `limit` when all due events are deleted.
  public func expireEvents(before moment: Instant, limit: Int) throws -> Int {
    let hour: Int64 = 3_600_000_000
    let cutoff = moment.microseconds.flooredQuotient(by: hour) * hour
    // Usually no event is due; the return then avoids a write and keeps the caches of commits.
    let oldest = try read { try Int64.fetchOne($0, sql: "SELECT min(time_us) FROM usage_event") }
    guard let oldest, oldest < cutoff else { return 0 }
    return try writeResettingCaches { db in
      let last = try Int64.fetchOne(
        db, sql: "SELECT time_us FROM usage_event WHERE time_us < ? ORDER BY time_us LIMIT 1 OFFSET ?",
        arguments: [cutoff, limit - 1])
      let end = last.map { $0 + 1 } ?? cutoff
      try Self.markLines(before: end, db)
      try db.execute(sql: "DELETE FROM usage_event WHERE time_us < ?", arguments: [end])
      let deleted = db.changesCount
      CrashPoint.eventsExpired.hit()
      try db.execute(
        sql: """
          INSERT INTO meta (key, value) VALUES ('events_from_us', ?1)
          ON CONFLICT DO UPDATE SET value = max(value, ?1)
          """, arguments: [cutoff])
      return deleted
    }
  }

  /// Stores the stream of the lines that are identified by their bytes: the deletion removes the only other
  /// record of it, and an equal line that the stream gets later is another request.
  private static func markLines(before end: Int64, _ db: Database) throws {
    let segments = try IdentitySegments(db)
    var marks: [Int64: [IdentitySegments.Entry]] = [:]
    let lines = try RawStatement(
      db,
      sql: """
        SELECT time_us, key_low, key_high, source_id, flags FROM usage_event
        WHERE time_us < ? AND request_id IS NULL
        """)
    lines.bind(end, at: 1)
    try lines.forEachRow {
      let time = lines.int(0)
      let identity = EventIdentity(
        high: UInt64(bitPattern: lines.int(2)), low: UInt64(bitPattern: lines.int(1)))
      let isGuessed = lines.int(4) & EventRows.Flag.timeIsGuessed != 0
      let partition = IdentityIndex.partition(time: time, scope: isGuessed ? .global : .day)
      marks[partition, default: []].append(.init(key: identity.seen(byStream: lines.int(3)).low, time: time))
    }
    for (partition, entries) in marks.sorted(by: { $0.key < $1.key }) {
      _ = try segments.add(entries, to: partition)
    }
  }

  /// Forgets a person: events keep their cost and lose their user, reports of providers get another name for
  /// them, and the name is overwritten on disk, unless a session bears it too.
  ///
  /// - Returns: How many events were theirs; nil when the name is not known.
  public func forget(user: String) throws -> Int? {
    let events = try writeResettingCaches { db -> Int? in
      try db.execute(sql: "PRAGMA secure_delete = ON")
      let reported = try ProviderAggregateTable.forget(user: user, db)
      guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM name WHERE text = ?", arguments: [user])
      else {
        return reported > 0 ? 0 : nil
      }
      try db.execute(
        sql: """
          UPDATE usage_event SET user_id = NULL, flags = flags | \(EventRows.Flag.userForgotten)
          WHERE user_id = ?
          """, arguments: [id])
      let count = db.changesCount
      let isSession =
        try Int.fetchOne(db, sql: "SELECT 1 FROM usage_event WHERE session_id = ? LIMIT 1", arguments: [id])
        != nil
      if !isSession { try db.execute(sql: "DELETE FROM name WHERE id = ?", arguments: [id]) }
      try db.execute(sql: "UPDATE meta SET value = value + 1 WHERE key = 'generation'")
      return count
    }
    try truncateWAL()
    return events
  }

  /// Copies the write-ahead log into the database and empties it.
  public func truncateWAL() throws {
    try StoreError.translating {
      try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }
  }
}

extension SQLiteStore {
  /// Writes a consistent copy of the database as of now to a new file, while others read and write.
  public func copy(to path: String) throws {
    try StoreError.translating {
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      let target = try DatabaseQueue(path: path, configuration: configuration)
      try queue.backup(to: target)
      // Alone in its file: no log beside it is needed to read it.
      try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      let damages = try target.read { try String.fetchAll($0, sql: "PRAGMA quick_check") }
      guard damages == ["ok"] else {
        throw StoreError.sqlite(code: 11, message: damages.first ?? "the copy is damaged")
      }
    }
  }

  /// True when this SQLite version has the WAL-reset bug (sqlite.org/wal.html), by which a checkpoint on
  /// one connection can lose another's write: up to 3.51.2, fixed in 3.44.6 and 3.50.7 too.
  public static var hasWALResetDefect: Bool {
    let version = Int(sqlite3_libversion_number())
    let (branch, patch) = (version / 1_000, version % 1_000)
    switch branch {
    case ..<3_044: return true
    case 3_044: return patch < 6
    case 3_050: return patch < 7
    case 3_051: return patch < 3
    case 3_045..<3_050: return true
    default: return false
    }
  }

  /// The first moment whose events are still there one by one; nil when all are.
  public func eventsFrom() throws -> Instant? {
    try read { db in
      try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'events_from_us'")
        .map(Instant.init(microseconds:))
    }
  }
}
