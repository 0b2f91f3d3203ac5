import GRDB
import SpendCore

/// Merges the records of one request: within a batch, and with what is stored.
///
/// An event whose identity occurs once passes without work here.
final class RequestMerger {
  /// Prices a merged request whose provider, model or time come from another record than its usage.
  typealias Pricer = (StoredCost, LabelSet) -> RecordedPrice?

  /// Identities to be filed with the batch: under which key, and at what time the event is stored.
  struct Filing {
    var partition: Int64
    var key: UInt64
    var time: Int64
  }

  private let identities: IdentityIndex
  private let rows: EventRows
  private let finder: StoredRowFinder
  private let labels: LabelSetStore
  private let features: FeatureIndex
  private let names: NameStore
  private let checkpoints: CheckpointWriter
  private let selectPath: RawStatement
  var price: Pricer?

  private(set) var filings: [Filing] = []
  /// Stored rows that became part of another event.
  private(set) var joined = 0
  /// Rows deleted in this batch, and the event of the batch that each became part of.
  private var moved: [RowKey: MovedRow] = [:]
  /// The source of the row whose place an event of the batch took.
  private var succeeded: [Int: Int64] = [:]
  /// Events of the batch that became part of another one.
  private var joinedInto: [Int: Int] = [:]
  private var paths: [Int64: String] = [:]

  /// The partition of a hit that was found by its row.
  private static let notFiled = Int64.min

  private struct RowKey: Hashable {
    var time: Int64
    var identity: EventIdentity
  }

  private struct MovedRow {
    /// The event of the batch.
    var position: Int
    var hasUndatedRecord: Bool
  }

  init(
    _ db: Database, _ identities: IdentityIndex, _ rows: EventRows, _ labels: LabelSetStore,
    _ features: FeatureIndex,
    _ names: NameStore, _ checkpoints: CheckpointWriter
  ) throws {
    self.identities = identities
    self.rows = rows
    finder = StoredRowFinder(identities: identities, rows: rows)
    self.labels = labels
    self.features = features
    self.names = names
    self.checkpoints = checkpoints
    selectPath = try RawStatement(db, sql: "SELECT path FROM source_file WHERE id = ?")
  }

  func beginBatch() {
    filings.removeAll(keepingCapacity: true)
    moved.removeAll(keepingCapacity: true)
    succeeded.removeAll(keepingCapacity: true)
    joinedInto.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
    joined = 0
  }

  // MARK: Within a batch

  /// Merges a record into those events of the batch that are the same request.
  ///
  /// - Parameter positions: Those events, at least one; they become the first.
  /// - Returns: Whether the record settles the usage now.
  func merge(
    _ index: Int, ofUnit unit: Int, into positions: [Int], _ batch: inout PendingBatch, _ units: [CommitUnit],
    _ tallies: inout [StreamTally]
  ) throws -> Bool {
    let position = positions[0]
    if positions.count == 1, let settles = mergeAlike(index, unit, position, &batch, units) { return settles }
    let new = try record(index, ofUnit: unit, units)
    var merged = try record(of: batch.events[position], batch, units)
    let settles = merged.hasLess(than: new) == true
    merged = merged.merged(with: new)
    let event = units[unit].block.events[index].event
    var moments = batch.moments(of: batch.events[position])
    moments.append(RecordMoment(of: event))
    if event.grain == .part { batch.events[position].grain = .part }
    for other in positions.dropFirst() {
      merged = merged.merged(with: try record(of: batch.events[other], batch, units))
      moments += batch.moments(of: batch.events[other])
      if batch.events[other].grain == .part { batch.events[position].grain = .part }
      batch.events[other].fate = .dropped
      tallies[Int(batch.events[other].unit)].duplicates += 1
    }
    try set(merged, Self.distinct(moments), at: position, &batch)
    return settles
  }

