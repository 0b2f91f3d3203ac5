import GRDB
public import SpendCore

extension SQLiteStore {
  /// Whole hours are added up where they lie in the rollup; the ends of the window as for any query.
  public func hourlyCosts(
    in window: TimeWindow, by group: Dimension?, filters: [DimensionFilter], named: Set<String>?
  ) throws -> [String: [Money]] {
    var query = SpendQuery(window: window, groups: group.map { [$0] } ?? [], bucket: .hour, filters: filters)
    query.includesOnlyCost = true
    return try read { db in
      let condition = try FilterCondition(filters, [], db)
      if condition.isImpossible { return [:] }
      var costs: [String: HourlyCosts] = [:]
      var ends = ResultAccumulator(query: query, zone: zone)
      for piece in plan(for: query, over: try endingLate(window, db)).pieces {
        if piece.table == .hours {
          let from = RollupSQL(table: .hours)
          try RollupReader(query, db).addHours(
            from.range(piece.window, zone: zone), in: window, named: named,
            condition: condition.sql(for: .hours), db, to: &costs)
        } else {
          try add(piece, query: query, condition: condition, to: &ends, db)
        }
      }
      for row in try ends.rows(names: { try Self.name($0, db) }) {
        guard let start = row.bucketStart else { continue }
        let key = HourlyCosts.key(row.keys.first ?? "", named)
        costs[key, default: HourlyCosts(window)].add(row.sums.cost, at: start)
      }
      return costs.mapValues(\.costs)
    }
  }
}
