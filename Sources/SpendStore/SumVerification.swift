import GRDB
import SpendCore

/// Compares the sums of hours and quarter hours with those of the events, and the days with the hours.
///
/// Events are read once, a day at a time, so that memory does not depend on how many there are.
struct SumVerification {
  private let db: Database
  /// The first time whose events are stored, in microseconds.
  private let from: Int64
  private var features = NumberedNames()
  /// The number of each label set's feature.
  private var featureOfSet: [Int64: Int64] = [:]
  private let events: RawStatement

  private static let most = 20
  private static let day: Int64 = 86_400_000_000

  /// A table of sums by slices of time and a label.
  private struct Table {
    var name: String
    var slice: String
    var label: String
    var seconds: Int64

    var width: Int64 { seconds * 1_000_000 }

    static let hours = Table(
      name: "rollup_hour", slice: "hour", label: "dimension_set_id", seconds: 3_600)
    static let quarters = Table(name: "rollup_15m", slice: "quarter", label: "feature", seconds: 900)
  }

  init(_ db: Database, from: Int64) throws {
    self.db = db
    self.from = from
    events = try RawStatement(
      db,
      sql: """
        SELECT time_us, dimension_set_id, \(RollupTotals.eventColumns.joined(separator: ", "))
        FROM usage_event WHERE time_us >= ?1 AND time_us < ?2
        """)
    let sets = try RawStatement(db, sql: "SELECT id, feature FROM dimension_set")
    var (features, featureOfSet) = (features, featureOfSet)
    try sets.forEachRow { featureOfSet[sets.int(0)] = Int64(features.number(of: sets.text(1))) }
    (self.features, self.featureOfSet) = (features, featureOfSet)
  }

  /// The first differences of each table.
  mutating func differences() throws -> [StoreDifference] {
    var hours: [StoreDifference] = []
    var quarters: [StoreDifference] = []
    var start = from
    while min(hours.count, quarters.count) < Self.most, let first = try firstTime(atOrAfter: start) {
      let (end, overflow) = (first.flooredQuotient(by: Self.day) + 1)
        .multipliedReportingOverflow(by: Self.day)
      if overflow { break }
      start = max(start, first)
      try compare(start, end, &hours, &quarters)
      start = end
    }
    return Array(hours.prefix(Self.most)) + Array(quarters.prefix(Self.most))
      + (try daysAgainstHours().prefix(Self.most))
  }

  /// Compares the slices of a time range that ends with a day. An hour that has lost some of its events to expiry
  /// is compared from where they begin.
  private mutating func compare(
    _ start: Int64, _ end: Int64, _ hours: inout [StoreDifference], _ quarters: inout [StoreDifference]
  ) throws {
    var byHour = SumComparison(firstSlice: start.flooredQuotient(by: Table.hours.width))
    var byQuarter = SumComparison(firstSlice: start.flooredQuotient(by: Table.quarters.width))
    events.bind(start, at: 1)
    events.bind(end, at: 2)
    try events.forEachRow {
      let set = events.int(1)
      guard let feature = featureOfSet[set] else { return }
      let time = events.int(0)
      let totals = RollupTotals(ofEvent: events, from: 2)
      byHour.addFresh(totals, slice: time.flooredQuotient(by: Table.hours.width), label: set)
      byQuarter.addFresh(totals, slice: time.flooredQuotient(by: Table.quarters.width), label: feature)
    }
    try addKept(.hours, start, end, to: &byHour)
    try addKept(.quarters, start, end, to: &byQuarter)
    let names = features.names
    hours += Self.differences(byHour, .hours) { "\($0)" }
    quarters += Self.differences(byQuarter, .quarters) { names[Int($0)] }
  }

  private mutating func addKept(
    _ table: Table, _ start: Int64, _ end: Int64, to comparison: inout SumComparison
  ) throws {
    let kept = try RawStatement(
      db,
      sql: """
        SELECT \(table.slice), \(table.label), \(RollupTotals.columns.joined(separator: ", "))
        FROM \(table.name) WHERE \(table.slice) >= ?1 AND \(table.slice) < ?2
        """)
    kept.bind(start.flooredQuotient(by: table.width), at: 1)
    kept.bind(end.flooredQuotient(by: table.width), at: 2)
    try kept.forEachRow {
      let label = table.label == "feature" ? Int64(features.number(of: kept.text(1))) : kept.int(1)
      comparison.addKept(Self.totals(kept, from: 2), slice: kept.int(0), label: label)
    }
  }

  private static func totals(_ row: RawStatement, from first: Int32) -> RollupTotals {
    var column = first - 1
    return RollupTotals {
      column += 1
      return row.int(column)
    }
  }

  private static func differences(
    _ comparison: SumComparison, _ table: Table, label: (Int64) -> String
  ) -> [StoreDifference] {
    comparison.differences(most: most).map { difference in
      let time = Instant(seconds: difference.slice &* table.seconds).rfc3339
      return StoreDifference(
        what: "\(table.name).\(difference.column) of \(time), \(table.label) \(label(difference.label))",
        stored: difference.kept, recomputed: difference.fresh)
    }
  }

  /// The time of the first event or sum at or after a time. Cells that hold no whole number are passed over: a
  /// database that was tampered with may hold anything, and texts are greater than all numbers.
  private func firstTime(atOrAfter start: Int64) throws -> Int64? {
    func least(_ column: String, _ table: String, from least: Int64) throws -> Int64? {
      try Int64.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT min(\(column)) FROM \(table)
            WHERE \(column) >= ? AND \(column) < \(Int64.max) AND typeof(\(column)) = 'integer'
            """), arguments: [least])
    }
    let event = try least("time_us", "usage_event", from: start)
    let slices = try [Table.hours, .quarters].map { table -> Int64? in
      let slice = try least(table.slice, table.name, from: start.flooredQuotient(by: table.width))
      let time = slice?.multipliedReportingOverflow(by: table.width)
      return time.flatMap { $0.overflow ? nil : $0.partialValue }
    }
    return ([event] + slices).compactMap(\.self).min()
  }

  private func daysAgainstHours() throws -> [StoreDifference] {
    var all = SumComparison(firstSlice: 0)
    func add(_ table: String, _ body: (inout SumComparison, RollupTotals, Int64) -> Void) throws {
      let rows = try RawStatement(
        db, sql: "SELECT dimension_set_id, \(RollupTotals.columns.joined(separator: ", ")) FROM \(table)")
      try rows.forEachRow { body(&all, Self.totals(rows, from: 1), rows.int(0)) }
    }
    try add("rollup_hour") { $0.addFresh($1, slice: 0, label: $2) }
    try add("rollup_day") { $0.addKept($1, slice: 0, label: $2) }
    return all.differences(most: Self.most).map {
      StoreDifference(
        what: "rollup_day.\($0.column) of all days, dimension_set_id \($0.label)", stored: $0.kept,
        recomputed: $0.fresh)
    }
  }
}