  /// Merges two records that differ in usage and time alone, such as snapshots of a growing answer. Nil when
  /// they differ in more.
  private func mergeAlike(
    _ index: Int, _ unit: Int, _ position: Int, _ batch: inout PendingBatch, _ units: [CommitUnit]
  ) -> Bool? {
    let entry = batch.events[position]
    guard entry.merged < 0, Int(entry.unit) == unit else { return nil }
    let block = units[unit].block
    let (old, new) = (block.events[Int(entry.index)], block.events[index])
    let apart = (old.event.time.microseconds - new.event.time.microseconds).magnitude
    guard old.event.labels == new.event.labels, old.event.user == new.event.user,
      old.event.session == new.event.session, old.event.isStream == new.event.isStream,
      old.event.latencyMilliseconds == new.event.latencyMilliseconds,
      old.event.firstTokenMilliseconds == new.event.firstTokenMilliseconds,
      !old.event.timeIsGuessed, !new.event.timeIsGuessed, old.event.grain == new.event.grain,
      old.event.identityScope == new.event.identityScope, apart < 3_600_000_000,
      RecordMoment(of: old.event).filedPartition == RecordMoment(of: new.event).filedPartition,
      block.text(old.event.requestID) == block.text(new.event.requestID)
    else { return nil }
    let (oldRank, newRank) = (RecordRank(of: old), RecordRank(of: new))
    guard oldRank != newRank else {
      // The earlier record of the same content stays.
      let isEarlier = old.event.time <= new.event.time && old.event.line <= new.event.line
      return isEarlier && Self.isSameUsage(old, new) ? false : nil
    }
    guard oldRank < newRank else { return false }
    batch.move(position, to: new.event, unit: unit, index: index)
    return true
  }

  private func set(
    _ merged: RequestRecord, _ moments: [RecordMoment], at position: Int, _ batch: inout PendingBatch
  ) throws {
    var merged = merged
    if !merged.isPriceCurrent, let fresh = price?(StoredCost(of: merged), merged.labels) {
      merged.price = fresh
      merged.isPriceCurrent = true
    }
    batch.events[position].time = merged.priced.event.time.microseconds
    let dimensionSet = try labels.id(of: merged.labels)
    batch.events[position].dimensionSet = dimensionSet
    batch.events[position].feature = try features.index(ofDimensionSet: dimensionSet)
    batch.events[position].user = merged.user.isEmpty ? 0 : try names.id(of: merged.user)
    batch.events[position].session = merged.session.isEmpty ? 0 : try names.id(of: merged.session)
    batch.set(merged, moments, at: position)
  }

  private static func distinct(_ moments: [RecordMoment]) -> [RecordMoment] {
    var seen: Set<RecordMoment> = []
    return moments.filter { seen.insert($0).inserted }
  }

  // MARK: With what is stored

  /// Merges the events of the batch with what is stored under their identities.
  ///
  /// - Parameters:
  ///   - lines: Entries of lines without a request id, which have been looked up already.
  ///   - checksRows: Looks for each event's row as well, should the index have lost it.
  /// - Returns: The rows that were deleted, whose sums are to be subtracted.
  func mergeWithStore(
    _ batch: inout PendingBatch, _ units: [CommitUnit], _ tallies: inout [StreamTally],
    lines: [IdentityIndex.Hit], checksRows: Bool
  ) throws -> [StoredEvent] {
    var probes: [IdentityIndex.Probe] = []
    var undated: [IdentityIndex.Probe] = []
    var hits = lines
    for position in batch.events.indices where batch.events[position].fate != .dropped {
      tallies[Int(batch.events[position].unit)].inserted += 1
      let key = batch.events[position].identity.low
      if checksRows {
        let (time, identity) = (batch.events[position].time, batch.events[position].identity)
        if case .found = try rows.stored(time: time, identity: identity) {
          hits.append(.init(position: position, time: time, partition: Self.notFiled))
        }
      }
      guard !batch.events[position].isSettled else { continue }
      if batch.events[position].merged >= 0 {
        let moments = batch.moments(of: batch.events[position])
        if moments.contains(where: \.isGuessed) {
          undated.append(.init(partition: 0, key: key, position: position))
        } else {
          for moment in moments { try addProbes(key, moment.time, position, &probes) }
        }
      } else if batch.events[position].isTimeGuessed {
        undated.append(.init(partition: 0, key: key, position: position))
      } else {
        try addProbes(key, batch.events[position].time, position, &probes)
      }
    }
    hits += try identities.find(probes) + identities.findEverywhere(undated)
    hits.sort { $0.position < $1.position }
    var removed: [StoredEvent] = []
    var start = 0
    while start < hits.count {
      var end = start
      while end < hits.count, hits[end].position == hits[start].position { end += 1 }
      try merge(hits[start..<end], at: hits[start].position, &batch, units, &tallies, &removed)
      start = end
    }
    fileMerged(&batch)
    return removed
  }

  @inline(__always)
  private func addProbes(
    _ key: UInt64, _ time: Int64, _ position: Int, _ probes: inout [IdentityIndex.Probe]
  ) throws {
    try identities.forEachPartition(near: time) { place in
      guard try identities.mightContain(key, in: place) else { return }
      probes.append(IdentityIndex.Probe(partition: place, key: key, position: position))
    }
  }

