import GRDB
import SpendCore

/// Filters, resolved to the label sets and names they admit.
struct FilterCondition {
  private var dimensionSets: [Int64]?
  private var features: Set<String>?
  private var nameConditions: [String] = []
  private(set) var isImpossible = false

  init(_ filters: [DimensionFilter], _ db: Database) throws {
    let byLabel = filters.filter { $0.dimension.labelColumn != nil }
    if !byLabel.isEmpty {
      let columns = byLabel.map { $0.dimension.labelColumn ?? "feature" }.joined(separator: ", ")
      let tests = try byLabel.map { try Self.predicate($0.test) }
      var ids: [Int64] = []
      let statement = try RawStatement(db, sql: "SELECT id, \(columns) FROM dimension_set")
      try statement.forEachRow {
        let holds = tests.indices.allSatisfy { tests[$0](statement.text(Int32($0 + 1))) }
        if holds { ids.append(statement.int(0)) }
      }
      dimensionSets = ids
      isImpossible = ids.isEmpty
      if byLabel.allSatisfy({ $0.dimension == .feature }) {
        features = Set(
          try String.fetchAll(db, sql: "SELECT DISTINCT feature FROM dimension_set").filter { feature in
            tests.allSatisfy { $0(feature) }
          })
      }
    }
    for filter in filters {
      guard let column = filter.dimension.nameColumn else { continue }
      let test = try Self.predicate(filter.test)
      var ids: [Int64] = []
      let statement = try RawStatement(db, sql: "SELECT id, text FROM name")
      try statement.forEachRow { if test(statement.text(1)) { ids.append(statement.int(0)) } }
      if test("") { ids.append(0) }
      nameConditions.append(
        "AND coalesce(r.\(column), 0) IN (\(ids.map(String.init).joined(separator: ",")))")
    }
  }

  private static func predicate(_ test: DimensionFilter.Test) throws -> (String) -> Bool {
    switch test {
    case .equals(let wanted):
      let value = wanted == Dimension.none ? "" : wanted
      return { $0 == value }
    case .differs(let unwanted):
      let value = unwanted == Dimension.none ? "" : unwanted
      return { $0 != value }
    case .matches(let pattern):
      let expression = try Regex(pattern)
      return { (try? expression.firstMatch(in: $0)) ?? nil != nil }
    }
  }

  func sql(for table: QueryPlan.Table) -> String {
    if table == .quarters {
      guard let features else { return "" }
      let quoted = features.sorted().map {
        "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
      }
      return "AND r.feature IN (\(quoted.joined(separator: ",")))"
    }
    var parts = nameConditions
    if let dimensionSets {
      parts.append("AND r.dimension_set_id IN (\(dimensionSets.map(String.init).joined(separator: ",")))")
    }
    return parts.joined(separator: " ")
  }
}
