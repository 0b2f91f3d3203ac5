import GRDB
public import SpendCore

extension SQLiteStore: SpendSource {
  public var interruption: (@Sendable () -> Void)? {
    { [queue] in queue.interrupt() }
  }

  public func rows(for query: SpendQuery) throws -> [SpendRow] {
    try read { db in
      var answer = ResultAccumulator(query: query, zone: zone)
      let condition = try FilterCondition(query.filters, query.figures, db)
      if condition.isImpossible { return [] }
      let pieces = plan(for: query, over: try endingLate(query.window, db)).pieces
      if pieces.count == 1, !query.includesLatency, pieces[0].table == .hours || pieces[0].table == .days {
        return try scan(pieces[0], query, condition, answer, db)
      }
      for piece in pieces {
        try add(piece, query: query, condition: condition, to: &answer, db)
        if query.includesLatency {
          try addLatency(piece, query: query, condition: condition, to: &answer, db)
        }
      }
      return try answer.rows(names: { try Self.name($0, db) })
    }
  }

  static func name(_ id: Int64, _ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT text FROM name WHERE id = ?", arguments: [id])
  }

  /// The window, extended to the end of its last hour when the newest event is older than the window's end:
  /// a window that ends now is then answered from whole hours, not from the events of the begun one.
  func endingLate(_ window: TimeWindow, _ db: Database) throws -> TimeWindow {
    let newest = try Int64.fetchOne(db, sql: "SELECT time_us FROM usage_event ORDER BY time_us DESC LIMIT 1")
    guard let newest, newest < window.end.microseconds, window.start < window.end else { return window }
    return TimeWindow(start: window.start, end: window.end.roundedUp(toSeconds: 3_600))
  }

  func plan(for query: SpendQuery, over window: TimeWindow) -> QueryPlan {
    let dimensions = query.groups + query.filters.map(\.dimension)
    if !query.figures.isEmpty || dimensions.contains(where: { $0.labelColumn == nil }) {
      return QueryPlan(pieces: [.init(table: .events, window: window)])
    }
    let quarters = dimensions.allSatisfy { $0 == .feature } && !query.includesLatency
    let usesDays = rollupZone == zone.name
    switch query.bucket {
    case .quarterHour:
      return quarters
        ? quarterPlan(window) : QueryPlan(pieces: [.init(table: .events, window: window)])
    case .hour where query.cutsLocalHours && zone.hasPartialHours(in: window):
      return quarters
        ? quarterPlan(window) : QueryPlan(pieces: [.init(table: .events, window: window)])
    case .hour: return QueryPlan.tiling(window, days: nil, quarters: quarters)
    case .day, .week, .month:
      if usesDays { return QueryPlan.tiling(window, days: zone, quarters: quarters) }
      // Hours may straddle a midnight of zones that are off by a fraction of an hour.
      return zone.hasPartialHours(in: window)
        ? QueryPlan(pieces: [.init(table: .events, window: window)])
        : QueryPlan.tiling(window, days: nil, quarters: quarters)
    case nil: return QueryPlan.tiling(window, days: usesDays ? zone : nil, quarters: quarters)
    }
  }

