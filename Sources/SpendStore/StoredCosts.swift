import GRDB
public import SpendCore

extension SQLiteStore: StoredCostSource {
  /// The label sets of all events, by the number that events refer to.
  public func labelSets() throws -> [Int32: LabelSet] {
    try read { try StoredCosts.labelSets($0) }
  }

  /// Hands out the costs of a window in order of time, one by one.
  public func forEachCost(
    in window: TimeWindow, _ scope: CostScope, _ body: (StoredCost) throws -> Void
  ) throws {
    try read { db in
      let costs = try StoredCosts(db, scope)
      for hour in try StoredCosts.hours(db, window, scope) {
        try costs.forEach(in: hour.window, after: nil, limit: -1, body)
      }
    }
  }
}

extension SQLiteStore {
  /// Free requests that have a price, by their labels.
  public func coveredSums(in window: TimeWindow) throws -> [CoveredSum] {
    try read { db in
      let statement = try RawStatement(
        db,
        sql: """
          SELECT dimension_set_id, count(*), sum(computed_cost_nano_usd) FROM usage_event
          WHERE time_us >= ?1 AND time_us < ?2 AND pricing & 7 = 4 AND computed_cost_nano_usd > 0 GROUP BY 1
          """)
      statement.bind(window.start.microseconds, at: 1)
      statement.bind(window.end.microseconds, at: 2)
      var sums: [CoveredSum] = []
      try statement.forEachRow {
        sums.append(
          CoveredSum(
            labels: Int32(clamping: statement.int(0)), requests: statement.int(1),
            listed: Money(nanodollars: statement.int(2))))
      }
      return sums
    }
  }

  /// Microseconds in which at least one request with these labels ran, by their logged durations.
  public func busyMicroseconds(in window: TimeWindow, labels: Set<Int32>) throws -> Int64 {
    guard !labels.isEmpty else { return 0 }
    return try read { db in
      let statement = try RawStatement(
        db,
        sql: """
          SELECT time_us, latency_ms FROM usage_event
          WHERE time_us >= ?1 AND time_us < ?2 AND latency_ms > 0
            AND dimension_set_id IN (\(labels.sorted().map(String.init).joined(separator: ", ")))
          ORDER BY time_us
          """)
      statement.bind(window.start.microseconds, at: 1)
      statement.bind(window.end.microseconds, at: 2)
      var busy: Int64 = 0
      var end = window.start.microseconds
      try statement.forEachRow {
        let start = max(end, statement.int(0))
        let stop = min(window.end.microseconds, statement.int(0) &+ statement.int(1) &* 1_000)
        if stop > start { busy &+= stop - start }
        end = max(end, stop)
      }
      return busy
    }
  }
}

/// Reads costs of events from the table they are in.
struct StoredCosts {
  private let select: RawStatement

  init(_ db: Database, _ scope: CostScope) throws {
    let condition = scope == .unpriced ? "AND pricing & 7 IN (0, 5)" : ""
    select = try RawStatement(
      db,
      sql: """
        SELECT time_us, key_low, key_high, dimension_set_id, input, cache_read, cache_write_5m, cache_write_1h,
          output, reasoning, audio_in, image_in, audio_out, image_out, web_search, flags, cost_nano_usd, pricing,
          computed_cost_nano_usd, cache_saved_nano_usd, logged_cost_nano_usd, billed_units
        FROM usage_event
        WHERE (time_us, key_low, key_high) > (?1, ?2, ?3) AND time_us < ?4 \(condition)
        ORDER BY time_us, key_low, key_high LIMIT ?5
        """)
  }

  /// Cursor after an event.
  struct Place {
    var time: Int64
    var low: Int64
    var high: Int64
  }

  /// Calls `body` for at most `limit` events, all when it is negative.
  func forEach(
    in window: TimeWindow, after place: Place?, limit: Int, _ body: (StoredCost) throws -> Void
  ) throws {
    select.bind(place?.time ?? window.start.microseconds - 1, at: 1)
    select.bind(place?.low ?? .max, at: 2)
    select.bind(place?.high ?? .max, at: 3)
    select.bind(window.end.microseconds, at: 4)
    select.bind(Int64(limit), at: 5)
    try select.forEachRow { try body(cost()) }
  }

  private func cost() -> StoredCost {
    func count(_ column: Int32) -> Int32? { select.optionalInt(column).map { Int32(clamping: $0) } }
    func money(_ column: Int32) -> Money? { select.optionalInt(column).map(Money.init(nanodollars:)) }
    let pricing = select.int(17)
    var stored = StoredCost(
      time: Instant(microseconds: select.int(0)), keyLow: select.int(1), keyHigh: select.int(2),
      labels: Int32(clamping: select.int(3)),
      tokens: TokenCounts(
        input: count(4), cacheRead: count(5), cacheWrite5m: count(6), cacheWrite1h: count(7),
        output: count(8),
        reasoning: count(9), audioIn: count(10), imageIn: count(11), audioOut: count(12), imageOut: count(13)),
      webSearches: count(14), units: select.optionalInt(21).flatMap(BilledUnits.init(fromStored:)),
      isError: select.int(15) & EventRows.Flag.error != 0,
      contradictsItself: select.int(15) & EventRows.Flag.totalContradicts != 0,
      price: RecordedPrice(
        cost: money(16), status: CostStatus(rawValue: UInt8(pricing & 7)) ?? .unpriced, computed: money(18),
        priceID: Int32(clamping: pricing >> 3), cacheSaved: Money(nanodollars: select.int(19))),
      logged: money(20))
    stored.isSeveral = select.int(15) & EventRows.Flag.isSeveral != 0
    return stored
  }

  /// An hour that has events, as far as it lies in the window.
  struct Hour {
    var window: TimeWindow
    /// Events of the whole hour.
    var events: Int64
  }

  static func hours(_ db: Database, _ window: TimeWindow, _ scope: CostScope) throws -> [Hour] {
    let condition = scope == .unpriced ? "HAVING sum(unpriced_requests) > 0" : ""
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT hour, sum(requests) AS events FROM rollup_hour WHERE hour >= ? AND hour <= ?
        GROUP BY hour \(condition) ORDER BY hour
        """,
      arguments: [
        window.start.seconds.flooredQuotient(by: 3_600), window.end.seconds.flooredQuotient(by: 3_600),
      ])
    return rows.compactMap { row in
      let hour = row.int("hour")
      let start = max(window.start, Instant(hour: hour))
      let end = min(window.end, Instant(hour: hour &+ 1))
      return start < end ? Hour(window: TimeWindow(start: start, end: end), events: row.int("events")) : nil
    }
  }

  static func labelSets(_ db: Database) throws -> [Int32: LabelSet] {
    var sets: [Int32: LabelSet] = [:]
    let statement = try RawStatement(
      db, sql: "SELECT id, \(LabelSetStore.columns.joined(separator: ", ")) FROM dimension_set")
    try statement.forEachRow {
      sets[Int32(clamping: statement.int(0))] = LabelSetStore.labels(in: statement, from: 1)
    }
    return sets
  }
}