  /// Merges the event at `position` with the rows, and the other events of the batch, that its hits lead to.
  private func merge(
    _ hits: ArraySlice<IdentityIndex.Hit>, at position: Int, _ batch: inout PendingBatch,
    _ units: [CommitUnit], _ tallies: inout [StreamTally], _ removed: inout [StoredEvent]
  ) throws {
    let entry = batch.events[position]
    guard entry.fate != .dropped else { return }
    let unit = Int(entry.unit)
    let moments = batch.moments(of: entry)
    var found: [StoredEvent] = []
    var others: [Int] = []
    // Entries of this request; those of another one with the same id stay as they are.
    var own: [IdentityIndex.Hit] = []
    var isExpired = false
    for hit in hits {
      let trace = try follow(hit, entry.identity)
      guard entry.isSettled || moments.contains(where: { Self.isNear(hit, trace, $0) }) else { continue }
      if case .otherRequest = trace { continue }
      own.append(hit)
      switch trace {
      case .row(let row):
        if !found.contains(where: { $0.time == row.time }) { found.append(row) }
      case .ofBatch(let row, _):
        let other = holder(of: row.position)
        if other != position, !others.contains(other) { others.append(other) }
      case .expired: isExpired = true
      case .otherRequest: continue
      }
    }
    if let target = others.first {
      try join([position] + others.dropFirst(), into: target, &batch, units, &tallies)
      try absorb(found, into: target, own, &batch, units, &removed)
      return
    }
    guard !found.isEmpty else {
      if isExpired { drop(position, unit, &batch, &tallies) }
      return
    }
    if entry.merged < 0, found.count == 1, try isCopy(entry, of: found[0], batch, units) {
      drop(position, unit, &batch, &tallies)
      file(moments, rows: found, own, entry.identity.low, at: found[0].time)
      return
    }
    try merge(found, into: position, &batch, units, &tallies, own, &removed)
  }

  private func merge(
    _ found: [StoredEvent], into position: Int, _ batch: inout PendingBatch, _ units: [CommitUnit],
    _ tallies: inout [StreamTally], _ hits: [IdentityIndex.Hit], _ removed: inout [StoredEvent]
  ) throws {
    let entry = batch.events[position]
    let unit = Int(entry.unit)
    let moments = batch.moments(of: entry)
    let new = try record(of: entry, batch, units)
    var merged = new
    var settles = true
    for row in found {
      let stored = try record(of: row)
      if stored.hasLess(than: new) != true { settles = false }
      merged = stored.merged(with: merged)
      if found.count == 1, merged.isStored(as: stored) {
        drop(position, unit, &batch, &tallies)
        file(moments, rows: found, hits, entry.identity.low, at: row.time)
        return
      }
    }
    tallies[unit].inserted -= 1
    if settles { tallies[unit].replaced += 1 } else { tallies[unit].duplicates += 1 }
    for row in found { try remove(row, entry.identity, for: position, &removed) }
    succeeded[position] = found[0].source
    for row in found.dropFirst() { try disown(row.source) }
    try set(merged, moments, at: position, &batch)
    batch.events[position].fate = .merged
    file(moments, rows: found, hits, entry.identity.low, at: batch.events[position].time)
  }

  /// Makes events of the batch part of another one, which has taken the place of a row.
  private func join(
    _ positions: [Int], into target: Int, _ batch: inout PendingBatch, _ units: [CommitUnit],
    _ tallies: inout [StreamTally]
  ) throws {
    var merged = try record(of: batch.events[target], batch, units)
    var moments = batch.moments(of: batch.events[target])
    for position in positions {
      let entry = batch.events[position]
      merged = try merged.merged(with: record(of: entry, batch, units))
      moments += batch.moments(of: entry)
      if entry.fate == .merged {
        // Its records are counted already, and so is the row whose place it took.
        batch.events[position].fate = .dropped
        if let source = succeeded[position] { try disown(source) }
      } else {
        drop(position, Int(entry.unit), &batch, &tallies)
      }
      joinedInto[position] = target
    }
    moments = Self.distinct(moments)
    try set(merged, moments, at: target, &batch)
    file(moments, rows: [], [], batch.events[target].identity.low, at: batch.events[target].time)
  }

