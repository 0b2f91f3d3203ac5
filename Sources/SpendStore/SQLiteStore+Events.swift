import GRDB
public import SpendCore

extension SQLiteStore {
  static let columns = """
    e.time_us, d.provider, d.model, d.feature, d.query_type, d.tier, d.region, d.team, d.key, d.project,
    d.environment, d.tags, d.format, u.text, s.text, e.request_id, e.input, e.cache_read, e.cache_write_5m,
    e.cache_write_1h, e.output, e.reasoning, e.audio_in, e.image_in, e.audio_out, e.image_out, e.web_search,
    e.cost_nano_usd, e.pricing, e.logged_cost_nano_usd, e.computed_cost_nano_usd, e.latency_ms, e.ttft_ms,
    e.flags, f.path, e.line, e.line_offset, e.billed_units
    """
  static let tables = """
    usage_event e JOIN dimension_set d ON d.id = e.dimension_set_id
    LEFT JOIN name u ON u.id = e.user_id LEFT JOIN name s ON s.id = e.session_id
    LEFT JOIN source_file f ON f.id = e.source_id
    """

  /// Events that are looked at for those that a filter admits: a screen must not wait for all of them.
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
    var labels = LabelSet()
    labels.provider = row.text(1)
    labels.model = row.text(2)
    labels.feature = row.text(3)
    labels.queryType = row.text(4)
    labels.tier = row.text(5)
    labels.region = row.text(6)
    labels.team = row.text(7)
    labels.key = row.text(8)
    labels.project = row.text(9)
    labels.environment = row.text(10)
    labels.tags = row.text(11)
    labels.format = row.text(12)
    let flags = row.int(33)
    let cost = row.optionalInt(27).map(Money.init(nanodollars:))
    var record = EventRecord(
      time: Instant(microseconds: row.int(0)), labels: labels,
      tokens: TokenCounts(
        input: count(16), cacheRead: count(17), cacheWrite5m: count(18), cacheWrite1h: count(19),
        output: count(20), reasoning: count(21), audioIn: count(22), imageIn: count(23), audioOut: count(24),
        imageOut: count(25)),
      cost: cost, costStatus: CostStatus(rawValue: UInt8(row.int(28) & 7)) ?? .unpriced,
      outcome: flags & EventRows.Flag.error != 0 ? .error : .ok)
    record.user = row.text(13)
    record.session = row.text(14)
    record.requestID = row.text(15)
    record.webSearches = count(26)
    record.loggedCost = row.optionalInt(29).map(Money.init(nanodollars:))
    // Written apart only where it is not what is booked.
    record.computedCost =
      row.optionalInt(30).map(Money.init(nanodollars:)) ?? (record.costStatus == .logged ? nil : cost)
    record.latencyMilliseconds = count(31)
    record.firstTokenMilliseconds = count(32)
    record.isStream =
      flags & EventRows.Flag.streamed != 0 ? true : flags & EventRows.Flag.notStreamed != 0 ? false : nil
    record.contradictsItself = flags & EventRows.Flag.totalContradicts != 0
    record.path = row.text(34)
    record.line = row.int(35)
    record.offset = row.int(36)
    record.units = row.optionalInt(37).flatMap(BilledUnits.init(fromStored:))
    return record
  }
}

/// A filter as a test of one record.
struct EventTest {
  private let dimension: Dimension
  private let holds: (String) -> Bool

  init(_ filter: DimensionFilter) throws {
    dimension = filter.dimension
    holds = try filter.predicate()
  }

  func admits(_ record: EventRecord) -> Bool {
    holds(record.value(of: dimension))
  }
}
