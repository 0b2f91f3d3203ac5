import GRDB
public import SpendCore

extension SQLiteStore {
  /// Ingest state of each file, by path, then of the files that are gone, one report a folder.
  public func sources() throws -> [SourceReport] {
    try read { db in
      var reports: [SourceReport] = []
      try Self.forEachSource(db, order: "path, id") { reports.append($0) }
      return try reports + Self.removed(db)
    }
  }

  public func forEachSource(_ body: (SourceReport) throws -> Void) throws {
    try read { try Self.forEachSource($0, order: "id", body) }
  }

  public func removedSources() throws -> [SourceReport] {
    try read(Self.removed)
  }

  private static func forEachSource(
    _ db: Database, order: String, _ body: (SourceReport) throws -> Void
  ) throws {
    let rows = try RawStatement(
      db,
      sql: """
        SELECT id, path, state, error, format, lines, events, duplicates, ignored, unrecognised, rejected,
          committed, codec, inode, head_length, head_hash, last_seen_us FROM source_file
        WHERE state <> 'missing' ORDER BY \(order)
        """)
    try rows.forEachRow {
      var report = SourceReport(path: rows.text(1), state: StreamState(rawValue: rows.text(2)) ?? .error)
      report.id = rows.int(0)
      report.error = rows.optionalText(3)
      report.format = rows.text(4)
      report.lines = rows.int(5)
      report.events = rows.int(6)
      report.duplicates = rows.int(7)
      report.ignored = rows.int(8)
      report.unrecognised = rows.int(9)
      report.rejected = rows.int(10)
      report.committed = rows.int(11)
      report.codec = rows.text(12)
      report.inode = UInt64(bitPattern: rows.int(13))
      report.headLength = rows.int(14)
      report.headHash = UInt64(bitPattern: rows.int(15))
      report.lastSeen = Instant(microseconds: rows.int(16))
      try body(report)
    }
  }

  /// The sums of the files that are gone, by folder.
  private static func removed(_ db: Database) throws -> [SourceReport] {
    let rows = try RawStatement(
      db,
      sql: """
        SELECT path, lines, events, duplicates, ignored, unrecognised, rejected, committed, last_seen_us
        FROM source_file WHERE state = 'missing'
        """)
    var numbers = FolderNumbers()
    var folders: [(report: SourceReport, files: Int)] = []
    try rows.forEachRow {
      let number = numbers.number(ofPath: rows.blob(0))
      if number == folders.count {
        folders.append((SourceReport(path: numbers.names[number], state: .missing), 0))
      }
      folders[number].files += 1
      folders[number].report.lines &+= rows.int(1)
      folders[number].report.events &+= rows.int(2)
      folders[number].report.duplicates &+= rows.int(3)
      folders[number].report.ignored &+= rows.int(4)
      folders[number].report.unrecognised &+= rows.int(5)
      folders[number].report.rejected &+= rows.int(6)
      folders[number].report.committed &+= rows.int(7)
      let seen = Instant(microseconds: rows.int(8))
      folders[number].report.lastSeen = max(folders[number].report.lastSeen ?? seen, seen)
    }
    return folders.map { sum in
      var report = sum.report
      report.path = (report.path == "/" ? "" : report.path) + "/(\(sum.files) removed)"
      return report
    }.sorted { $0.path < $1.path }
  }

  /// The paths of all logs that were read, removed ones included.
  public func logPaths() throws -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT DISTINCT path FROM source_file ORDER BY path") }
  }

  /// True when a log whose path `isWanted` accepts has given requests.
  public func hasUsage(atPath isWanted: (String) -> Bool) throws -> Bool {
    try read { db in
      let rows = try RawStatement(
        db, sql: "SELECT path FROM source_file WHERE events > 0 OR duplicates > 0")
      return try rows.hasRow { isWanted(rows.text(0)) }
    }
  }

  /// Lines that could not be read, by file and offset.
  public func rejectedLines(limit: Int) throws -> [RejectReport] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT path, line_offset, reason FROM quarantined_line JOIN source_file ON source_file.id = source_id
          ORDER BY path, line_offset LIMIT ?
          """, arguments: [limit]
      ).map { RejectReport(path: $0.text("path"), offset: $0.int("line_offset"), reason: $0.text("reason")) }
    }
  }
}
