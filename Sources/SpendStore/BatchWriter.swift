import GRDB
import SpendCore

/// Stores a batch of blocks inside the running transaction.
///
/// The order of work: settle which events are new, once within the batch by a hash table and once
/// against the database by the identity index; write rows in order of time; fold rollups in memory
/// and add them; append identities; move the checkpoints.
final class BatchWriter {
  private let db: Database
  private let identities: IdentityIndex
  private let lines: LineOccurrences
  private let sessions: SessionSums
  private let rows: EventRows
  private let rollups: RollupWriter
  private let labels: LabelTable
  private let features: FeatureNames
  private let names: NameTable
  private let checkpoints: CheckpointWriter
  private let setMeta: RawStatement
  private let addMeta: RawStatement

  init(_ db: Database) throws {
    self.db = db
    identities = try IdentityIndex(db)
    rows = try EventRows(db)
    lines = LineOccurrences(identities, rows)
    sessions = try SessionSums(db, identities, rows)
    let rollupZone = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'timezone'") ?? "UTC"
    let features = try FeatureNames(db)
    rollups = try RollupWriter(db, zone: Zone(named: rollupZone) ?? .utc, features: features)
    labels = try LabelTable(db, features: features)
    self.features = features
    names = try NameTable(db)
    checkpoints = try CheckpointWriter(db)
    setMeta = try RawStatement(
      db, sql: "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")
    addMeta = try RawStatement(
      db, sql: "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = value + ?2")
  }

  func store(_ units: [CommitUnit], at now: Instant) throws -> CommitReport {
    var report = CommitReport()
    var tallies = [StreamTally](repeating: StreamTally(), count: units.count)
    var pending = try settleWithinBatch(units, &tallies)
    var old = try settleAgainstStore(&pending, units, &tallies)
    let givenWay = try sessions.settle(&pending, units, &tallies)
    old += givenWay

    try rows.insert(pending, units)
    FaultPoint.rowsInserted.reach()
    for entry in pending where entry.fate != .dropped {
      let facts = units.facts(of: entry)
      rollups.add(facts, dimensionSet: entry.dimensionSet, feature: entry.feature)
      if facts.status == .unpriced { report.unpriced += 1 }
    }
    for entry in old { try rollups.takeAway(entry) }
    try rollups.flush()
    FaultPoint.sumsAdded.reach()
    try appendIdentities(pending)
    FaultPoint.identitiesAppended.reach()
    if BrokenRule.checkpointApart.isBroken {
      for sql in ["COMMIT", "BEGIN IMMEDIATE"] { try RawStatement(db, sql: sql).run() }
    }
    for (index, unit) in units.enumerated() {
      try checkpoints.move(unit, tallies[index], at: now)
      try ProviderAggregateTable.store(unit.block.aggregates, db, at: now)
      try HardwareTable.store(unit.block.hardware, db)
    }

    for tally in tallies {
      report.inserted += tally.inserted
      report.duplicates += tally.duplicates
      report.replaced += tally.replaced
    }
    try count("generation", 1)
    try count("events", Int64(report.inserted - givenWay.count))
    setMeta.bind("last_ingest_us", at: 1)
    setMeta.bind(now.microseconds, at: 2)
    try setMeta.run()
    FaultPoint.checkpointsMoved.reach()
    return report
  }

  private func count(_ key: String, _ number: Int64) throws {
    addMeta.bind(key, at: 1)
    addMeta.bind(number, at: 2)
    try addMeta.run()
  }

  /// Keeps one event of each identity in the batch. Snapshots of a growing answer end here.
  private func settleWithinBatch(
    _ units: [CommitUnit], _ tallies: inout [StreamTally]
  ) throws -> [PendingEvent] {
    var batch = PendingBatch(capacity: units.reduce(0) { $0 + $1.block.events.count })
    lines.beginBatch()
    for (number, unit) in units.enumerated() {
      var ids = BlockIDs(unit.block)
      for index in unit.block.events.indices {
        let event = unit.block.events[index].event
        var identity = event.identity
        if event.identityOrigin == .line {
          guard let own = try lines.identity(of: event, stream: unit.stream, in: batch, units) else {
            tallies[number].duplicates += 1
            continue
          }
          identity = own
        }
        if let known = batch.index(of: identity) {
          guard Self.replaces(event, units.facts(of: batch.events[known]).event) else {
            tallies[number].duplicates += 1
            continue
          }
          batch.move(known, to: event, unit: number, index: index)
          try resolve(&batch.events[known], event, unit.block, &ids)
          tallies[number].replaced += 1
        } else {
          var entry = PendingEvent(event, identity: identity, unit: number, index: index)
          try resolve(&entry, event, unit.block, &ids)
          batch.append(entry)
        }
      }
    }
    return batch.events
  }

  /// Ids of a block's texts, as far as they have been asked for.
  private struct BlockIDs {
    var dimensionSets: [Int32]
    var features: [Int32]
    var names: [Int64]

