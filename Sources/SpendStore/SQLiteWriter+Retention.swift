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
      let partition = isGuessed ? IdentityIndex.globalPartition : IdentityIndex.partition(of: time)
      marks[partition, default: []].append(.init(key: identity.seen(byStream: lines.int(3)).low, time: time))
    }
    for (partition, entries) in marks.sorted(by: { $0.key < $1.key }) {
      _ = try segments.add(entries, to: partition)
    }
  }

  /// Names of users that `isUser` accepts, in events and in reports of providers, and of sessions that
  /// `isSession` accepts, with the number of requests of each. Reads every name and, when one is found, every event.
  public func names(
    ofUsers isUser: (String) -> Bool, ofSessions isSession: (String) -> Bool
  ) throws -> [StoredName] {
    try read { db in
      var users: [Int64: String] = [:]
      var sessions: [Int64: String] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT id, text FROM name") {
        let (id, text) = (row.int("id"), row.text("text"))
        if isUser(text) { users[id] = text }
        if isSession(text) { sessions[id] = text }
      }
      var found: [StoredName] = []
      for (column, kind, names) in [
        ("user_id", StoredName.Kind.user, users), ("session_id", .session, sessions),
      ] where !names.isEmpty {
        let ids = names.keys.map(String.init).joined(separator: ", ")
        for row in try Row.fetchAll(
          db,
          sql: """
            SELECT \(column) AS id, count(*) AS requests FROM usage_event WHERE \(column) IN (\(ids)) GROUP BY 1
            """)
        {
          guard let name = names[row.int("id")] else { continue }
          found.append(StoredName(kind: kind, text: name, requests: Int(row.int("requests"))))
        }
      }
      for row in try Row.fetchAll(db, sql: "SELECT user, count(*) AS rows FROM provider_usage GROUP BY user")
      where isUser(row.text("user")) && !row.text("user").isEmpty {
        found.append(
          StoredName(kind: .reportedUser, text: row.text("user"), requests: Int(row.int("rows"))))
      }
      return found.sorted { ($0.kind.rawValue, $0.text) < ($1.kind.rawValue, $1.text) }
    }
  }

  /// Forgets names: events keep their cost and lose their user or session, reports of providers get another
  /// name. The database is rewritten, so that no page holds a name any more.
  public func forget(_ names: [StoredName]) throws {
    try writeResettingCaches { db in
      try db.execute(sql: "PRAGMA secure_delete = ON")
      for name in names {
        guard name.kind != .reportedUser else {
          _ = try ProviderAggregateTable.forget(user: name.text, db)
          continue
        }
        let isUser = name.kind == .user
        let flag = isUser ? EventRows.Flag.userForgotten : EventRows.Flag.sessionForgotten
        let column = isUser ? "user_id" : "session_id"
        try db.execute(
          sql: """
            UPDATE usage_event SET \(column) = NULL, flags = flags | \(flag)
            WHERE \(column) = (SELECT id FROM name WHERE text = ?)
            """, arguments: [name.text])
      }
      for text in Set(names.map(\.text)) {
        try db.execute(
          sql: """
            DELETE FROM name WHERE text = ?1 AND NOT EXISTS (
              SELECT 1 FROM usage_event WHERE user_id = name.id OR session_id = name.id)
            """, arguments: [text])
      }
      try db.execute(sql: "UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    }
    try StoreError.translating { try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM") } }
    try truncateWAL()
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
