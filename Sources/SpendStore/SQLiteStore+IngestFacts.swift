import GRDB
public import SpendCore

extension SQLiteStore: IngestFactsSource {
  public func ingestFacts(since: Instant) throws -> IngestFacts {
    try read { db in
      var facts = IngestFacts()
      for row in try Row.fetchAll(
        db, sql: "SELECT key, value FROM meta WHERE key IN ('heartbeat_us', 'last_ingest_us')")
      {
        let time = Instant(microseconds: row.int("value"))
        if row.text("key") == "heartbeat_us" { facts.heartbeat = time } else { facts.lastCommit = time }
      }
      facts.lastEvent = try Int64.fetchOne(
        db, sql: "SELECT time_us FROM usage_event ORDER BY time_us DESC LIMIT 1"
      ).map(Instant.init(microseconds:))
      let counts = try Row.fetchOne(
        db,
        sql: """
          SELECT coalesce(sum(lines), 0) AS lines, coalesce(sum(rejected), 0) AS rejected,
            coalesce(sum(unrecognised), 0) AS unrecognised
          FROM line_hour WHERE hour >= ?
          """, arguments: [since.seconds.flooredQuotient(by: 3_600)])
      facts.lines = counts?.int("lines") ?? 0
      facts.rejected = counts?.int("rejected") ?? 0
      facts.unrecognised = counts?.int("unrecognised") ?? 0
      return facts
    }
  }

  public func logFolders() throws -> [LogFolder] {
    try read { db in
      var numbers = FolderNumbers()
      var folders: [LogFolder] = []
      let statement = try RawStatement(
        db,
        sql: """
          SELECT path, first_seen_us, last_seen_us, last_event_us, events, duplicates, ignored, unrecognised,
            rejected FROM source_file
          """)
      try statement.forEachRow {
        let number = numbers.number(ofPath: statement.blob(0))
        let first = Instant(microseconds: statement.int(1))
        let last = Instant(microseconds: statement.int(2))
        if number == folders.count {
          folders.append(LogFolder(path: numbers.names[number], firstSeen: first, lastGrown: last))
        }
        folders[number].firstSeen = min(folders[number].firstSeen, first)
        folders[number].lastGrown = max(folders[number].lastGrown, last)
        if let newest = statement.optionalInt(3).map(Instant.init(microseconds:)) {
          folders[number].lastEvent = folders[number].lastEvent.map { max($0, newest) } ?? newest
        }
        folders[number].events &+= statement.int(4)
        folders[number].duplicates &+= statement.int(5)
        folders[number].ignored &+= statement.int(6)
        folders[number].unrecognised &+= statement.int(7)
        folders[number].rejected &+= statement.int(8)
      }
      return folders.sorted { $0.path < $1.path }
    }
  }
}

extension SQLiteWriter {
  /// Records the time at which the collector was alive and had scanned its logs. Costs a transaction: once a
  /// minute is enough for all viewers.
  public func beat(at now: Instant) throws {
    try write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('heartbeat_us', ?)",
        arguments: [now.microseconds])
    }
  }
}

extension SQLiteStore: MetricsSource {
  /// The place of each set of values in the order of their first event. Places are never taken by others.
  public func firstSeen(_ groups: [Dimension]) throws -> [[String]: Int64] {
    try read { db in
      let columns = groups.compactMap(\.labelColumn).joined(separator: ", ")
      var places: [[String]: Int64] = [:]
      let rows = try Row.fetchAll(
        db, sql: "SELECT \(columns), min(id) AS place FROM dimension_set GROUP BY \(columns)")
      for row in rows {
        places[groups.indices.map { index in (row[index] as String?) ?? "" }] = row.int("place")
      }
      return places
    }
  }
}
