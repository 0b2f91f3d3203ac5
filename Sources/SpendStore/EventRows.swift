import GRDB
import SpendCore

/// The rows of `usage_event`: a batch is written in order of time by one statement.
final class EventRows {
  enum Flag {
    static let error: Int64 = 1
    static let streamed: Int64 = 2
    static let notStreamed: Int64 = 4
    static let timeIsGuessed: Int64 = 8
    static let totalDecided: Int64 = 32
    static let totalContradicts: Int64 = 64
    static let isSum: Int64 = 128
    static let isPart: Int64 = 256
    static let userForgotten: Int64 = 512
    static let sessionForgotten: Int64 = 1_024
    /// One of the merged records has no time of its own; the event has that of another.
    static let hasUndatedRecord: Int64 = 2_048
    static let hostIsAssumed: Int64 = 4_096
    static let isSeveral: Int64 = 8_192
  }

  enum Lookup {
    case found(StoredEvent)
    /// The queried half of the identity is equal, the other half differs: a different request.
    case otherIdentity
    /// The identity is known and its event has been deleted since.
    case expired
  }

  private let table = EventTable()
  private let insertAll: RawStatement
  private let select: RawStatement
  private let selectSums: RawStatement
  private let deleteOne: RawStatement

  init(_ db: Database) throws {
    try BatchVirtualTable.present(table, as: "event_batch", on: db)
    let columns = table.columns.joined(separator: ", ")
    insertAll = try RawStatement(
      // An error takes the whole transaction back, so the statement needs no savepoint of its own.
      db, sql: "INSERT OR FAIL INTO usage_event (\(columns)) SELECT \(columns) FROM event_batch")
    let read = """
      SELECT key_high, dimension_set_id, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning,
        audio_in, image_in, audio_out, image_out, cost_nano_usd, pricing, cache_saved_nano_usd,
        computed_cost_nano_usd, logged_cost_nano_usd, latency_ms, ttft_ms, flags, web_search, billed_units,
        source_id, line_offset, line, user_id, session_id, request_id, label_ranks, key_low
      FROM usage_event
      """
    select = try RawStatement(db, sql: "\(read) WHERE time_us = ? AND key_low = ?")
    selectSums = try RawStatement(
      db, sql: "\(read) WHERE time_us = ? AND session_id = ? AND flags & \(Flag.isSum) <> 0")
    deleteOne = try RawStatement(
      db, sql: "DELETE FROM usage_event WHERE time_us = ? AND key_low = ? AND key_high = ?")
  }

