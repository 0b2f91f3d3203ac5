import GRDB
public import SpendCore

extension SQLiteStore {
  /// Whole hours are added up where they lie in the rollup, in one pass for all queries; the ends of the window
  /// as for any query.
  public func hourlyCosts(in window: TimeWindow, of queries: [HourlyCostQuery]) throws -> [[String: [Money]]]
  {
    try read { db in
      let filled = try endingLate(window, db)
      var costs = [[String: HourlyCosts]](repeating: [:], count: queries.count)
      var scans: [(window: TimeWindow, scan: HourScan)] = []
      for (place, asked) in queries.enumerated() {
        let query = asked.rows(in: window)
        let condition = try FilterCondition(asked.filters, [], db)
        if condition.isImpossible { continue }
        var ends = ResultAccumulator(query: query, zone: zone)
        for piece in plan(for: query, over: filled).pieces {
          guard piece.table == .hours else {
            try add(piece, query: query, condition: condition, to: &ends, db)
            continue
          }
          let known = scans.firstIndex { $0.window == piece.window }
          if known == nil { scans.append((piece.window, HourScan())) }
          try scans[known ?? scans.count - 1].scan.add(
            asked, at: place, reader: RollupReader(query, db), condition: condition, db)
        }
        for row in try ends.rows(names: { try Self.name($0, db) }) {
          guard let start = row.bucketStart else { continue }
          let key = HourlyCosts.key(row.keys.first ?? "", asked.named)
          costs[place][key, default: HourlyCosts(window)].add(row.sums.cost, at: start)
        }
      }
      for index in scans.indices {
        let range = RollupSQL(table: .hours).range(scans[index].window, zone: zone)
        try scans[index].scan.run(range, in: window, db, to: &costs)
      }
      return costs.map { $0.mapValues(\.costs) }
    }
  }
}
