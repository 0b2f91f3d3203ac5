import GRDB
public import SpendCore

extension SQLiteStore {
  /// A place where what was summed up differs from the events.
  public struct Difference: Sendable, Hashable {
    public var what: String
    public var stored: Int64
    public var recomputed: Int64
  }

  /// Recomputes every rollup from the events and says where they differ. Reads all events.
  ///
  /// Sums of events that have expired can no longer be recomputed and are taken for right.
  public func differences() throws -> [Difference] {
    try read { db in
      var found: [Difference] = []
      let from = try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'events_from_us'") ?? .min
      for (table, width, group) in [
        ("rollup_hour", Int64(3_600_000_000), "hour"), ("rollup_15m", 900_000_000, "quarter"),
      ] {
        for (column, expression) in Self.sums {
          let rows = try Row.fetchAll(
            db,
            sql: """
              WITH fresh AS (SELECT time_us / \(width) AS slice, sum(\(expression)) AS amount FROM usage_event
                  WHERE time_us >= \(from) GROUP BY 1),
                kept AS (SELECT \(group) AS slice, sum(\(column)) AS amount FROM \(table)
                  WHERE \(group) >= \(from == .min ? from : from / width) GROUP BY 1)
              SELECT slice, coalesce(kept.amount, 0) AS kept, coalesce(fresh.amount, 0) AS fresh
              FROM (SELECT slice FROM fresh UNION SELECT slice FROM kept)
              LEFT JOIN fresh USING (slice) LEFT JOIN kept USING (slice)
              WHERE coalesce(kept.amount, 0) <> coalesce(fresh.amount, 0) LIMIT 20
              """)
          for row in rows {
            let slice: Int64 = row["slice"]
            let start = Instant(seconds: slice * (group == "hour" ? 3_600 : 900))
            found.append(
              Difference(
                what: "\(table).\(column) of \(start.rfc3339)", stored: row["kept"], recomputed: row["fresh"])
            )
          }
        }
      }
      for (column, _) in Self.sums {
        let row = try Row.fetchOne(
          db,
          sql:
            "SELECT (SELECT coalesce(sum(\(column)), 0) FROM rollup_day), (SELECT coalesce(sum(\(column)), 0) FROM rollup_hour)"
        )
        if let row, let day = row[0] as Int64?, let hour = row[1] as Int64?, day != hour {
          found.append(Difference(what: "rollup_day.\(column)", stored: day, recomputed: hour))
        }
      }
      // What each commit counts with its checkpoints is what it summed up.
      for (what, sql) in [
        ("meta.events", "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'events'), 0)"),
        ("source_file.events", "SELECT coalesce(sum(events), 0) FROM source_file"),
      ] {
        let counted = try Int64.fetchOne(db, sql: sql) ?? 0
        let summed =
          try Int64.fetchOne(db, sql: "SELECT coalesce(sum(requests), 0) FROM rollup_hour") ?? 0
        if counted != summed { found.append(Difference(what: what, stored: counted, recomputed: summed)) }
      }
      return found
    }
  }

  /// Sums of the rollups and what they are of.
  private static let sums = [
    ("requests", "1"), ("errors", "flags & 1"), ("input", "coalesce(input, 0)"),
    ("cache_read", "coalesce(cache_read, 0)"), ("output", "coalesce(output, 0)"),
    ("cost_nano_usd", "coalesce(cost_nano_usd, 0)"), ("unpriced_requests", "pricing & 7 IN (0, 5)"),
  ]

  /// What SQLite says of the file itself; empty when all is well.
  public func damages() throws -> [String] {
    try read { db in
      try String.fetchAll(db, sql: "PRAGMA quick_check").filter { $0 != "ok" }
    }
  }

  public func sources() throws -> [SourceReport] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM source_file ORDER BY path").map { row in
        let state: String = row["state"]
        var report = SourceReport(path: row["path"], state: StreamState(rawValue: state) ?? .error)
        report.error = row["error"]
        report.format = row["format"]
        report.lines = row["lines"]
        report.events = row["events"]
        report.duplicates = row["duplicates"]
        report.ignored = row["ignored"]
        report.rejected = row["rejected"]
        report.committed = row["committed"]
        report.codec = row["codec"]
        report.inode = UInt64(bitPattern: row["inode"] as Int64)
        report.lastSeen = Instant(microseconds: row["last_seen_us"])
        return report
      }
    }
  }

  public func rejectedLines(limit: Int) throws -> [RejectReport] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT path, line_offset, reason FROM quarantined_line JOIN source_file ON source_file.id = source_id
          ORDER BY path, line_offset LIMIT ?
          """, arguments: [limit]
      ).map { RejectReport(path: $0["path"], offset: $0["line_offset"], reason: $0["reason"]) }
    }
  }
}
