import GRDB
public import SpendCore

extension SQLiteStore {
  /// Recomputes every sum of every hour and quarter hour, label by label, from the events, compares the days
  /// with the hours, and returns the differences. Reads all events; counts of durations are not verified.
  ///
  /// Sums of events that have expired can no longer be recomputed and are assumed correct.
  public func differences() throws -> [StoreDifference] {
    try read { db in
      let from = try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'events_from_us'") ?? .min
      var found = try Self.differences(
        db, .init(table: "rollup_hour", slice: "hour", seconds: 3_600, label: "dimension_set_id"), from: from)
      found += try Self.differences(
        db, .init(table: "rollup_15m", slice: "quarter", seconds: 900, label: "feature"), from: from)
      found += try Self.daysAgainstHours(db)
      found += try MergeVerification(db).differences()
      // The events each commit counts with its checkpoints equal the requests it adds to the sums.
      for (what, sql) in [
        ("meta.events", "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'events'), 0)"),
        ("source_file.events", "SELECT coalesce(sum(events), 0) FROM source_file"),
      ] {
        let counted = try Int64.fetchOne(db, sql: sql) ?? 0
        let summed =
          try Int64.fetchOne(db, sql: "SELECT coalesce(sum(requests), 0) FROM rollup_hour") ?? 0
        if counted != summed {
          found.append(StoreDifference(what: what, stored: counted, recomputed: summed))
        }
      }
      return found
    }
  }

  /// A table of sums by slices of time and a label.
  private struct SummedTable {
    var table: String
    var slice: String
    var seconds: Int64
    var label: String
  }

  private static let mostDifferences = 20

  /// Compares a day at a time, so that memory does not depend on how many events there are.
  private static func differences(
    _ db: Database, _ summed: SummedTable, from: Int64
  ) throws -> [StoreDifference] {
    let width = summed.seconds * 1_000_000
    let day: Int64 = 86_400_000_000
    var found: [StoreDifference] = []
    var start = from
    while found.count < mostDifferences, let first = try firstTime(db, summed, atOrAfter: start) {
      let (end, overflow) = (first.flooredQuotient(by: day) + 1).multipliedReportingOverflow(by: day)
      if overflow { break }
      start = max(start, first)
      // An hour that has lost some of its events to expiry is compared from where they begin.
      let keptStart = start.flooredQuotient(by: width)
      found += try differences(
        db, summed.table,
        fresh: """
          SELECT e.time_us / \(width) AS slice, \(summed.label) AS label, \(list(sums.map { "sum(\($0.of))" }))
          FROM usage_event e JOIN dimension_set d ON d.id = e.dimension_set_id
          WHERE e.time_us >= :start AND e.time_us < :end GROUP BY 1, 2
          """,
        kept: """
          SELECT \(summed.slice) AS slice, \(summed.label) AS label, \(list(sums.map(\.column)))
          FROM \(summed.table) WHERE \(summed.slice) >= :keptStart AND \(summed.slice) < :keptEnd
          """,
        ["start": start, "end": end, "keptStart": keptStart, "keptEnd": end / width]
      ) { "\(Instant(seconds: $0 &* summed.seconds).rfc3339), \(summed.label) \($1)" }
      start = end
    }
    return Array(found.prefix(mostDifferences))
  }

  /// The time of the first event or sum at or after a time.
  private static func firstTime(_ db: Database, _ summed: SummedTable, atOrAfter start: Int64) throws
    -> Int64?
  {
    let width = summed.seconds * 1_000_000
    let event = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT min(time_us) FROM usage_event WHERE time_us >= ?"), arguments: [start])
    let slice = try Int64.fetchOne(
      db.cachedStatement(
        sql: "SELECT min(\(summed.slice)) FROM \(summed.table) WHERE \(summed.slice) >= ?"),
      arguments: [start.flooredQuotient(by: width)])
    let sum = slice.map { $0.multipliedReportingOverflow(by: width) }.flatMap {
      $0.overflow ? nil : $0.partialValue
    }
    return [event, sum].compactMap(\.self).min()
  }

