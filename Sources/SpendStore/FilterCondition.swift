import GRDB
import SpendCore

/// Filters, resolved to the label sets and names they admit.
struct FilterCondition {
  /// The label sets that are admitted; nil for all.
  private(set) var dimensionSets: [Int64]?
  private var features: Set<String>?
  private var nameConditions: [String] = []
  private let figureConditions: [String]
  private(set) var isImpossible = false

  init(_ filters: [DimensionFilter], _ figures: [FigureFilter], _ db: Database) throws {
    figureConditions = figures.map { "AND \(Self.column(of: $0.figure)) \($0.side.rawValue) \($0.bound)" }
    let byLabel = filters.filter { $0.dimension.labelColumn != nil }
    if !byLabel.isEmpty {
      let columns = byLabel.map { $0.dimension.labelColumn ?? "feature" }.joined(separator: ", ")
      let tests = try byLabel.map { try $0.predicate() }
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
      let test = try filter.predicate()
      var ids: [Int64] = []
      let statement = try RawStatement(db, sql: "SELECT id, text FROM name")
      try statement.forEachRow { if test(statement.text(1)) { ids.append(statement.int(0)) } }
      if test("") { ids.append(0) }
      nameConditions.append(
        "AND coalesce(r.\(column), 0) IN (\(ids.map(String.init).joined(separator: ",")))")
    }
  }

  private static func column(of figure: FigureFilter.Figure) -> String {
    switch figure {
    case .cost: "r.cost_nano_usd"
    case .latency: "r.latency_ms"
    case .firstToken: "r.ttft_ms"
    case .tokens:
      "(coalesce(r.input, 0) + coalesce(r.cache_read, 0) + coalesce(r.cache_write_5m, 0) + coalesce(r.cache_write_1h, 0) + coalesce(r.output, 0))"
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
    var parts = nameConditions + figureConditions
    if let dimensionSets {
      parts.append("AND r.dimension_set_id IN (\(dimensionSets.map(String.init).joined(separator: ",")))")
    }
    return parts.joined(separator: " ")
  }
}
