import GRDB
public import SpendCore

extension SQLiteStore {
  /// The first groups of a query by users or by sessions, of which there may be millions. Reads the events of
  /// the time range twice; memory is 8 bytes for each name and the sums of `most` groups.
  ///
  /// - Parameters:
  ///   - metric: Groups with the most come first, equal ones by name; nil for the first names.
  ///   - most: Number of groups.
  /// - Returns: Nil for other queries.
  public func topRows(for query: SpendQuery, by metric: RankingMetric?, most: Int) throws -> TopRows? {
    guard query.groups.count == 1, let column = query.groups[0].nameColumn, query.bucket == nil else {
      return nil
    }
    return try read { db in
      let condition = try FilterCondition(query.filters, query.figures, db)
      if condition.isImpossible { return TopRows() }
      let from = RollupSQL(table: .events)
      let range = from.range(try endingLate(query.window, db), zone: zone)
      let events = """
        FROM usage_event r WHERE r.time_us >= \(range.0) AND r.time_us < \(range.1)
        \(condition.sql(for: .events))
        """
      let name = "coalesce(r.\(column), 0)"
      let ranking = try NameRanking(db, name: name, metric: metric, events: events, most: most)
      var slots: [Int64: Int] = [:]
      for (slot, id) in ranking.first.enumerated() { slots[id] = slot }
      var totals = [RollupTotals](repeating: RollupTotals(), count: ranking.first.count + 1)
      var durations = [(latency: LatencyHistogram, firstToken: LatencyHistogram)](
        repeating: (LatencyHistogram(), LatencyHistogram()), count: totals.count)
      let statement = try RawStatement(
        db,
        sql: """
          SELECT \(name), r.latency_ms, r.ttft_ms, \(RollupTotals.eventColumns.map { "r.\($0)" }.joined(separator: ", "))
          \(events)
          """
      )
      try statement.forEachRow {
        let slot = slots[statement.int(0)] ?? ranking.first.count
        totals[slot].add(RollupTotals(ofEvent: statement, from: 3))
        guard query.includesLatency else { return }
        if let latency = statement.optionalInt(1) {
          durations[slot].latency.add(milliseconds: Int32(clamping: latency))
        }
        if let firstToken = statement.optionalInt(2) {
          durations[slot].firstToken.add(milliseconds: Int32(clamping: firstToken))
        }
      }
      let sums = zip(totals, durations).map { totals, durations in
        var sums = totals.sums
        (sums.latency, sums.firstToken) = (durations.latency, durations.firstToken)
        return sums
      }
      let rows = try zip(ranking.first, sums).map { id, sums in
        SpendRow(keys: [id == 0 ? "" : try Self.name(id, db) ?? ""], sums: sums)
      }
      return TopRows(rows: rows, rest: sums[ranking.first.count], restCount: ranking.count - rows.count)
    }
  }
}