  /// Merges rows into an event of the batch that has taken the place of another row.
  private func absorb(
    _ rows: [StoredEvent], into target: Int, _ hits: [IdentityIndex.Hit],
    _ batch: inout PendingBatch, _ units: [CommitUnit], _ removed: inout [StoredEvent]
  ) throws {
    guard !rows.isEmpty else { return }
    let identity = batch.events[target].identity
    var merged = try record(of: batch.events[target], batch, units)
    for row in rows {
      merged = try record(of: row).merged(with: merged)
      try remove(row, identity, for: target, &removed)
      try disown(row.source)
    }
    let moments = batch.moments(of: batch.events[target])
    try set(merged, moments, at: target, &batch)
    file(moments, rows: rows, hits, identity.low, at: batch.events[target].time, refiling: true)
  }

  /// Deletes a row that becomes part of an event of the batch.
  private func remove(
    _ row: StoredEvent, _ identity: EventIdentity, for position: Int, _ removed: inout [StoredEvent]
  ) throws {
    try rows.delete(time: row.time, identity: identity)
    moved[RowKey(time: row.time, identity: identity)] = MovedRow(
      position: position, hasUndatedRecord: row.hasUndatedRecord)
    removed.append(row)
  }

  /// Counts a stored event as part of another one.
  private func disown(_ source: Int64) throws {
    try checkpoints.disown(source)
    joined += 1
  }

  /// The event of the batch that an event became part of, or the event itself.
  private func holder(of position: Int) -> Int {
    var holder = position
    while let next = joinedInto[holder] { holder = next }
    return holder
  }

  private func drop(
    _ position: Int, _ unit: Int, _ batch: inout PendingBatch, _ tallies: inout [StreamTally]
  ) {
    batch.events[position].fate = .dropped
    tallies[unit].inserted -= 1
    tallies[unit].duplicates += 1
  }

  // MARK: Following the index

  private enum Trace {
    case row(StoredEvent)
    /// The row, stored at `time`, became part of an event of this batch.
    case ofBatch(MovedRow, time: Int64)
    /// The identity is known and its event has been deleted.
    case expired
    /// The queried half of the identity is equal, the other half differs.
    case otherRequest
  }

  private func follow(_ hit: IdentityIndex.Hit, _ identity: EventIdentity) throws -> Trace {
    func row(_ time: Int64) -> MovedRow? { moved[RowKey(time: time, identity: identity)] }
    switch try finder.row(at: hit, identity, hasMoved: { row($0) != nil }) {
    case .row(let row): return .row(row)
    case .moved(let time): return row(time).map { .ofBatch($0, time: time) } ?? .expired
    case .expired: return .expired
    case .otherRequest: return .otherRequest
    }
  }

  /// Returns true when the row that a hit leads to is of the request of a record made at `moment`.
  private static func isNear(_ hit: IdentityIndex.Hit, _ trace: Trace, _ moment: RecordMoment) -> Bool {
    // Of the partitions of days only those near the record are searched, and an entry stands for a record there.
    if hit.partition != IdentityIndex.globalPartition || moment.isGlobal { return true }
    return switch trace {
    case .row(let row): row.hasUndatedRecord || moment.isNear(time: row.time)
    case .ofBatch(let row, let time): row.hasUndatedRecord || moment.isNear(time: time)
    case .expired, .otherRequest: moment.isNear(time: hit.time)
    }
  }

  /// Files the identity of a request that is stored at `time`, where no entry names that time yet: in the
  /// partitions of its records and of the rows that became part of it, and where an entry was found.
  ///
  /// A request whose identities all hold over all time has an entry in the partition of all time; that its
  /// records lie in the partition of its own time follows from it.
  ///
  /// - Parameter refiling: This batch may have filed the request under another time.
  private func file(
    _ moments: [RecordMoment], rows: [StoredEvent], _ hits: [IdentityIndex.Hit], _ key: UInt64,
    at time: Int64, refiling: Bool = false
  ) {
    var partitions = Set(hits.map(\.partition))
    partitions.remove(Self.notFiled)
    for moment in moments {
      partitions.insert(moment.filedPartition)
    }
    let own = IdentityIndex.partition(of: time)
    let isGlobal = partitions.allSatisfy { $0 == IdentityIndex.globalPartition }
    for moment in moments where !moment.isGuessed { partitions.insert(moment.partition) }
    for row in rows { partitions.insert(IdentityIndex.partition(of: row.time)) }
    if isGlobal { partitions.remove(own) } else { partitions.insert(own) }
    for partition in partitions
    where refiling || !hits.contains(where: { $0.partition == partition && $0.time == time }) {
      filings.append(Filing(partition: partition, key: key, time: time))
    }
  }

