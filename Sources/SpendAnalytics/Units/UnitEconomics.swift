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
  ///   - rows: grouped by some dimensions.
  ///   - sessions: the sessions of these groups; nil leaves sessions out.
  ///   - customers: the same of customers.
  public init(rows: [SpendRow], sessions: OwnerCosts?, customers: OwnerCosts?) {
    self.rows = rows.map { row in
      Row(
        keys: row.keys, sums: row.sums,
        units: UnitCosts(
          row.sums, sessions: sessions.map { $0.groups[row.keys] ?? .init() },
          customers: customers.map { $0.groups[row.keys] ?? .init() }))
    }.sorted { first, second in
      first.sums.cost != second.sums.cost
        ? first.sums.cost > second.sums.cost : first.keys.lexicographicallyPrecedes(second.keys)
    }
    let sums = rows.reduce(into: SpendSums()) { $0 += $1.sums }
    total = Row(
      keys: [], sums: sums,
      units: UnitCosts(sums, sessions: sessions?.total, customers: customers?.total))
  }
}
