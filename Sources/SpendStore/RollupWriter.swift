import GRDB
import SpendCore

/// Folds the events of a batch into rollup rows in memory and adds those to the tables.
final class RollupWriter {
  private let zone: Zone
  private var hours = RollupAccumulator()
  private var days = RollupAccumulator()
  private var quarters = RollupAccumulator()
  private var latencies = HistogramCodec()
  private var dayLatencies = HistogramCodec()
  private let features: FeatureIndex
  private let addHour: Statements
  private let addDay: Statements
  private let addQuarter: Statements
  private let addLatency: HistogramStatements
  private let addDayLatency: HistogramStatements
  /// The local day of the last lookup, cached because events come mostly in order.
  private var day = (start: Int64.max, end: Int64.min, number: UInt64(0))

  init(_ db: Database, zone: Zone, features: FeatureIndex) throws {
    self.zone = zone
    self.features = features
    addHour = try Statements(db, table: "rollup_hour", keys: ["hour", "dimension_set_id"])
    addDay = try Statements(db, table: "rollup_day", keys: ["day", "dimension_set_id"])
    addQuarter = try Statements(db, table: "rollup_15m", keys: ["quarter", "feature"])
    addLatency = try HistogramStatements(db, table: "latency_histogram", slice: "hour")
    addDayLatency = try HistogramStatements(db, table: "latency_histogram_day", slice: "day")
  }

  /// The statements of one table of sums.
  private struct Statements {
    let add: RawStatement
    /// Removes a row that no event is left in.
    let removeEmpty: RawStatement

    init(_ db: Database, table: String, keys: [String]) throws {
      let columns = keys + RollupTotals.columns
      let marks = columns.map { _ in "?" }.joined(separator: ", ")
      let sums = RollupTotals.columns.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
      add = try RawStatement(
        db,
        sql: """
          INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))
          ON CONFLICT DO UPDATE SET \(sums)
          """)
      let isEmpty = RollupTotals.columns.map { "\($0) = 0" }.joined(separator: " AND ")
      removeEmpty = try RawStatement(
        db, sql: "DELETE FROM \(table) WHERE \(keys[0]) = ?1 AND \(keys[1]) = ?2 AND \(isEmpty)")
    }
  }

  /// The statements of one table of histograms.
  private struct HistogramStatements {
    let add: RawStatement
    /// Removes a histogram that no duration is left in.
    let removeEmpty: RawStatement

    init(_ db: Database, table: String, slice: String) throws {
      add = try RawStatement(
        db,
        sql: """
          INSERT INTO \(table) (\(slice), dimension_set_id, kind, buckets) VALUES (?1, ?2, ?3, ?4)
          ON CONFLICT DO UPDATE SET buckets = histogram_add(buckets, excluded.buckets)
          """)
      removeEmpty = try RawStatement(
        db,
        sql: """
          DELETE FROM \(table) WHERE \(slice) = ?1 AND dimension_set_id = ?2 AND kind = ?3 AND length(buckets) = 0
          """)
    }
  }

  /// Adds an event of the batch.
  @inline(__always)
  func add(_ priced: PricedEvent, dimensionSet: Int32, feature: Int32) {
    fold(
      priced, time: priced.event.time.microseconds, dimensionSet: dimensionSet, feature: feature, sign: 1)
  }

  /// Takes away a stored event that was replaced.
  func subtract(_ stored: StoredEvent) throws {
    fold(
      stored.priced, time: stored.time, dimensionSet: stored.dimensionSet,
      feature: try features.index(ofDimensionSet: stored.dimensionSet), sign: -1)
  }

