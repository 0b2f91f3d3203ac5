import GRDB
public import SpendCore

extension SQLiteStore {
  /// Ingest state of each file, by path.
  public func sources() throws -> [SourceReport] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM source_file ORDER BY path").map { row in
        let state = row.text("state")
        var report = SourceReport(path: row.text("path"), state: StreamState(rawValue: state) ?? .error)
        report.error = row.optionalText("error")
        report.format = row.text("format")
        report.lines = row.int("lines")
        report.events = row.int("events")
        report.duplicates = row.int("duplicates")
        report.ignored = row.int("ignored")
        report.unrecognised = row.int("unrecognised")
        report.rejected = row.int("rejected")
        report.committed = row.int("committed")
        report.codec = row.text("codec")
        report.inode = UInt64(bitPattern: row.int("inode"))
        report.lastSeen = Instant(microseconds: row.int("last_seen_us"))
        return report
      }
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