  private static func daysAgainstHours(_ db: Database) throws -> [StoreDifference] {
    func all(_ table: String) -> String {
      """
      SELECT 0 AS slice, dimension_set_id AS label, \(list(sums.map { "sum(\($0.column))" }))
      FROM \(table) GROUP BY 2
      """
    }
    return try differences(db, "rollup_day", fresh: all("rollup_hour"), kept: all("rollup_day"), [:]) {
      "all days, dimension_set_id \($1)"
    }
  }

  /// Rows in which two queries differ; each has a bucket, a label and sums c0, c1 and so on.
  private static func differences(
    _ db: Database, _ table: String, fresh: String, kept: String, _ bounds: StatementArguments,
    place: (Int64, String) -> String
  ) throws -> [StoreDifference] {
    let columns = sums.indices.map { (kept: "coalesce(kept.c\($0), 0)", fresh: "coalesce(fresh.c\($0), 0)") }
    let statement = try db.cachedStatement(
      sql: """
        WITH fresh AS MATERIALIZED (\(fresh)), kept AS MATERIALIZED (\(kept))
        SELECT slice, label, \(columns.map { "\($0.kept), \($0.fresh)" }.joined(separator: ", "))
        FROM (SELECT slice, label FROM fresh UNION SELECT slice, label FROM kept)
        LEFT JOIN kept USING (slice, label) LEFT JOIN fresh USING (slice, label)
        WHERE \(columns.map { "\($0.kept) <> \($0.fresh)" }.joined(separator: " OR "))
        LIMIT \(mostDifferences)
        """)
    let rows = try Row.fetchAll(statement, arguments: bounds)
    var found: [StoreDifference] = []
    for row in rows {
      let place = place(row.int("slice"), row.text("label"))
      for (index, sum) in sums.enumerated() {
        let stored = Int64.fromDatabaseValue(row[2 + 2 * index]) ?? 0
        let recomputed = Int64.fromDatabaseValue(row[3 + 2 * index]) ?? 0
        guard stored != recomputed else { continue }
        found.append(
          StoreDifference(what: "\(table).\(sum.column) of \(place)", stored: stored, recomputed: recomputed))
      }
    }
    return found
  }

  /// The expressions as c0, c1 and so on.
  private static func list(_ expressions: [String]) -> String {
    expressions.enumerated().map { "\($1) AS c\($0)" }.joined(separator: ", ")
  }

  /// SQL of the rollup columns, in the same way as `RollupTotals` adds an event.
  private static let sums: [(column: String, of: String)] = [
    ("requests", "1"), ("errors", "flags & 1"),
    ("error_cost_nano_usd", "(flags & 1) * coalesce(cost_nano_usd, 0)"),
    ("input", "coalesce(input, 0)"), ("cache_read", "coalesce(cache_read, 0)"),
    ("cache_write_5m", "coalesce(cache_write_5m, 0)"), ("cache_write_1h", "coalesce(cache_write_1h, 0)"),
    ("output", "coalesce(output, 0)"), ("reasoning", "coalesce(reasoning, 0)"),
    ("web_search", "coalesce(web_search, 0)"), ("cost_nano_usd", "coalesce(cost_nano_usd, 0)"),
    ("cache_saved_nano_usd", "cache_saved_nano_usd"), ("unpriced_requests", "pricing & 7 IN (0, 5)"),
    (
      "unpriced_tokens",
      """
      (pricing & 7 = 0) * (coalesce(input, 0) + coalesce(cache_read, 0) + coalesce(cache_write_5m, 0)
        + coalesce(cache_write_1h, 0) + coalesce(output, 0))
      """
    ),
    ("estimated_requests", "pricing & 7 = 3"),
  ]

  /// SQLite's integrity report for the file; empty when it is intact.
  public func damages() throws -> [String] {
    try read { db in
      try String.fetchAll(db, sql: "PRAGMA quick_check").filter { $0 != "ok" }
    }
  }
}