  /// Writes the events that are to be stored.
  func insert(_ batch: PendingBatch, _ units: [CommitUnit]) throws {
    try table.hold(batch, units) { try insertAll.run() }
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
      result = .found(storedEvent(time: time, in: select))
    }
    return result
  }

  /// Deletes the sums of a session that are stored at a time, and returns them.
  func takeSums(ofSession session: Int64, time: Int64) throws -> [StoredEvent] {
    selectSums.bind(time, at: 1)
    selectSums.bind(session, at: 2)
    var taken: [(event: StoredEvent, identity: EventIdentity)] = []
    try selectSums.forEachRow {
      let identity = EventIdentity(
        high: UInt64(bitPattern: selectSums.int(0)), low: UInt64(bitPattern: selectSums.int(29)))
      taken.append((storedEvent(time: time, in: selectSums), identity))
    }
    for (_, identity) in taken { try delete(time: time, identity: identity) }
    return taken.map(\.event)
  }

  private func storedEvent(time: Int64, in row: RawStatement) -> StoredEvent {
    func count(_ column: Int32) -> Int32? { row.optionalInt(column).map { Int32(clamping: $0) } }
    func money(_ column: Int32) -> Money? { row.optionalInt(column).map(Money.init(nanodollars:)) }
    var event = UsageEvent(
      time: Instant(microseconds: time), identity: EventIdentity(high: 0, low: 0), labels: 0,
      tokens: TokenCounts(
        input: count(2), cacheRead: count(3), cacheWrite5m: count(4), cacheWrite1h: count(5),
        output: count(6), reasoning: count(7), audioIn: count(8), imageIn: count(9), audioOut: count(10),
        imageOut: count(11)))
    let flags = row.int(19)
    Self.read(flags, into: &event)
    event.loggedCost = money(16)
    event.latencyMilliseconds = count(17)
    event.firstTokenMilliseconds = count(18)
    event.webSearches = count(20)
    event.units = row.optionalInt(21).flatMap(BilledUnits.init(fromStored:))
    event.offset = row.int(23)
    event.line = row.int(24)
    let status = CostStatus(rawValue: UInt8(row.int(13) & 7)) ?? .unpriced
    let priced = PricedEvent(
      event: event, cost: money(12), computedCost: money(15) ?? (status == .logged ? nil : money(12)),
      status: status, priceID: Int32(clamping: row.int(13) >> 3),
      cacheSaved: Money(nanodollars: row.int(14)))
    return StoredEvent(
      time: time, dimensionSet: Int32(clamping: row.int(1)), user: row.int(25), session: row.int(26),
      requestID: row.text(27), source: row.int(22), priced: priced,
      lowerRanks: RequestRecord.lowerRanks(stored: row.blob(28)),
      isUserForgotten: flags & Flag.userForgotten != 0,
      isSessionForgotten: flags & Flag.sessionForgotten != 0,
      hasUndatedRecord: flags & (Flag.hasUndatedRecord | Flag.timeIsGuessed) != 0)
  }

  private static func read(_ flags: Int64, into event: inout UsageEvent) {
    event.outcome = flags & Flag.error != 0 ? .error : .ok
    event.isStream =
      flags & Flag.streamed != 0 ? true : flags & Flag.notStreamed != 0 ? false : nil
    event.timeIsGuessed = flags & Flag.timeIsGuessed != 0
    event.hostIsAssumed = flags & Flag.hostIsAssumed != 0
    event.totals =
      flags & Flag.totalContradicts != 0
      ? .contradicts : flags & Flag.totalDecided != 0 ? .decided : .agrees
    event.grain = flags & Flag.isSum != 0 ? .sum : flags & Flag.isPart != 0 ? .part : .request
    event.isSeveral = flags & Flag.isSeveral != 0
  }

  func delete(time: Int64, identity: EventIdentity) throws {
    deleteOne.bind(time, at: 1)
    deleteOne.bind(Int64(bitPattern: identity.low), at: 2)
    deleteOne.bind(Int64(bitPattern: identity.high), at: 3)
    try deleteOne.run()
  }
}

/// The events of a batch as rows of `usage_event`.
private final class EventTable: RowSource {
  let columns = [
    "time_us", "key_low", "key_high", "dimension_set_id", "user_id", "session_id", "request_id", "input",
    "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "cost_nano_usd", "pricing",
    "cache_saved_nano_usd", "latency_ms", "ttft_ms", "flags", "source_id", "line_offset", "line",
    "audio_in", "image_in", "audio_out", "image_out", "web_search", "logged_cost_nano_usd",
    "computed_cost_nano_usd", "billed_units", "label_ranks",
  ]
  private var batch = PendingBatch(capacity: 0)
  private var units: [CommitUnit] = []
  /// Positions of the batch's events, by time.
  private var order: [Int32] = []
  /// The row that SQLite stands on; it asks for one cell after the other.
  private var row = -1
  private var entry = PendingEvent(
    EventTable.none.event, identity: EventTable.none.event.identity, unit: 0, index: 0)
  private var priced = EventTable.none
  /// The row's record where it is the merge of several, which few are.
  private var merged: RequestRecord?
  private var isMerged = false
  private static let none = PricedEvent(
    event: UsageEvent(
      time: Instant(microseconds: 0), identity: EventIdentity(high: 0, low: 0), labels: 0,
      tokens: TokenCounts()),
    cost: nil, status: .unpriced)

  var rowCount: Int { order.count }

  /// Holds the events that are to be stored, in order of time, while `body` runs.
  func hold(_ batch: PendingBatch, _ units: [CommitUnit], _ body: () throws -> Void) rethrows {
    let pending = batch.events
    order.removeAll(keepingCapacity: true)
    var isOrdered = true
    var last = Int64.min
    for position in pending.indices where pending[position].fate != .dropped {
      let time = pending[position].time
      if time < last { isOrdered = false }
      last = time
      order.append(Int32(truncatingIfNeeded: position))
    }
    if !isOrdered { order.sort { pending[Int($0)].time < pending[Int($1)].time } }
    self.batch = batch
    self.units = units
    row = -1
    defer {
      self.batch = PendingBatch(capacity: 0)
      self.units = []
    }
    try body()
  }

