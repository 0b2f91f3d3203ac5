import GRDB
import SpendCore

/// Adds up the costs of whole hours for several queries in one pass over the rollup: there are millions of rows.
struct HourScan {
  private struct Sums {
    let query: Int
    let names: [String]
    /// The place of each label set's name in `names`; none where a filter leaves the label set out.
    let places: GroupTable
    /// By place and hour; empty until a row belongs there.
    var hours: [[Int64]]
  }

  private var sums: [Sums] = []

  /// - Parameter query: the place of the query in the results.
  mutating func add(
    _ query: HourlyCostQuery, at place: Int, reader: RollupReader, condition: FilterCondition, _ db: Database
  ) throws {
    var shown = NumberedNames()
    let placeOfGroup = reader.keys.map {
      shown.number(of: HourlyCosts.key($0.first ?? "", query.named))
    }
    var places = GroupTable()
    for id in try condition.dimensionSets ?? Int64.fetchAll(db, sql: "SELECT id FROM dimension_set") {
      if let group = reader.group(ofSet: id) { places.set(placeOfGroup[group], for: id) }
    }
    sums.append(
      Sums(
        query: place, names: shown.names, places: places,
        hours: Array(repeating: [], count: shown.names.count)))
  }

  /// Reads the hours of a range and adds them to the costs of each query.
  mutating func run(
    _ range: (Int64, Int64), in window: TimeWindow, _ db: Database, to costs: inout [[String: HourlyCosts]]
  ) throws {
    let statement = try RawStatement(
      db,
      sql: """
        SELECT r.hour, r.dimension_set_id, r.cost_nano_usd FROM rollup_hour r
        WHERE r.hour >= \(range.0) AND r.hour < \(range.1)
        """)
    // Plain sums, made costs at the end.
    let count = Int(max(0, range.1 - range.0))
    try statement.forEachRow {
      let hour = Int(statement.int(0) - range.0)
      let id = statement.int(1)
      let cost = statement.int(2)
      for index in sums.indices {
        guard let place = sums[index].places[id] else { continue }
        if sums[index].hours[place].isEmpty {
          sums[index].hours[place] = [Int64](repeating: 0, count: count)
        }
        sums[index].hours[place][hour] &+= cost
      }
    }
    for sum in sums {
      for (name, hours) in zip(sum.names, sum.hours) where !hours.isEmpty {
        var named = costs[sum.query][name] ?? HourlyCosts(window)
        for (index, cost) in hours.enumerated() where cost != 0 {
          named.add(Money(nanodollars: cost), hour: range.0 + Int64(index))
        }
        costs[sum.query][name] = named
      }
    }
  }
}