  /// Files the identities of new events that are merged from several records of the batch.
  private func fileMerged(_ batch: inout PendingBatch) {
    for position in batch.events.indices where batch.events[position].merged >= 0 {
      guard batch.events[position].fate == .new else { continue }
      batch.events[position].fate = .merged
      file(
        batch.moments(of: batch.events[position]), rows: [], [], batch.events[position].identity.low,
        at: batch.events[position].time)
    }
  }

  // MARK: Records

  /// Returns true when a row already holds everything that an event states, and is found where it should be.
  private func isCopy(
    _ entry: PendingEvent, of row: StoredEvent, _ batch: PendingBatch, _ units: [CommitUnit]
  ) throws -> Bool {
    let unit = units[Int(entry.unit)]
    let (new, old) = (unit.block.events[Int(entry.index)], row.priced)
    guard
      entry.dimensionSet == row.dimensionSet && entry.user == row.user && entry.session == row.session
        && row.lowerRanks.isEmpty && Self.isSameUsage(new, old) && new.event.time == old.event.time
        && new.event.timeIsGuessed == old.event.timeIsGuessed && new.event.isStream == old.event.isStream
        && new.event.latencyMilliseconds == old.event.latencyMilliseconds
        && new.event.firstTokenMilliseconds == old.event.firstTokenMilliseconds
        && unit.block.text(new.event.requestID) == row.requestID
    else { return false }
    let (newPath, oldPath) = (
      try place(of: new.event, in: unit.stream).path, try place(of: row.source).path
    )
    return (oldPath, old.event.line) <= (newPath, new.event.line)
  }

  private static func isSameUsage(_ a: PricedEvent, _ b: PricedEvent) -> Bool {
    a.event.tokens == b.event.tokens && a.event.loggedCost == b.event.loggedCost
      && a.event.outcome == b.event.outcome && a.event.units == b.event.units
      && a.event.webSearches == b.event.webSearches && a.event.totals == b.event.totals
      && a.event.grain == b.event.grain && a.event.isSeveral == b.event.isSeveral
      && (a.status == .logged) == (b.status == .logged)
  }

  private func record(
    of entry: PendingEvent, _ batch: PendingBatch, _ units: [CommitUnit]
  ) throws -> RequestRecord {
    try batch.record(of: entry) ?? record(Int(entry.index), ofUnit: Int(entry.unit), units)
  }

  private func record(_ index: Int, ofUnit unit: Int, _ units: [CommitUnit]) throws -> RequestRecord {
    let block = units[unit].block
    let priced = block.events[index]
    var record = RequestRecord(
      priced, labels: block.labelSets[Int(priced.event.labels)],
      place: try place(of: priced.event, in: units[unit].stream))
    if priced.event.user >= 0 { record.user = block.names[Int(priced.event.user)] }
    if priced.event.session >= 0 { record.session = block.names[Int(priced.event.session)] }
    record.requestID = block.text(priced.event.requestID)
    return record
  }

  private func record(of row: StoredEvent) throws -> RequestRecord {
    var record = RequestRecord(
      row.priced, labels: try labels.labels(of: row.dimensionSet), place: try place(of: row.source),
      lowerRanks: row.lowerRanks)
    if row.user != 0 { record.user = try names.text(of: row.user) }
    if row.session != 0 { record.session = try names.text(of: row.session) }
    record.requestID = row.requestID
    record.isUserForgotten = row.isUserForgotten
    record.isSessionForgotten = row.isSessionForgotten
    record.hasUndatedRecord = row.hasUndatedRecord
    return record
  }

  /// The place at which an event of the batch was read. A log takes precedence over an export: equal lines
  /// are counted in the log.
  private func place(of event: UsageEvent, in stream: Int64) throws -> RequestRecord.Place {
    var place = try place(of: stream)
    if event.identityOrigin == .export { place.path = "\u{10FFFF}" + place.path }
    return place
  }

  private func place(of stream: Int64) throws -> RequestRecord.Place {
    if let path = paths[stream] { return RequestRecord.Place(source: stream, path: path) }
    var path = ""
    selectPath.bind(stream, at: 1)
    try selectPath.forEachRow { path = selectPath.text(0) }
    paths[stream] = path
    return RequestRecord.Place(source: stream, path: path)
  }
}

extension StoredCost {
  /// Collects the facts that decide the price of a merged request.
  init(of record: RequestRecord) {
    let event = record.priced.event
    self.init(
      time: event.time, keyLow: 0, keyHigh: 0, labels: 0, tokens: event.tokens,
      webSearches: event.webSearches, units: event.units, isError: event.outcome == .error,
      contradictsItself: event.totals == .contradicts, isSeveral: event.isSeveral, price: record.price,
      logged: event.loggedCost)
  }
}
