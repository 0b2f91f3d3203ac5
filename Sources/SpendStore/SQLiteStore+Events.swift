import GRDB
public import SpendCore

extension SQLiteStore {
  static let columns = """
    e.time_us, u.text, s.text, e.request_id, e.input, e.cache_read, e.cache_write_5m, e.cache_write_1h,
    e.output, e.reasoning, e.audio_in, e.image_in, e.audio_out, e.image_out, e.web_search, e.cost_nano_usd,
    e.pricing, e.logged_cost_nano_usd, e.computed_cost_nano_usd, e.latency_ms, e.ttft_ms, e.flags, f.path,
    e.line, e.line_offset, e.billed_units, e.key_low, e.key_high, e.cache_saved_nano_usd,
    \(LabelSetStore.columns.map { "d.\($0)" }.joined(separator: ", "))
    """
  /// Place of `key_low` among the columns.
  static let keyColumn: Int32 = 26
  static let tables = """
    usage_event e JOIN dimension_set d ON d.id = e.dimension_set_id
    LEFT JOIN name u ON u.id = e.user_id LEFT JOIN name s ON s.id = e.session_id
    LEFT JOIN source_file f ON f.id = e.source_id
    """

  /// Maximum number of events scanned for those that a filter admits: a screen must not wait for all of
  /// them.
  private static let mostLookedAt = 50_000

  public func newestEvents(
    limit: Int, before: Instant?, filters: [DimensionFilter], figures: [FigureFilter]
  ) throws -> [EventRecord] {
    let end = before ?? TimeWindow.allTime.end
    var records: [EventRecord] = []
    let tests = try filters.map { try EventTest($0) }
    try read { db in
      let statement = try RawStatement(
        db,
        sql: """
          SELECT \(Self.columns) FROM \(Self.tables) WHERE e.time_us < \(end.microseconds)
          ORDER BY e.time_us DESC, e.key_low DESC LIMIT \(filters.isEmpty && figures.isEmpty ? limit : Self.mostLookedAt)
          """)
      try statement.forEachRow {
        guard records.count < limit else { return }
        let record = Self.record(statement)
        if tests.allSatisfy({ $0.admits(record) }), figures.allSatisfy({ $0.admits(record) }) {
          records.append(record)
        }
      }
    }
    return records
  }

  public func forEachEvent(
    in window: TimeWindow, filters: [DimensionFilter], _ body: (EventRecord) throws -> Void
  ) throws {
    let tests = try filters.map { try EventTest($0) }
    try read { db in
      let statement = try RawStatement(
        db,
        sql: """
          SELECT \(Self.columns) FROM \(Self.tables)
          WHERE e.time_us >= \(window.start.microseconds) AND e.time_us < \(window.end.microseconds)
          ORDER BY e.time_us, e.key_low
          """)
      try statement.forEachRow {
        let record = Self.record(statement)
        if tests.allSatisfy({ $0.admits(record) }) { try body(record) }
      }
    }
  }

  static func record(_ row: RawStatement) -> EventRecord {
    func count(_ column: Int32) -> Int32? { row.optionalInt(column).map { Int32(clamping: $0) } }
    func money(_ column: Int32) -> Money? { row.optionalInt(column).map(Money.init(nanodollars:)) }
    let flags = row.int(21)
    let cost = money(15)
    var record = EventRecord(
      time: Instant(microseconds: row.int(0)), labels: LabelSetStore.labels(in: row, from: 29),
      tokens: TokenCounts(
        input: count(4), cacheRead: count(5), cacheWrite5m: count(6), cacheWrite1h: count(7),
        output: count(8), reasoning: count(9), audioIn: count(10), imageIn: count(11), audioOut: count(12),
        imageOut: count(13)),
      cost: cost, costStatus: CostStatus(rawValue: UInt8(row.int(16) & 7)) ?? .unpriced,
      outcome: flags & EventRows.Flag.error != 0 ? .error : .ok)
    record.user = row.text(1)
    record.session = row.text(2)
    record.requestID = row.text(3)
    record.webSearches = count(14)
    record.priceID = Int32(clamping: row.int(16) >> 3)
    record.loggedCost = money(17)
    // Written apart only where it is not what is booked.
    record.computedCost = money(18) ?? (record.costStatus == .logged ? nil : cost)
    record.latencyMilliseconds = count(19)
    record.firstTokenMilliseconds = count(20)
    record.isStream =
      flags & EventRows.Flag.streamed != 0 ? true : flags & EventRows.Flag.notStreamed != 0 ? false : nil
    record.timeIsGuessed = flags & EventRows.Flag.timeIsGuessed != 0
    record.hostIsAssumed = flags & EventRows.Flag.hostIsAssumed != 0
    record.contradictsItself = flags & EventRows.Flag.totalContradicts != 0
    record.grain =
      flags & EventRows.Flag.isSum != 0 ? .sum : flags & EventRows.Flag.isPart != 0 ? .part : .request
    record.isSeveral = flags & EventRows.Flag.isSeveral != 0
    record.path = row.text(22)
    record.line = row.int(23)
    record.offset = row.int(24)
    record.units = row.optionalInt(25).flatMap(BilledUnits.init(fromStored:))
    record.identity = EventIdentity(
      high: UInt64(bitPattern: row.int(27)), low: UInt64(bitPattern: row.int(26)))
    record.cacheSaved = Money(nanodollars: row.int(28))
    return record
  }
}
