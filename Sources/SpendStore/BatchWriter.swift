import GRDB
import SpendCore

/// Stores a batch of blocks inside the running transaction.
///
/// The order of work: merge the records of each request, once within the batch by a hash table and once
/// with the database by the identity index; write rows in order of time; fold rollups in memory
/// and add them; append identities; move the checkpoints.
final class BatchWriter {
  private let db: Database
  private let identities: IdentityIndex
  private let lines: DuplicateLineResolver
  private let sessions: SessionTotalResolver
  private let merger: RequestMerger
  private let rows: EventRows
  private let rollups: RollupWriter
  private let labels: LabelSetStore
  private let features: FeatureIndex
  private let names: NameStore
  private let checkpoints: CheckpointWriter
  private let setMeta: RawStatement
  private let addMeta: RawStatement

  init(_ db: Database, price: RequestMerger.Pricer?) throws {
    self.db = db
    identities = try IdentityIndex(db)
    rows = try EventRows(db)
    lines = DuplicateLineResolver(identities, rows)
    checkpoints = try CheckpointWriter(db)
    sessions = SessionTotalResolver(identities, rows, checkpoints)
    let rollupZone = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'timezone'") ?? "UTC"
    let features = try FeatureIndex(db)
    rollups = try RollupWriter(db, zone: Zone(named: rollupZone) ?? .utc, features: features)
    labels = try LabelSetStore(db, features: features)
    self.features = features
    names = try NameStore(db)
    merger = try RequestMerger(db, identities, rows, labels, features, names, checkpoints)
    merger.price = price
    setMeta = try RawStatement(
      db, sql: "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")
    addMeta = try RawStatement(
      db, sql: "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = value + ?2")
  }

  /// - Parameter checksRows: Looks for the row of every event, should the identity index have lost it.
  func store(_ units: [CommitUnit], at now: Instant, checksRows: Bool = false) throws -> CommitReport {
    var report = CommitReport()
    var tallies = [StreamTally](repeating: StreamTally(), count: units.count)
    var batch = try settleWithinBatch(units, &tallies)
    var old = try merger.mergeWithStore(
      &batch, units, &tallies, lines: lines.found, checksRows: checksRows)
    let givenWay = try sessions.settle(&batch, units, &tallies)
    old += givenWay

    try rows.insert(batch, units)
    CrashPoint.rowsInserted.hit()
    for entry in batch.events where entry.fate != .dropped {
      let facts = batch.facts(of: entry, units)
      rollups.add(facts, dimensionSet: entry.dimensionSet, feature: entry.feature)
      if facts.status == .unpriced { report.unpriced += 1 }
    }
    for entry in old { try rollups.subtract(entry) }
    try rollups.flush()
    CrashPoint.sumsAdded.hit()
    try appendIdentities(batch.events)
    CrashPoint.identitiesAppended.hit()
    if FaultInjection.checkpointApart.isBroken {
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
    try count("events", Int64(report.inserted - givenWay.count - merger.joined))
    setMeta.bind("last_ingest_us", at: 1)
    setMeta.bind(now.microseconds, at: 2)
    try setMeta.run()
    CrashPoint.checkpointsMoved.hit()
    return report
  }

  private func count(_ key: String, _ number: Int64) throws {
    addMeta.bind(key, at: 1)
    addMeta.bind(number, at: 2)
    try addMeta.run()
  }

  /// Keeps one event of each request in the batch. Snapshots of a growing answer end here.
  private func settleWithinBatch(
    _ units: [CommitUnit], _ tallies: inout [StreamTally]
  ) throws -> PendingBatch {
    var batch = PendingBatch(capacity: units.reduce(0) { $0 + $1.block.events.count })
    lines.beginBatch()
    merger.beginBatch()
    for (number, unit) in units.enumerated() {
      var ids = BlockIDs(unit.block)
      for index in unit.block.events.indices {
        let event = unit.block.events[index].event
        var identity = event.identity
        if event.grain == .part, event.session >= 0 {
          let session = try nameID(event.session, unit.block, &ids.names)
          batch.notePart(
            ofSession: session, at: event.time.microseconds, name: unit.block.names[Int(event.session)])
        }
        if event.identityOrigin == .line {
          let line = try lines.number(event, stream: unit.stream, in: batch, units)
          identity = line.identity
          if let position = line.positions.first {
            lines.noteFound(line, at: position)
            let settles = try merger.merge(
              index, ofUnit: number, into: line.positions, &batch, units, &tallies)
            if settles { tallies[number].replaced += 1 } else { tallies[number].duplicates += 1 }
            continue
          }
          if line.hits.isEmpty, line.isExpired {
            tallies[number].duplicates += 1
            continue
          }
          lines.noteFound(line, at: batch.events.count)
        } else if let known = batch.index(of: identity),
          try merge(index, of: number, into: known, &batch, units, &tallies, &ids)
        {
          continue
        }
        var entry = PendingEvent(event, identity: identity, unit: number, index: index)
        try resolve(&entry, event, unit.block, &ids)
        batch.append(entry)
      }
    }
    return batch
  }

  /// Merges a record into the events of the batch that are the same request. False when none is.
  private func merge(
    _ index: Int, of number: Int, into known: Int, _ batch: inout PendingBatch, _ units: [CommitUnit],
    _ tallies: inout [StreamTally], _ ids: inout BlockIDs
  ) throws -> Bool {
    let positions = batch.positions(
      from: known, near: RecordMoment(of: units[number].block.events[index].event))
    guard !positions.isEmpty else { return false }
    if try merger.merge(index, ofUnit: number, into: positions, &batch, units, &tallies) {
      tallies[number].replaced += 1
    } else {
      tallies[number].duplicates += 1
    }
    return true
  }

  /// Ids of a block's texts, resolved on first use; 0 when unresolved.
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
    for filing in merger.filings {
      byPartition[filing.partition, default: []].append(
        IdentitySegments.Entry(key: filing.key, time: filing.time))
    }
    for shared in lines.shared + sessions.marks {
      byPartition[shared.partition, default: []].append(
        IdentitySegments.Entry(key: shared.key, time: shared.time))
    }
    for partition in byPartition.keys.sorted() {
      try identities.append(byPartition[partition] ?? [], to: partition)
    }
  }
}
