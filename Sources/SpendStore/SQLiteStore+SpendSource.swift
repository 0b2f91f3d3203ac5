import GRDB
public import SpendCore

extension SQLiteStore: SpendSource {
  public func rows(for query: SpendQuery) throws -> [SpendRow] {
    try read { db in
      var answer = AnswerTable(query: query, zone: zone)
      let condition = try FilterCondition(query.filters, query.figures, db)
      if condition.isImpossible { return [] }
      for piece in plan(for: query).pieces {
        try add(piece, query: query, condition: condition, to: &answer, db)
        if query.includesLatency {
          try addLatency(piece, query: query, condition: condition, to: &answer, db)
        }
      }
      return try answer.rows(names: {
        try String.fetchOne(db, sql: "SELECT text FROM name WHERE id = ?", arguments: [$0])
      })
    }
  }

  private func plan(for query: SpendQuery) -> QueryPlan {
    let dimensions = query.groups + query.filters.map(\.dimension)
    if !query.figures.isEmpty || dimensions.contains(where: { $0.labelColumn == nil }) {
      return QueryPlan(pieces: [.init(table: .events, window: query.window)])
    }
    let usesDays = rollupZone == zone.name
    switch query.bucket {
    case .quarterHour:
      guard dimensions.allSatisfy({ $0 == .feature }), !query.includesLatency else {
        return QueryPlan(pieces: [.init(table: .events, window: query.window)])
      }
      return quarterPlan(query.window)
    case .hour: return QueryPlan.tiling(query.window, days: nil)
    case .day, .week, .month:
      if usesDays { return QueryPlan.tiling(query.window, days: zone) }
      // Hours may straddle a midnight of zones that are off by a fraction of an hour.
      let cutsHours = zone.offsetSeconds(at: query.window.start) % 3_600 != 0
      return cutsHours
        ? QueryPlan(pieces: [.init(table: .events, window: query.window)])
        : QueryPlan.tiling(query.window, days: nil)
    case nil: return QueryPlan.tiling(query.window, days: usesDays ? zone : nil)
    }
  }

  private func quarterPlan(_ window: TimeWindow) -> QueryPlan {
    let width: Int64 = 900_000_000
    let first = Instant(
      microseconds: (window.start.microseconds + width - 1).flooredQuotient(by: width) * width)
    let last = Instant(microseconds: window.end.microseconds.flooredQuotient(by: width) * width)
    guard first < last else { return QueryPlan(pieces: [.init(table: .events, window: window)]) }
    let pieces: [QueryPlan.Piece] = [
      .init(table: .events, window: TimeWindow(start: window.start, end: first)),
      .init(table: .quarters, window: TimeWindow(start: first, end: last)),
      .init(table: .events, window: TimeWindow(start: last, end: window.end)),
    ]
    return QueryPlan(pieces: pieces.filter { $0.window.end > $0.window.start })
  }

  private func add(
    _ piece: QueryPlan.Piece, query: SpendQuery, condition: FilterCondition, to answer: inout AnswerTable,
    _ db: Database
  ) throws {
    let from = RollupSQL(table: piece.table)
    let range = from.range(piece.window, zone: zone)
    let groups = query.groups.map { from.column(of: $0) }
    let slot = query.bucket == nil ? "0" : from.slot(query.bucket)
    let keys = ["\(slot) AS slot"] + groups
    let group = (1...keys.count).map(String.init).joined(separator: ", ")
    let sql = """
      SELECT \(keys.joined(separator: ", ")), \(from.sums) FROM \(from.source)
      WHERE \(from.time) >= \(range.0) AND \(from.time) < \(range.1) \(condition.sql(for: piece.table))
      GROUP BY \(group)
      """
    let statement = try RawStatement(db, sql: sql)
    try statement.forEachRow {
      var column = Int32(1)
      var values: [String] = []
      for _ in groups {
        values.append(statement.text(column))
        column += 1
      }
      let totals = RollupTotals {
        defer { column += 1 }
        return statement.int(column)
      }
      answer.add(totals.sums, slot: from.instant(ofSlot: statement.int(0)), keys: values)
    }
  }