    init(_ block: EventBlock) {
      dimensionSets = Array(repeating: 0, count: block.labelSets.count)
      features = dimensionSets
      names = Array(repeating: 0, count: block.names.count)
    }
  }

  /// Puts the ids in the place of an event's texts.
  @inline(__always)
  private func resolve(
    _ entry: inout PendingEvent, _ event: UsageEvent, _ block: EventBlock, _ ids: inout BlockIDs
  ) throws {
    let label = Int(event.labels)
    if ids.dimensionSets[label] == 0 {
      ids.dimensionSets[label] = try labels.id(of: block.labelSets[label])
      ids.features[label] = try features.index(ofDimensionSet: ids.dimensionSets[label])
    }
    entry.dimensionSet = ids.dimensionSets[label]
    entry.feature = ids.features[label]
    entry.user = try nameID(event.user, block, &ids.names)
    entry.session = try nameID(event.session, block, &ids.names)
  }

  @inline(__always)
  private func nameID(_ index: Int32, _ block: EventBlock, _ ids: inout [Int64]) throws -> Int64 {
    guard index >= 0 else { return 0 }
    if ids[Int(index)] == 0 { ids[Int(index)] = try names.id(of: block.names[Int(index)]) }
    return ids[Int(index)]
  }

  /// Whether a record of a request takes the place of another that came before it.
  private static func replaces(_ new: UsageEvent, _ old: UsageEvent) -> Bool {
    guard new.policy == .largest || old.policy == .largest else { return false }
    return isLarger(
      output: new.tokens.output, time: new.time.microseconds, than: old.tokens.output, old.time.microseconds)
  }

  private static func isLarger(output: Int32?, time: Int64, than oldOutput: Int32?, _ oldTime: Int64) -> Bool
  {
    (output ?? -1, time) > (oldOutput ?? -1, oldTime)
  }

  /// Finds what is stored already. Copies are dropped; a larger record takes the stored one's place,
  /// and that one's sums are returned to be taken away.
  private func settleAgainstStore(
    _ pending: inout [PendingEvent], _ units: [CommitUnit], _ tallies: inout [StreamTally]
  ) throws -> [StoredEvent] {
    var probes: [IdentityIndex.Probe] = []
    var timeless: [IdentityIndex.Probe] = []
    for position in pending.indices {
      tallies[Int(pending[position].unit)].inserted += 1
      guard !pending[position].isSettled else { continue }
      let key = pending[position].identity.low
      let partition = pending[position].partition
      let time = pending[position].time
      if partition == IdentityIndex.globalPartition, units.facts(of: pending[position]).event.timeIsGuessed {
        timeless.append(IdentityIndex.Probe(partition: partition, key: key, position: position))
      }
      try identities.forEachPartition(near: time) { place in
        guard try identities.mightContain(key, in: place) else { return }
        probes.append(IdentityIndex.Probe(partition: place, key: key, position: position))
      }
    }

    var old: [StoredEvent] = []
    let guesses = timeless.map { pending[$0.position].time }
    for hit in try identities.find(probes) + identities.findInWeeks(before: guesses, timeless)
    where pending[hit.position].fate == .new && !pending[hit.position].isSettled {
      let entry = pending[hit.position]
      let unit = Int(entry.unit)
      switch try rows.stored(time: hit.time, identity: entry.identity) {
      case .otherIdentity: continue
      case .expired:
        pending[hit.position].fate = .dropped
        tallies[unit].inserted -= 1
        tallies[unit].duplicates += 1
      case .found(let stored):
        tallies[unit].inserted -= 1
        let event = units.facts(of: entry).event
        if event.policy == .largest || stored.policy == .largest,
          Self.isLarger(output: event.tokens.output, time: entry.time, than: stored.output, stored.time)
        {
          try rows.delete(time: stored.time, identity: entry.identity)
          old.append(stored)
          pending[hit.position].fate = stored.time == entry.time ? .sameTime : .new
          pending[hit.position].partition = hit.partition
          pending[hit.position].isSettled = true
          tallies[unit].replaced += 1
        } else {
          pending[hit.position].fate = .dropped
          tallies[unit].duplicates += 1
        }
      }
    }
    return old
  }

  private func appendIdentities(_ pending: [PendingEvent]) throws {
    var byPartition: [Int64: [IdentitySegments.Entry]] = [:]
    var last = Int64.min
    var entries: [IdentitySegments.Entry] = []
    for index in pending.indices where pending[index].fate == .new {
      let partition = pending[index].partition
      if partition != last {
        if !entries.isEmpty { byPartition[last] = entries }
        last = partition
        entries = byPartition.removeValue(forKey: last) ?? []
      }
      entries.append(IdentitySegments.Entry(key: pending[index].identity.low, time: pending[index].time))
    }
    if !entries.isEmpty { byPartition[last] = entries }
    for shared in lines.shared + sessions.marks {
      byPartition[shared.partition, default: []].append(
        IdentitySegments.Entry(key: shared.key, time: shared.time))
    }
    for partition in byPartition.keys.sorted() {
      try identities.append(byPartition[partition] ?? [], to: partition)
    }
  }
}
