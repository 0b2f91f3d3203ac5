import GRDB
public import SpendCore

extension SQLiteWriter {
  /// Events of one transaction.
  static let pricedAtOnce = 50_000

  /// The label sets of all events, by the number that events refer to.
  public func labelSets() throws -> [Int32: LabelSet] {
    try read { try StoredCosts.labelSets($0) }
  }

  /// Reprices events: calls `price` for each event and stores changed prices, with all sums.
  ///
  /// Works in pieces of which each is a transaction, so that a stop or a kill leaves an exact database in
  /// which a part is done. `isGoingOn` is called between the pieces, with the number of events processed so
  /// far and the total number of events. Returns true when all events were processed.
  ///
  /// - Parameter pieceSize: Number of events after which a transaction ends.
  ///
  /// The caller holds the writer lock. Throws `StoreError`.
  public func reprice(
    in window: TimeWindow, _ scope: CostScope, pieceSize: Int, isGoingOn: (Int64, Int64) -> Bool,
    _ price: (StoredCost) -> RecordedPrice?
  ) throws -> Bool {
    do {
      return try queue.writeWithoutTransaction { db in
        let hours = try StoredCosts.hours(db, window, scope)
        let total = hours.reduce(0) { $0 + $1.events }
        var seen: Int64 = 0
        var next = 0
        var place: StoredCosts.Place?
        while next < hours.count {
          guard isGoingOn(seen, total) else { return false }
          try db.inTransaction(.immediate) {
            let piece = try RepricedPiece(db, scope, size: max(1, pieceSize))
            while next < hours.count, piece.seen < piece.size {
              place = try piece.reprice(hours[next].window, after: place, price)
              if place == nil {
                if scope == .unpriced { seen += hours[next].events }
                next += 1
              }
            }
            try piece.finish()
            if scope == .all { seen += Int64(piece.seen) }
            return .commit
          }
        }
        _ = isGoingOn(total, total)
        return true
      }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }
}

/// The events of one transaction.
private final class RepricedPiece {
  let size: Int
  private(set) var seen = 0
  private let db: Database
  private let costs: StoredCosts
  private let update: RawStatement
  private let zone: Zone
  private var changes: [(StoredCost, RecordedPrice)] = []
  private var hours: [Slot: PriceChange] = [:]
  private var days: [Slot: PriceChange] = [:]
  private var quarters: [Slot: PriceChange] = [:]
  /// The local day of the last lookup, cached because events come in order.
  private var day = (start: Int64.max, end: Int64.min, number: Int64(0))

  /// A slice of time and a label set.
  private struct Slot: Hashable {
    var slice: Int64
    var labels: Int32
  }

  init(_ db: Database, _ scope: CostScope, size: Int) throws {
    self.db = db
    self.size = size
    costs = try StoredCosts(db, scope)
    update = try RawStatement(
      db,
      sql: """
        UPDATE usage_event SET cost_nano_usd = ?1, pricing = ?2, computed_cost_nano_usd = ?3,
          cache_saved_nano_usd = ?4 WHERE time_us = ?5 AND key_low = ?6 AND key_high = ?7
        """)
    let name = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'timezone'") ?? "UTC"
    zone = Zone(named: name) ?? .utc
  }

  /// Goes on behind a place of a window. Returns the next place, nil at the window's end.
  func reprice(
    _ window: TimeWindow, after place: StoredCosts.Place?, _ price: (StoredCost) -> RecordedPrice?
  ) throws -> StoredCosts.Place? {
    let limit = size - seen
    var count = 0
    var last = StoredCosts.Place(time: 0, low: 0, high: 0)
    // Changes are written after the reading, because a table must not change under a reader.
    changes.removeAll(keepingCapacity: true)
    try costs.forEach(in: window, after: place, limit: limit) { stored in
      count += 1
      last = StoredCosts.Place(time: stored.time.microseconds, low: stored.keyLow, high: stored.keyHigh)
      if let fresh = price(stored), fresh != stored.price { changes.append((stored, fresh)) }
    }
    for (stored, fresh) in changes { try write(fresh, over: stored) }
    seen += count
    return count == limit ? last : nil
  }

