import GRDB
import SpendCore

/// The rows of `usage_event`: written in order of time, eight a statement.
///
/// Most events have none of the rare columns; leaving those out of the statement saves binding them.
struct EventRows {
  private static let common = [
    "time_us", "key_low", "key_high", "dimension_set_id", "user_id", "session_id", "request_id", "input",
    "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "cost_nano_usd", "pricing",
    "cache_saved_nano_usd", "latency_ms", "ttft_ms", "flags", "source_id", "line_offset", "line",
  ]
  private static let rare = [
    "audio_in", "image_in", "audio_out", "image_out", "web_search", "logged_cost_nano_usd",
    "computed_cost_nano_usd",
  ]
  private static let rowsPerStatement = 8

  enum Flag {
    static let error: Int64 = 1
    static let streamed: Int64 = 2
    static let notStreamed: Int64 = 4
    static let timeIsGuessed: Int64 = 8
    static let keepsLargest: Int64 = 16
  }

  enum Lookup {
    case found(StoredEvent)
    /// The half that was looked up is equal, the other is not: another request.
    case otherIdentity
    /// The identity is known and its event has been deleted since.
    case expired
  }

  private let insertMany: RawStatement
  private let insertOne: RawStatement
  private let insertRare: RawStatement
  private let insertManyRare: RawStatement
  private let select: RawStatement
  private let deleteOne: RawStatement

  init(_ db: Database) throws {
    func insert(_ columns: [String], rows: Int) throws -> RawStatement {
      let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
      let rows = Array(repeating: row, count: rows).joined(separator: ", ")
      return try RawStatement(
        // An error takes the whole transaction back, so no statement needs a savepoint of its own.
        db, sql: "INSERT OR FAIL INTO usage_event (\(columns.joined(separator: ", "))) VALUES \(rows)")
    }
    insertMany = try insert(Self.common, rows: Self.rowsPerStatement)
    insertOne = try insert(Self.common, rows: 1)
    insertRare = try insert(Self.common + Self.rare, rows: 1)
    insertManyRare = try insert(Self.common + Self.rare, rows: Self.rowsPerStatement)
    select = try RawStatement(
      db,
      sql: """
        SELECT key_high, dimension_set_id, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning,
          cost_nano_usd, pricing, cache_saved_nano_usd, latency_ms, ttft_ms, flags, web_search, source_id
        FROM usage_event WHERE time_us = ? AND key_low = ?
        """)
    deleteOne = try RawStatement(
      db, sql: "DELETE FROM usage_event WHERE time_us = ? AND key_low = ? AND key_high = ?")
  }

  /// Writes the events that are to be stored.
  func insert(_ pending: [PendingEvent], _ units: [CommitUnit]) throws {
    var order = (0..<pending.count).filter { pending[$0].fate != .dropped }
    let isOrdered = zip(order, order.dropFirst()).allSatisfy { pending[$0].row.time <= pending[$1].row.time }
    if !isOrdered { order.sort { pending[$0].row.time < pending[$1].row.time } }

    var plain = Gathered(many: insertMany, one: insertOne, columns: Self.common.count)
    var full = Gathered(many: insertManyRare, one: insertRare, columns: Self.common.count + Self.rare.count)
    for position in order {
      let row = pending[position].row
      if Self.hasRare(units[row.unit].block.events[row.event]) {
        try add(position, to: &full, pending, units)
      } else {
        try add(position, to: &plain, pending, units)
      }
    }
    try finish(&plain, pending, units)
    try finish(&full, pending, units)
  }

  /// Rows that wait for a statement to be full.
  private struct Gathered {
    let many: RawStatement
    let one: RawStatement
    let columns: Int
    var positions: [Int] = []
  }

  @inline(__always)
  private func add(
    _ position: Int, to gathered: inout Gathered, _ pending: [PendingEvent], _ units: [CommitUnit]
  ) throws {
    gathered.positions.append(position)
    guard gathered.positions.count == Self.rowsPerStatement else { return }
    for (slot, position) in gathered.positions.enumerated() {
      bind(pending[position], units, gathered, gathered.many, slot: slot)
    }
    try gathered.many.run()
    gathered.positions.removeAll(keepingCapacity: true)
  }

  private func finish(
    _ gathered: inout Gathered, _ pending: [PendingEvent], _ units: [CommitUnit]
  ) throws {
    for position in gathered.positions {
      bind(pending[position], units, gathered, gathered.one, slot: 0)
      try gathered.one.run()
    }
    gathered.positions.removeAll(keepingCapacity: true)
  }

  private func bind(
    _ entry: PendingEvent, _ units: [CommitUnit], _ gathered: Gathered, _ statement: RawStatement, slot: Int
  ) {
    let first = Int32(slot * gathered.columns + 1)
    let unit = units[entry.row.unit]
    bind(entry, unit, statement, first)
    if gathered.columns > Self.common.count {
      bindRare(unit.block.events[entry.row.event], statement, first + Int32(Self.common.count))
    }
  }

  private static func hasRare(_ priced: PricedEvent) -> Bool {
    let event = priced.event
    return event.tokens.audioIn != nil || event.tokens.imageIn != nil || event.tokens.audioOut != nil
      || event.tokens.imageOut != nil || event.webSearches != nil || event.loggedCost != nil
      || priced.computedCost != priced.cost
  }