  private func addLatency(
    _ piece: QueryPlan.Piece, query: SpendQuery, condition: FilterCondition, to answer: inout AnswerTable,
    _ db: Database
  ) throws {
    let from = RollupSQL(table: piece.table)
    let range = from.range(piece.window, zone: zone)
    let groups = query.groups.map { from.column(of: $0) }
    let keys = [query.bucket == nil ? "0" : from.slot(query.bucket)] + groups
    switch piece.table {
    case .events:
      let statement = try RawStatement(
        db,
        sql: """
          SELECT \(keys.joined(separator: ", ")), r.latency_ms, r.ttft_ms FROM \(from.source)
          WHERE \(from.time) >= \(range.0) AND \(from.time) < \(range.1) \(condition.sql(for: .events))
            AND (r.latency_ms IS NOT NULL OR r.ttft_ms IS NOT NULL)
          """)
      try statement.forEachRow {
        let values = groups.indices.map { statement.text(Int32($0 + 1)) }
        let next = Int32(groups.count + 1)
        answer.addLatency(
          statement.optionalInt(next).map { Int32(clamping: $0) },
          firstToken: statement.optionalInt(next + 1).map { Int32(clamping: $0) },
          slot: from.instant(ofSlot: statement.int(0)), keys: values)
      }
    case .hours, .days, .quarters:
      let statement = try RawStatement(
        db,
        sql: """
          SELECT \(keys.joined(separator: ", ")), r.kind, r.buckets
          FROM \(piece.table == .days ? "latency_histogram_day" : "latency_histogram") r JOIN dimension_set d ON d.id = r.dimension_set_id
          WHERE \(from.time) >= \(range.0) AND \(from.time) < \(range.1) \(condition.sql(for: piece.table))
          """)
      try statement.forEachRow {
        let values = groups.indices.map { statement.text(Int32($0 + 1)) }
        let next = Int32(groups.count + 1)
        let histogram = LatencyCounts.histogram(statement.blob(next + 1))
        answer.addHistogram(
          histogram, isFirstToken: statement.int(next) == 1, slot: from.instant(ofSlot: statement.int(0)),
          keys: values)
      }
    }
  }

  public func generation() throws -> Int64 {
    try read { try Int64.fetchOne($0, sql: "SELECT value FROM meta WHERE key = 'generation'") ?? 0 }
  }

  /// The whole hours that events fall into, from the first to the last; nil while there are none.
  public func recordedHours() throws -> TimeWindow? {
    try read { db in
      // Two questions: SQLite finds the end of an index only for one of them at a time.
      let row = try Row.fetchOne(
        db,
        sql:
          "SELECT (SELECT min(hour) FROM rollup_hour) AS first, (SELECT max(hour) FROM rollup_hour) AS last")
      guard let first = row?["first"] as Int64?, let last = row?["last"] as Int64? else { return nil }
      return TimeWindow(start: Instant(seconds: first * 3_600), end: Instant(seconds: (last + 1) * 3_600))
    }
  }

  public func health() throws -> StoreHealth {
    try read { db in
      var health = StoreHealth()
      let meta = try Row.fetchAll(db, sql: "SELECT key, value FROM meta WHERE key <> 'timezone'")
      for row in meta {
        let value: Int64 = row["value"]
        switch row["key"] as String {
        case "events": health.events = value
        case "last_ingest_us": health.lastIngest = Instant(microseconds: value)
        default: break
        }
      }
      health.firstEvent = try Int64.fetchOne(
        db, sql: "SELECT time_us FROM usage_event ORDER BY time_us LIMIT 1"
      )
      .map(Instant.init(microseconds:))
      health.lastEvent = try Int64.fetchOne(
        db, sql: "SELECT time_us FROM usage_event ORDER BY time_us DESC LIMIT 1"
      ).map(Instant.init(microseconds:))
      let sources = try Row.fetchOne(
        db, sql: "SELECT count(*) AS files, coalesce(sum(rejected), 0) AS rejected FROM source_file")
      health.sources = sources?["files"] ?? 0
      health.rejectedLines = sources?["rejected"] ?? 0
      let unpriced = try Row.fetchOne(
        db,
        sql: """
          SELECT coalesce(sum(r.unpriced_requests), 0) AS requests, count(DISTINCT d.provider || '/' || d.model) AS models
          FROM rollup_day r JOIN dimension_set d ON d.id = r.dimension_set_id WHERE r.unpriced_requests > 0
          """)
      health.unpricedRequests = unpriced?["requests"] ?? 0
      health.unpricedModels = unpriced?["models"] ?? 0
      let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      health.bytesOnDisk = try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
      return health
    }
  }
}

/// The SQL words of one table.
private struct RollupSQL {
  var table: QueryPlan.Table

  /// Alias r for the table, d for the labels.
  var source: String {
    switch table {
    case .events:
      "usage_event r JOIN dimension_set d ON d.id = r.dimension_set_id"
    case .hours: "rollup_hour r JOIN dimension_set d ON d.id = r.dimension_set_id"
    case .days: "rollup_day r JOIN dimension_set d ON d.id = r.dimension_set_id"
    case .quarters: "rollup_15m r"
    }
  }

  var time: String {
    switch table {
    case .events: "r.time_us"
    case .hours: "r.hour"
    case .days: "r.day"
    case .quarters: "r.quarter"
    }
  }

  func range(_ window: TimeWindow, zone: Zone) -> (Int64, Int64) {
    switch table {
    case .events: (window.start.microseconds, window.end.microseconds)
    case .hours: (window.start.seconds / 3_600, window.end.seconds / 3_600)
    case .days: (Self.dayNumber(window.start, zone), Self.dayNumber(window.end, zone))
    case .quarters: (window.start.seconds / 900, window.end.seconds / 900)
    }
  }

