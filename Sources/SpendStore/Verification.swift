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
      var sums = try SumVerification(db, from: from)
      var found = try sums.differences()
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

  /// SQLite's integrity report for the file; empty when it is intact.
  public func damages() throws -> [String] {
    try read { db in
      try String.fetchAll(db, sql: "PRAGMA quick_check").filter { $0 != "ok" }
    }
  }
}