  private func write(_ fresh: RecordedPrice, over stored: StoredCost) throws {
    func bind(_ amount: Money?, at index: Int32) {
      if let amount { update.bind(amount.nanodollars, at: index) } else { update.bindNull(at: index) }
    }
    bind(fresh.cost, at: 1)
    update.bind(Int64(fresh.priceID) << 3 | Int64(fresh.status.rawValue), at: 2)
    bind(fresh.computed, at: 3)
    bind(fresh.cacheSaved, at: 4)
    update.bind(stored.time.microseconds, at: 5)
    update.bind(stored.keyLow, at: 6)
    update.bind(stored.keyHigh, at: 7)
    try update.run()

    let time = stored.time.microseconds
    var change = PriceChange(stored, stored.price, sign: -1)
    change.add(PriceChange(stored, fresh, sign: 1))
    func add(_ slice: Int64, to sums: inout [Slot: PriceChange]) {
      sums[Slot(slice: slice, labels: stored.labels), default: PriceChange()].add(change)
    }
    add(time.flooredQuotient(by: 3_600_000_000), to: &hours)
    add(time.flooredQuotient(by: 900_000_000), to: &quarters)
    add(localDay(time), to: &days)
  }

  private func localDay(_ time: Int64) -> Int64 {
    if time >= day.start, time < day.end { return day.number }
    let start = zone.startOfDay(Instant(microseconds: time))
    let local = zone.civil(start)
    let next = zone.instant(CivilTime(year: local.year, month: local.month, day: local.day + 1))
    let number = CivilTime.daysSince1970(year: local.year, month: local.month, day: local.day)
    day = (start.microseconds, next.microseconds, Int64(number))
    return day.number
  }

  /// Adds the differences to the sums.
  func finish() throws {
    guard !hours.isEmpty else { return }
    try add(hours, to: "rollup_hour", "hour = ?7 AND dimension_set_id = ?8")
    try add(days, to: "rollup_day", "day = ?7 AND dimension_set_id = ?8")
    try add(
      quarters, to: "rollup_15m",
      "quarter = ?7 AND feature = (SELECT feature FROM dimension_set WHERE id = ?8)")
    try db.execute(sql: "UPDATE meta SET value = value + 1 WHERE key = 'generation'")
  }

  private func add(_ sums: [Slot: PriceChange], to table: String, _ condition: String) throws {
    let assignments = PriceChange.columns.enumerated().map { index, column in
      "\(column) = \(column) + ?\(index + 1)"
    }
    let statement = try RawStatement(
      db, sql: "UPDATE \(table) SET \(assignments.joined(separator: ", ")) WHERE \(condition)")
    for (slot, change) in sums where change != PriceChange() {
      for index in PriceChange.columns.indices {
        statement.bind(change.values[index], at: Int32(index + 1))
      }
      statement.bind(slot.slice, at: 7)
      statement.bind(Int64(slot.labels), at: 8)
      guard try statement.run() == 1 else {
        throw StoreError.sqlite(code: 11, message: "\(table) has no row for its events")
      }
    }
  }
}

/// Differences in one rollup row under other prices.
private struct PriceChange: Equatable {
  static let columns = [
    "cost_nano_usd", "error_cost_nano_usd", "cache_saved_nano_usd", "unpriced_requests", "unpriced_tokens",
    "estimated_requests",
  ]

  /// In the order of the columns; the last two are not used.
  var values = SIMD8<Int64>()

  init() {}

  /// Contribution of a priced event to its rollups; negative `sign` subtracts it.
  init(_ event: StoredCost, _ price: RecordedPrice, sign: Int64) {
    let cost = price.cost?.nanodollars ?? 0
    values[0] = sign &* cost
    values[1] = event.isError ? sign &* cost : 0
    values[2] = sign &* price.cacheSaved.nanodollars
    values[3] = price.status == .unpriced || price.status == .partial ? sign : 0
    values[4] = price.status == .unpriced ? sign &* event.tokens.total : 0
    values[5] = price.status == .estimated ? sign : 0
  }

  mutating func add(_ other: PriceChange) {
    values &+= other.values
  }
}