  private func bind(_ entry: PendingEvent, _ unit: CommitUnit, _ statement: RawStatement, _ first: Int32) {
    let block = unit.block
    let priced = block.events[entry.row.event]
    let event = priced.event
    statement.bind(entry.row.time, at: first)
    statement.bind(Int64(bitPattern: entry.identity.low), at: first + 1)
    statement.bind(Int64(bitPattern: entry.identity.high), at: first + 2)
    statement.bind(Int64(entry.row.dimensionSet), at: first + 3)
    if entry.row.user == 0 {
      statement.bindNull(at: first + 4)
    } else {
      statement.bind(entry.row.user, at: first + 4)
    }
    if entry.row.session == 0 {
      statement.bindNull(at: first + 5)
    } else {
      statement.bind(entry.row.session, at: first + 5)
    }
    if event.requestID.count == 0 {
      statement.bindNull(at: first + 6)
    } else {
      block.arena.withUnsafeBytes { arena in
        let start = Int(event.requestID.start)
        let range = start..<start + Int(event.requestID.count)
        statement.bind(text: UnsafeRawBufferPointer(rebasing: arena[range]), at: first + 6)
      }
    }
    statement.bind(event.tokens.input, at: first + 7)
    statement.bind(event.tokens.cacheRead, at: first + 8)
    statement.bind(event.tokens.cacheWrite5m, at: first + 9)
    statement.bind(event.tokens.cacheWrite1h, at: first + 10)
    statement.bind(event.tokens.output, at: first + 11)
    statement.bind(event.tokens.reasoning, at: first + 12)
    if let cost = priced.cost {
      statement.bind(cost.nanodollars, at: first + 13)
    } else {
      statement.bindNull(at: first + 13)
    }
    statement.bind(Int64(priced.priceID) << 3 | Int64(priced.status.rawValue), at: first + 14)
    statement.bind(priced.cacheSaved.nanodollars, at: first + 15)
    statement.bind(event.latencyMilliseconds, at: first + 16)
    statement.bind(event.firstTokenMilliseconds, at: first + 17)
    statement.bind(Self.flags(of: event), at: first + 18)
    statement.bind(unit.stream, at: first + 19)
    statement.bind(event.offset, at: first + 20)
    statement.bind(event.line, at: first + 21)
  }

  private static func flags(of event: UsageEvent) -> Int64 {
    var flags: Int64 = event.outcome == .error ? Flag.error : 0
    if let isStream = event.isStream { flags |= isStream ? Flag.streamed : Flag.notStreamed }
    if event.timeIsGuessed { flags |= Flag.timeIsGuessed }
    if event.policy == .largest { flags |= Flag.keepsLargest }
    return flags
  }

  private func bindRare(_ priced: PricedEvent, _ statement: RawStatement, _ first: Int32) {
    let event = priced.event
    statement.bind(event.tokens.audioIn, at: first)
    statement.bind(event.tokens.imageIn, at: first + 1)
    statement.bind(event.tokens.audioOut, at: first + 2)
    statement.bind(event.tokens.imageOut, at: first + 3)
    statement.bind(event.webSearches, at: first + 4)
    for (index, cost) in [event.loggedCost, priced.computedCost].enumerated() {
      if let cost {
        statement.bind(cost.nanodollars, at: first + 5 + Int32(index))
      } else {
        statement.bindNull(at: first + 5 + Int32(index))
      }
    }
  }

  /// The stored event of an identity at a time.
  func stored(time: Int64, identity: EventIdentity) throws -> Lookup {
    select.bind(time, at: 1)
    select.bind(Int64(bitPattern: identity.low), at: 2)
    var result = Lookup.expired
    try select.forEachRow {
      guard UInt64(bitPattern: select.int(0)) == identity.high else {
        if case .expired = result { result = .otherIdentity }
        return
      }
      result = .found(storedEvent(time: time))
    }
    return result
  }

  private func storedEvent(time: Int64) -> StoredEvent {
    func count(_ column: Int32) -> Int32? { select.optionalInt(column).map { Int32(clamping: $0) } }
    var event = UsageEvent(
      time: Instant(microseconds: time), identity: EventIdentity(high: 0, low: 0), labels: 0,
      tokens: TokenCounts(
        input: count(2), cacheRead: count(3), cacheWrite5m: count(4), cacheWrite1h: count(5),
        output: count(6),
        reasoning: count(7)))
    let flags = select.int(13)
    event.outcome = flags & Flag.error != 0 ? .error : .ok
    event.latencyMilliseconds = count(11)
    event.firstTokenMilliseconds = count(12)
    event.webSearches = count(14)
    let priced = PricedEvent(
      event: event, cost: select.optionalInt(8).map(Money.init(nanodollars:)), computedCost: nil,
      status: CostStatus(rawValue: UInt8(select.int(9) & 7)) ?? .unpriced, priceID: 0,
      cacheSaved: Money(nanodollars: select.int(10)))
    return StoredEvent(
      time: time, dimensionSet: Int32(clamping: select.int(1)), source: select.int(15), priced: priced,
      policy: flags & Flag.keepsLargest != 0 ? .largest : .first)
  }

  func delete(time: Int64, identity: EventIdentity) throws {
    deleteOne.bind(time, at: 1)
    deleteOne.bind(Int64(bitPattern: identity.low), at: 2)
    deleteOne.bind(Int64(bitPattern: identity.high), at: 3)
    try deleteOne.run()
  }
}

/// What is needed of a stored event to compare it with a newer record and to take its sums away.
struct StoredEvent {
  var time: Int64
  var dimensionSet: Int32
  var source: Int64
  var priced: PricedEvent
  var policy: ReplacementPolicy

  var output: Int32? { priced.event.tokens.output }
}
