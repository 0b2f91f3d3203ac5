import GRDB
public import SpendCore

extension SQLiteStore: OwnerCostSource {
  /// Reads the events of the time range once for each 1.5 million owners, or fewer where an owner has several
  /// groups.
  public func ownerCosts(for query: SpendQuery, of owner: Dimension) throws -> OwnerCosts? {
    guard let column = owner.nameColumn, query.groups.allSatisfy({ $0.labelColumn != nil }) else {
      return nil
    }
    return try read { db in
      let condition = try FilterCondition(query.filters, query.figures, db)
      if condition.isImpossible { return OwnerCosts() }
      return try Self.ownerCosts(db, query, column, condition.sql(for: .events), zone: zone)
    }
  }

  static func ownerCosts(
    _ db: Database, _ query: SpendQuery, _ column: String, _ condition: String, zone: Zone,
    most: Int = 3_000_000
  ) throws -> OwnerCosts {
    let reader = try RollupReader(query, db)
    var owners = [OwnerCosts.Owners](repeating: .init(), count: reader.keys.count)
    var total = OwnerCosts.Owners()
    let range = RollupSQL(table: .events).range(query.window, zone: zone)
    var first: Int64 = 1
    var isFirst = true
    while true {
      var counter = OwnerCounter(from: first, most: most)
      let statement = try RawStatement(
        db,
        sql: """
          SELECT r.dimension_set_id, r.\(column), r.pricing & 7, coalesce(r.cost_nano_usd, 0) FROM usage_event r
          WHERE r.time_us >= \(range.0) AND r.time_us < \(range.1) AND r.\(column) >= \(first) \(condition)
          """)
      try statement.forEachRow {
        guard let group = reader.group(ofSet: statement.int(0)) else { return }
        let cost = statement.int(3)
        switch CostStatus(rawValue: UInt8(statement.int(2))) {
        case .unpriced, nil: break
        case .partial: counter.add(statement.int(1), group: group, partialCost: cost)
        case .priced, .logged, .estimated, .free:
          counter.add(statement.int(1), group: group)
          // The owner of a priced request counts, whichever pass it is counted in.
          if isFirst {
            owners[group].cost += Money(nanodollars: cost)
            total.cost += Money(nanodollars: cost)
          }
        }
      }
      counter.forEach { group, partialCost in
        let cost = Money(nanodollars: partialCost)
        if let group {
          owners[group].count += 1
          owners[group].cost += cost
        } else {
          total.count += 1
          total.cost += cost
        }
      }
      guard counter.isCut else { break }
      first = counter.range.upperBound
      isFirst = false
    }
    var costs = OwnerCosts()
    costs.total = total
    for (keys, owners) in zip(reader.keys, owners) where owners.count > 0 { costs.groups[keys] = owners }
    return costs
  }
}