  private func fold(_ priced: PricedEvent, time: Int64, dimensionSet: Int32, feature: Int32, sign: Int64) {
    let values = RollupTotals(of: priced)
    let hour = UInt64(bitPattern: time.flooredQuotient(by: 3_600_000_000)) & 0xFFFF_FFFF
    let hourRow = hours.index(of: hour << 32 | UInt64(UInt32(bitPattern: dimensionSet)))
    hours.add(values, to: hourRow, sign: sign)
    let dayRow = days.index(of: localDay(time) << 32 | UInt64(UInt32(bitPattern: dimensionSet)))
    days.add(values, to: dayRow, sign: sign)
    let quarter = UInt64(bitPattern: time.flooredQuotient(by: 900_000_000)) & 0xFFFF_FFFF
    let quarterRow = quarters.index(of: quarter << 32 | UInt64(UInt32(bitPattern: feature)))
    quarters.add(values, to: quarterRow, sign: sign)
    if let latency = priced.event.latencyMilliseconds {
      latencies.add(latency, kind: .latency, row: hourRow, sign: sign)
      dayLatencies.add(latency, kind: .latency, row: dayRow, sign: sign)
    }
    if let firstToken = priced.event.firstTokenMilliseconds {
      latencies.add(firstToken, kind: .firstToken, row: hourRow, sign: sign)
      dayLatencies.add(firstToken, kind: .firstToken, row: dayRow, sign: sign)
    }
  }

  private func localDay(_ time: Int64) -> UInt64 {
    if time >= day.start, time < day.end { return day.number }
    let start = zone.startOfDay(Instant(microseconds: time))
    let local = zone.civil(start)
    let number = CivilTime.daysSince1970(year: local.year, month: local.month, day: local.day)
    let next = zone.instant(CivilTime(year: local.year, month: local.month, day: local.day + 1))
    day = (start.microseconds, next.microseconds, UInt64(bitPattern: Int64(number)) & 0xFFFF_FFFF)
    return day.number
  }

  /// Adds everything folded so far to the tables and forgets it.
  func flush() throws {
    try write(hours, with: addHour) { $0.bind(Int64($1), at: 2) }
    try write(days, with: addDay) { $0.bind(Int64($1), at: 2) }
    try write(quarters, with: addQuarter) { $0.bind(features.name(Int32(bitPattern: $1)), at: 2) }
    try write(&latencies, of: hours, with: addLatency)
    try write(&dayLatencies, of: days, with: addDayLatency)
    hours = RollupAccumulator()
    days = RollupAccumulator()
    quarters = RollupAccumulator()
    latencies = HistogramCodec()
    dayLatencies = HistogramCodec()
  }

  private func write(
    _ counts: inout HistogramCodec, of table: RollupAccumulator, with statements: HistogramStatements
  ) throws {
    try counts.forEach { row, kind, delta, isReduced in
      let key = table.keys[row]
      func bindKey(_ statement: RawStatement) {
        statement.bind(Int64(key >> 32), at: 1)
        statement.bind(Int64(key & 0xFFFF_FFFF), at: 2)
        statement.bind(Int64(kind.rawValue), at: 3)
      }
      bindKey(statements.add)
      delta.withUnsafeBytes { statements.add.bind(blob: $0, at: 4) }
      try statements.add.run()
      if isReduced {
        bindKey(statements.removeEmpty)
        try statements.removeEmpty.run()
      }
    }
  }

  private func write(
    _ table: RollupAccumulator, with statements: Statements, bindGroup: (RawStatement, UInt32) -> Void
  ) throws {
    for index in table.keys.indices.sorted(by: { table.keys[$0] < table.keys[$1] }) {
      let slice = Int64(table.keys[index] >> 32)
      let group = UInt32(truncatingIfNeeded: table.keys[index])
      statements.add.bind(slice, at: 1)
      bindGroup(statements.add, group)
      var column: Int32 = 3
      table.totals[index].forEachColumn {
        statements.add.bind($0, at: column)
        column += 1
      }
      try statements.add.run()
      if table.totals[index].requests <= 0 {
        statements.removeEmpty.bind(slice, at: 1)
        bindGroup(statements.removeEmpty, group)
        try statements.removeEmpty.run()
      }
    }
  }
}