  /// The rows of a single piece of a rollup. All rows are distinct, so the merge of equal rows is omitted.
  private func scan(
    _ piece: QueryPlan.Piece, _ query: SpendQuery, _ condition: FilterCondition, _ answer: ResultAccumulator,
    _ db: Database
  ) throws -> [SpendRow] {
    let from = RollupSQL(table: piece.table)
    var rows: [SpendRow] = []
    try RollupReader(query, db).run(
      from, range: from.range(piece.window, zone: zone), condition: condition.sql(for: piece.table), db,
      slice: { answer.bucket(from.instant(ofSlot: $0)) },
      found: { slice, keys, totals in
        let start = query.bucket == nil ? nil : Instant(microseconds: slice)
        rows.append(SpendRow(keys: keys, bucketStart: start, sums: totals.sums))
      })
    return rows
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

  func add(
    _ piece: QueryPlan.Piece, query: SpendQuery, condition: FilterCondition,
    to answer: inout ResultAccumulator,
    _ db: Database
  ) throws {
    let from = RollupSQL(table: piece.table)
    let range = from.range(piece.window, zone: zone)
    let isEventsCost = piece.table == .events && query.includesOnlyCost
    if piece.table == .hours || piece.table == .days || isEventsCost && !query.needsNames {
      return try RollupReader(query, db).run(
        from, range: range, condition: condition.sql(for: piece.table), db,
        slice: { answer.bucket(from.instant(ofSlot: $0)) },
        found: { answer.add($2.sums, bucket: $0, keys: $1) })
    }
    let groups = query.groups.map { from.column(of: $0) }
    let slot = query.bucket == nil ? "0" : from.finestSlot
    let keys = ["\(slot) AS slot"] + groups
    // One group needs no order, but has a row even when it is empty.
    let isOne = query.bucket == nil && groups.isEmpty
    let group = isOne ? "" : "GROUP BY " + (1...keys.count).map(String.init).joined(separator: ", ")
    let sql = """
      SELECT \(keys.joined(separator: ", ")), \(from.sums) FROM \(from.source(groupedBy: query.groups))
      WHERE \(from.time) >= \(range.0) AND \(from.time) < \(range.1) \(condition.sql(for: piece.table))
      \(group)
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
      if isOne, totals.requests == 0 { return }
      answer.add(
        totals.sums, bucket: answer.bucket(from.instant(ofSlot: statement.int(0))), keys: values)
    }
  }

  private func addLatency(
    _ piece: QueryPlan.Piece, query: SpendQuery, condition: FilterCondition,
    to answer: inout ResultAccumulator,
    _ db: Database
  ) throws {
    let from = RollupSQL(table: piece.table)
    let range = from.range(piece.window, zone: zone)
    let groups = query.groups.map { from.column(of: $0) }
    let keys = [query.bucket == nil ? "0" : from.finestSlot] + groups
    switch piece.table {
    case .events:
      let statement = try RawStatement(
        db,
        sql: """
          SELECT \(keys.joined(separator: ", ")), r.latency_ms, r.ttft_ms FROM \(from.source(groupedBy: query.groups))
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
      try RollupReader(query, db).histograms(
        from, range: range, condition: condition.sql(for: piece.table), db,
        slice: { answer.bucket(from.instant(ofSlot: $0)) },
        found: { answer.addHistograms($2, firstToken: $3, bucket: $0, keys: $1) })
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
      guard let first = row?.optionalInt("first"), let last = row?.optionalInt("last") else { return nil }
      return TimeWindow(start: Instant(hour: first), end: Instant(hour: last &+ 1))
    }
  }

  public func health() throws -> StoreHealth {
    try read { db in
      var health = StoreHealth()
      let meta = try Row.fetchAll(db, sql: "SELECT key, value FROM meta WHERE key <> 'timezone'")
      for row in meta {
        let value = row.int("value")
        switch row.text("key") {
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
      health.sources = sources?.int("files") ?? 0
      health.rejectedLines = sources?.int("rejected") ?? 0
      let unpriced = try Row.fetchOne(
        db,
        sql: """
          SELECT coalesce(sum(r.unpriced_requests), 0) AS requests, count(DISTINCT d.provider || '/' || d.model) AS models
          FROM rollup_day r JOIN dimension_set d ON d.id = r.dimension_set_id WHERE r.unpriced_requests > 0
          """)
      health.unpricedRequests = unpriced?.int("requests") ?? 0
      health.unpricedModels = unpriced?.int("models") ?? 0
      let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      health.bytesOnDisk = try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
      return health
    }
  }
}

extension SpendQuery {
  /// True when a group is a column of events only.
  fileprivate var needsNames: Bool { groups.contains { $0.labelColumn == nil } }
}
