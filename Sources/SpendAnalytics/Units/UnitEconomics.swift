public import SpendCore

/// Cost per unit of work, by the values of some dimensions.
public struct UnitEconomics: Sendable {
  public struct Row: Sendable {
    public var keys: [String]
    public var sums: SpendSums
    public var units: UnitCosts
  }

  /// The costliest rows first, equal ones by name.
  public let rows: [Row]
  public let total: Row

  /// - Parameters:
  ///   - rows: grouped by the dimensions.
  ///   - sessions: rows grouped by the dimensions and the session; nil leaves sessions out.
  ///   - customers: the same by customer.
  ///   - dimensions: number of the dimensions.
  public init(rows: [SpendRow], sessions: [SpendRow]?, customers: [SpendRow]?, dimensions: Int) {
    let sessionsOf = sessions.map { Self.owners($0, dimensions) }
    let customersOf = customers.map { Self.owners($0, dimensions) }
    self.rows = rows.map { row in
      Row(
        keys: row.keys, sums: row.sums,
        units: UnitCosts(
          row.sums, sessions: sessionsOf.map { $0[row.keys] ?? .init() },
          customers: customersOf.map { $0[row.keys] ?? .init() }))
    }.sorted { first, second in
      first.sums.cost != second.sums.cost
        ? first.sums.cost > second.sums.cost : first.keys.lexicographicallyPrecedes(second.keys)
    }
    let sums = rows.reduce(into: SpendSums()) { $0 += $1.sums }
    total = Row(
      keys: [], sums: sums,
      units: UnitCosts(
        sums, sessions: sessions.map { Self.owners(Self.withoutKeys($0), 0)[[]] ?? .init() },
        customers: customers.map { Self.owners(Self.withoutKeys($0), 0)[[]] ?? .init() }))
  }

  /// A session with requests of two rows is one session in the total.
  private static func withoutKeys(_ rows: [SpendRow]) -> [SpendRow] {
    var sums: [String: SpendSums] = [:]
    for row in rows { sums[row.keys.last ?? "", default: SpendSums()] += row.sums }
    return sums.map { SpendRow(keys: [$0.key], sums: $0.value) }
  }

  private static func owners(_ rows: [SpendRow], _ dimensions: Int) -> [[String]: UnitCosts.Owners] {
    var owners: [[String]: UnitCosts.Owners] = [:]
    for row in rows where row.sums.requests > row.sums.unpricedRequests && row.keys.last != "" {
      owners[Array(row.keys.prefix(dimensions)), default: .init()].count += 1
      owners[Array(row.keys.prefix(dimensions)), default: .init()].cost += row.sums.cost
    }
    return owners
  }
}