  func write(_ column: Int, ofRow row: Int, to cell: BatchVirtualTable.Cell) {
    if row != self.row {
      self.row = row
      entry = batch.events[Int(order[row])]
      if entry.merged >= 0 || isMerged { hold(batch.record(of: entry)) }
      if !isMerged { priced = units[Int(entry.unit)].block.events[Int(entry.index)] }
    }
    switch column {
    case 0: cell.put(priced.event.time.microseconds)
    case 1: cell.put(Int64(bitPattern: entry.identity.low))
    case 2: cell.put(Int64(bitPattern: entry.identity.high))
    case 3: cell.put(Int64(entry.dimensionSet))
    case 4: if entry.user != 0 { cell.put(entry.user) }
    case 5: if entry.session != 0 { cell.put(entry.session) }
    case 6: putRequestID(to: cell)
    case 7: cell.put(priced.event.tokens.input)
    case 8: cell.put(priced.event.tokens.cacheRead)
    case 9: cell.put(priced.event.tokens.cacheWrite5m)
    case 10: cell.put(priced.event.tokens.cacheWrite1h)
    case 11: cell.put(priced.event.tokens.output)
    case 12: cell.put(priced.event.tokens.reasoning)
    case 13: put(priced.cost, to: cell)
    case 14: cell.put(Int64(priced.priceID) << 3 | Int64(priced.status.rawValue))
    case 15: cell.put(priced.cacheSaved.nanodollars)
    case 16: cell.put(priced.event.latencyMilliseconds)
    case 17: cell.put(priced.event.firstTokenMilliseconds)
    case 18: cell.put(flags)
    case 19: cell.put((isMerged ? merged?.place.source : nil) ?? units[Int(entry.unit)].stream)
    case 20: cell.put(priced.event.offset)
    case 21: cell.put(priced.event.line)
    case 22: cell.put(priced.event.tokens.audioIn)
    case 23: cell.put(priced.event.tokens.imageIn)
    case 24: cell.put(priced.event.tokens.audioOut)
    case 25: cell.put(priced.event.tokens.imageOut)
    case 26: cell.put(priced.event.webSearches)
    case 27: put(priced.event.loggedCost, to: cell)
    // NULL where the recorded cost is the computed price, so that the price is stored only once.
    case 28:
      // A subscription's requests are free, and would cost something.
      let status = priced.status
      let isApart = status == .free && priced.computedCost != priced.cost
      if status == .logged || isApart { put(priced.computedCost, to: cell) }
    case 29: if let units = priced.event.units { cell.put(units.stored) }
    case 30:
      guard isMerged, let ranks = merged?.storedLowerRanks, !ranks.isEmpty else { break }
      ranks.withUnsafeBytes { cell.put(blob: $0) }
    default: break
    }
  }

  private func hold(_ record: RequestRecord?) {
    merged = record
    isMerged = record != nil
    if let record { priced = record.priced }
  }

  private func putRequestID(to cell: BatchVirtualTable.Cell) {
    if isMerged, let merged {
      if !merged.requestID.isEmpty { cell.put(merged.requestID) }
      return
    }
    let range = priced.event.requestID
    guard range.count > 0 else { return }
    units[Int(entry.unit)].block.arena.withUnsafeBytes { arena in
      let start = Int(range.start)
      cell.put(text: UnsafeRawBufferPointer(rebasing: arena[start..<start + Int(range.count)]))
    }
  }

  @inline(__always)
  private func put(_ amount: Money?, to cell: BatchVirtualTable.Cell) {
    if let amount { cell.put(amount.nanodollars) }
  }

  private var flags: Int64 {
    var flags: Int64 = priced.event.outcome == .error ? EventRows.Flag.error : 0
    if let isStream = priced.event.isStream {
      flags |= isStream ? EventRows.Flag.streamed : EventRows.Flag.notStreamed
    }
    if priced.event.hostIsAssumed { flags |= EventRows.Flag.hostIsAssumed }
    if priced.event.timeIsGuessed {
      flags |= EventRows.Flag.timeIsGuessed
    } else if isMerged, merged?.hasUndatedRecord == true {
      flags |= EventRows.Flag.hasUndatedRecord
    }
    if isMerged, merged?.isUserForgotten == true { flags |= EventRows.Flag.userForgotten }
    if isMerged, merged?.isSessionForgotten == true { flags |= EventRows.Flag.sessionForgotten }
    switch priced.event.grain {
    case .request: break
    case .part: flags |= EventRows.Flag.isPart
    case .sum: flags |= EventRows.Flag.isSum
    }
    if priced.event.isSeveral { flags |= EventRows.Flag.isSeveral }
    switch priced.event.totals {
    case .agrees: break
    case .decided: flags |= EventRows.Flag.totalDecided
    case .contradicts: flags |= EventRows.Flag.totalContradicts
    }
    return flags
  }
}
