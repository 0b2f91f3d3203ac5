import GRDB
public import SpendCore

extension SQLiteStore {
  /// The first groups of a query by users or by sessions, of which there may be millions. Reads the events of
  /// the time range once where there are few groups, and twice where there are many; memory is 8 bytes for each
  /// name and the sums of `most` groups then.
  ///
  /// - Parameters:
  ///   - metric: Groups with the most come first, equal ones by name; nil for the first names.
  ///   - most: Number of groups.
  /// - Returns: Nil for other queries.
  public func topRows(for query: SpendQuery, by metric: RankingMetric?, most: Int) throws -> TopRows? {
    try topRows(for: query, by: metric, most: most, namesInOnePass: 20_000)
  }

  /// - Parameter namesInOnePass: Groups that may have sums while events are read once.
  func topRows(
    for query: SpendQuery, by metric: RankingMetric?, most: Int, namesInOnePass: Int
  ) throws -> TopRows? {
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
      let statement = try RawStatement(db, sql: "SELECT \(NameSums.columns(name: name)) \(events)")
      if let all = try NameSums.few(statement, most: namesInOnePass, includesLatency: query.includesLatency) {
        return try Self.first(most, of: all, by: metric, db)
      }
      let ranking = try NameRanking(db, name: name, metric: metric, events: events, most: most)
      var first = NameSums(of: ranking.first, includesLatency: query.includesLatency)
      try statement.forEachRow { first.add(statement) }
      return TopRows(
        rows: try ranking.first.map { try Self.row($0, first, db) }, rest: first.sums(of: nil),
        restCount: ranking.count - ranking.first.count)
    }
  }

  private static func first(
    _ most: Int, of all: NameSums, by metric: RankingMetric?, _ db: Database
  ) throws -> TopRows {
    let ranked = try all.places.keys.map { try row($0, all, db) }
      .map { (rank: metric?.rank($0.sums) ?? 0, row: $0) }
      .sorted { a, b in
        a.rank != b.rank
          ? a.rank > b.rank : a.row.keys[0].utf8.lexicographicallyPrecedes(b.row.keys[0].utf8)
      }
    let rest = ranked.dropFirst(most)
    return TopRows(
      rows: ranked.prefix(most).map(\.row), rest: rest.reduce(into: SpendSums()) { $0 += $1.row.sums },
      restCount: rest.count)
  }

  private static func row(_ id: Int64, _ sums: NameSums, _ db: Database) throws -> SpendRow {
    SpendRow(keys: [id == 0 ? "" : try name(id, db) ?? ""], sums: sums.sums(of: id))
  }
}
