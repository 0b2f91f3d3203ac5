import SpendCore

/// Distinguishes equal lines of one stream, and detects lines that another stream has, too.
///
/// A line without a request id is identified by its bytes. The n-th equal line of a stream has the same
/// identity in every copy of that stream, so two equal requests count twice and a copied file adds zero. The
/// n-th lines of all streams are merged as the records of one request are: labels from paths and times of files
/// do not depend on which was read first.
///
/// Earlier lines of a stream that are not in memory are read from the database: a stored event of the stream
/// itself, or the mark that each stream of several has in the index.
final class DuplicateLineResolver {
  /// A mark that is to be stored with the batch.
  struct Shared {
    var key: UInt64
    var time: Int64
    var partition: Int64
  }

  /// A line with its number among the equal ones of its stream.
  struct Numbered {
    var identity: EventIdentity
    /// The events of the batch that are the same line.
    var positions: [Int] = []
    /// Entries that lead to the same line in the store.
    var hits: [IdentityIndex.Hit] = []
    /// The same line was stored, and its event has been deleted since.
    var isExpired = false
  }

  private struct Line: Hashable {
    var identity: EventIdentity
    var stream: Int64
    var partition: Int64
  }

  private let identities: IdentityIndex
  private let finder: StoredRowFinder
  /// Number of equal lines per stream; only lines that occurred more than once.
  private var counts: [Line: Int] = [:]
  private static let rememberedCounts = 50_000
  private(set) var shared: [Shared] = []
  /// Entries that lead to stored lines, with the positions of the equal ones in the batch.
  private(set) var found: [IdentityIndex.Hit] = []
  private var sharedKeys: Set<UInt64> = []

  init(_ identities: IdentityIndex, _ rows: EventRows) {
    self.identities = identities
    finder = StoredRowFinder(identities: identities, rows: rows)
  }

  func beginBatch() {
    shared.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    sharedKeys.removeAll(keepingCapacity: true)
    if counts.count > Self.rememberedCounts { counts.removeAll(keepingCapacity: true) }
  }

  /// The identity of a line's event, and the events that are the same line of other streams.
  func number(
    _ event: UsageEvent, stream: Int64, in batch: PendingBatch, _ units: [CommitUnit]
  ) throws -> Numbered {
    if batch.index(of: event.identity) == nil, try isAbsent(event.identity, event) {
      return Numbered(identity: event.identity)
    }
    let partition = RecordMoment(of: event).filedPartition
    let line = Line(identity: event.identity, stream: stream, partition: partition)
    var occurrence = counts[line] ?? 0
    while true {
      let candidate = try equals(of: event, event.identity.occurrence(occurrence), in: batch, units)
      let numbered = candidate.numbered
      guard !numbered.positions.isEmpty || !numbered.hits.isEmpty || numbered.isExpired else {
        counts[line] = occurrence + 1
        return numbered
      }
      let mark = numbered.identity.seen(byStream: stream)
      if !candidate.owners.contains(where: { $0.stream == stream }), try !isMarked(mark, partition) {
        counts[line] = occurrence + 1
        put(mark, at: event.time.microseconds, partition)
        for owner in candidate.owners {
          let mark = numbered.identity.seen(byStream: owner.stream)
          if try !isMarked(mark, owner.partition) { put(mark, at: owner.time, owner.partition) }
        }
        return numbered
      }
      occurrence += 1
    }
  }

  /// Notes that the line at a position of the batch is stored already.
  func noteFound(_ line: Numbered, at position: Int) {
    let joined = line.positions.filter { $0 != position }
    if !joined.isEmpty {
      for index in found.indices where joined.contains(found[index].position) {
        found[index].position = position
      }
    }
    found += line.hits.map { .init(position: position, time: $0.time, partition: $0.partition) }
  }

  // MARK: Equal lines

  /// The stream that holds an equal line, and where its mark belongs.
  private struct Owner {
    var stream: Int64
    var time: Int64
    var partition: Int64
  }

  private func isAbsent(_ identity: EventIdentity, _ event: UsageEvent) throws -> Bool {
    if event.timeIsGuessed {
      return try !identities.mightContain(identity.low, in: IdentityIndex.globalPartition)
    }
    var isAbsent = true
    try identities.forEachPartition(near: event.time.microseconds) { partition in
      if isAbsent { isAbsent = try !identities.mightContain(identity.low, in: partition) }
    }
    return isAbsent
  }

  /// The events of the batch and of the store that are the line of `identity`.
  ///
  /// Lines without a time are compared with each other: the file's time does not lead to the days in which a line
  /// may have been read with a time of its own.
  private func equals(
    of event: UsageEvent, _ identity: EventIdentity, in batch: PendingBatch, _ units: [CommitUnit]
  ) throws -> (numbered: Numbered, owners: [Owner]) {
    let moment = RecordMoment(of: event)
    var numbered = Numbered(identity: identity)
    var owners: [Owner] = []
    if let head = batch.index(of: identity) {
      numbered.positions = batch.positions(from: head, near: moment).filter {
        batch.events[$0].isTimeGuessed == event.timeIsGuessed || batch.events[$0].time == moment.time
      }
      owners = numbered.positions.map { position in
        let entry = batch.events[position]
        return Owner(stream: units[Int(entry.unit)].stream, time: entry.time, partition: entry.partition)
      }
    }
    for hit in try stored(identity, moment) {
      switch try finder.row(at: hit, identity) {
      case .row(let row):
        guard Self.isNear(hit, row, moment) else { continue }
        numbered.hits.append(hit)
        owners.append(
          Owner(
            stream: row.source, time: row.time,
            partition: hit.partition == IdentityIndex.globalPartition
              ? hit.partition : IdentityIndex.partition(of: row.time)))
      case .expired:
        let isNear = moment.isGlobal || moment.isNear(time: hit.time)
        if isNear { numbered.isExpired = true }
      case .moved, .otherRequest: continue
      }
    }
    return (numbered, owners)
  }

  private func stored(_ identity: EventIdentity, _ moment: RecordMoment) throws -> [IdentityIndex.Hit] {
    var probes: [IdentityIndex.Probe] = []
    func probe(_ partition: Int64) throws {
      guard try identities.mightContain(identity.low, in: partition) else { return }
      probes.append(.init(partition: partition, key: identity.low, position: 0))
    }
    if moment.isGuessed {
      try probe(IdentityIndex.globalPartition)
    } else {
      try identities.forEachPartition(near: moment.time, probe)
    }
    return try identities.find(probes)
  }

  private static func isNear(_ hit: IdentityIndex.Hit, _ row: StoredEvent, _ moment: RecordMoment) -> Bool {
    guard row.hasUndatedRecord == moment.isGuessed else { return row.time == moment.time }
    return hit.partition != IdentityIndex.globalPartition || moment.isGlobal
      || moment.isNear(time: row.time)
  }

  // MARK: Marks

  private func put(_ mark: EventIdentity, at time: Int64, _ partition: Int64) {
    sharedKeys.insert(mark.low)
    shared.append(Shared(key: mark.low, time: time, partition: partition))
  }

  private func isMarked(_ mark: EventIdentity, _ partition: Int64) throws -> Bool {
    if sharedKeys.contains(mark.low) { return true }
    guard try identities.mightContain(mark.low, in: partition) else { return false }
    return try !identities.find([.init(partition: partition, key: mark.low, position: 0)]).isEmpty
  }
}
