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
      facts.folders = try folders(db)
      return facts
    }
  }

  private func folders(_ db: Database) throws -> [LogFolder] {
    var folders: [String: LogFolder] = [:]
    let statement = try RawStatement(
      db, sql: "SELECT path, first_seen_us, last_seen_us, last_event_us FROM source_file WHERE path <> '-'")
    try statement.forEachRow {
      let path = statement.text(0)
      let name = PathComponents.folder(of: path)
      let first = Instant(microseconds: statement.int(1))
      let last = Instant(microseconds: statement.int(2))
      var folder = folders[name] ?? LogFolder(path: name, firstSeen: first, lastGrown: last)
      folder.firstSeen = min(folder.firstSeen, first)
      folder.lastGrown = max(folder.lastGrown, last)
      let newest = statement.optionalInt(3).map(Instant.init(microseconds:))
      folder.lastEvent = [folder.lastEvent, newest].compactMap(\.self).max()
      folders[name] = folder
    }
    return folders.values.sorted { $0.path < $1.path }
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

  /// Lines of all logs by what became of them.
  public func lineOutcomes() throws -> [(outcome: String, lines: Int64)] {
    try read { db in
      let names = ["accepted", "duplicate", "ignored", "unrecognised", "rejected"]
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT coalesce(sum(events), 0) AS accepted, coalesce(sum(duplicates), 0) AS duplicate,
            coalesce(sum(ignored), 0) AS ignored, coalesce(sum(unrecognised), 0) AS unrecognised,
            coalesce(sum(rejected), 0) AS rejected FROM source_file
          """)
      return names.map { ($0, row?.int($0) ?? 0) }
    }
  }
}