  private static func dayNumber(_ instant: Instant, _ zone: Zone) -> Int64 {
    let local = zone.civil(instant)
    return Int64(CivilTime.daysSince1970(year: local.year, month: local.month, day: local.day))
  }

  /// The finest slice this table can tell apart that still falls into one of `width`.
  func slot(_ width: BucketWidth?) -> String {
    switch table {
    case .events: "r.time_us / 900000000"
    case .hours, .days, .quarters: time
    }
  }

  /// A moment inside a slot: the answer's own slices are cut from it. Days are local, so noon as UTC.
  func instant(ofSlot slot: Int64) -> SlotTime {
    switch table {
    case .events, .quarters: .instant(Instant(seconds: slot * 900))
    case .hours: .instant(Instant(seconds: slot * 3_600))
    case .days: .localDay(slot)
    }
  }

  func column(of dimension: Dimension) -> String {
    if table == .quarters { return "r.feature" }
    if let column = dimension.labelColumn { return "d.\(column)" }
    return "coalesce(r.\(dimension.nameColumn ?? "user_id"), 0)"
  }

  var sums: String {
    guard table == .events else {
      return RollupTotals.columns.map { "sum(r.\($0))" }.joined(separator: ", ")
    }
    let billed =
      "coalesce(r.input, 0) + coalesce(r.cache_read, 0) + coalesce(r.cache_write_5m, 0) + coalesce(r.cache_write_1h, 0) + coalesce(r.output, 0)"
    return """
      count(*), sum(r.flags & 1), sum(CASE WHEN r.flags & 1 THEN coalesce(r.cost_nano_usd, 0) ELSE 0 END),
      sum(coalesce(r.input, 0)), sum(coalesce(r.cache_read, 0)), sum(coalesce(r.cache_write_5m, 0)),
      sum(coalesce(r.cache_write_1h, 0)), sum(coalesce(r.output, 0)), sum(coalesce(r.reasoning, 0)),
      sum(coalesce(r.web_search, 0)), sum(coalesce(r.cost_nano_usd, 0)), sum(r.cache_saved_nano_usd),
      sum(r.pricing & 7 IN (0, 5)), sum(CASE WHEN r.pricing & 7 = 0 THEN \(billed) ELSE 0 END),
      sum(r.pricing & 7 = 3)
      """
  }
}

/// When a stored slot is: a moment, or a whole local day.
enum SlotTime {
  case instant(Instant)
  case localDay(Int64)
}

/// Filters, resolved to the label sets and names they admit.
private struct FilterCondition {
  private var dimensionSets: [Int64]?
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

/// Rows being gathered from several pieces: one for each slice and group.
private struct AnswerTable {
  private struct Key: Hashable {
    var bucket: Int64
    var keys: [String]
  }

  private let query: SpendQuery
  private let zone: Zone
  private var sums: [Key: SpendSums] = [:]

  init(query: SpendQuery, zone: Zone) {
    self.query = query
    self.zone = zone
  }

  private func bucket(_ slot: SlotTime) -> Int64 {
    guard let width = query.bucket else { return 0 }
    switch slot {
    case .instant(let instant): return zone.start(of: width, instant).microseconds
    case .localDay(let day):
      let noon = CivilTime(Instant(seconds: day * 86_400 + 43_200))
      return zone.start(of: width, zone.instant(noon)).microseconds
    }
  }

  mutating func add(_ added: SpendSums, slot: SlotTime, keys: [String]) {
    sums[Key(bucket: bucket(slot), keys: keys), default: SpendSums()] += added
  }

  mutating func addLatency(_ latency: Int32?, firstToken: Int32?, slot: SlotTime, keys: [String]) {
    let key = Key(bucket: bucket(slot), keys: keys)
    if let latency { sums[key, default: SpendSums()].latency.add(milliseconds: latency) }
    if let firstToken { sums[key, default: SpendSums()].firstToken.add(milliseconds: firstToken) }
  }

  mutating func addHistogram(
    _ histogram: LatencyHistogram, isFirstToken: Bool, slot: SlotTime, keys: [String]
  ) {
    let key = Key(bucket: bucket(slot), keys: keys)
    if isFirstToken {
      sums[key, default: SpendSums()].firstToken.merge(histogram)
    } else {
      sums[key, default: SpendSums()].latency.merge(histogram)
    }
  }

  /// The rows, the ids of names resolved.
  func rows(names: (Int64) throws -> String?) throws -> [SpendRow] {
    try sums.map { key, sums in
      let keys = try zip(query.groups, key.keys).map { dimension, value in
        dimension.nameColumn == nil ? value : try names(Int64(value) ?? 0) ?? ""
      }
      let start = query.bucket == nil ? nil : Instant(microseconds: key.bucket)
      return SpendRow(keys: keys, bucketStart: start, sums: sums)
    }
  }
}
