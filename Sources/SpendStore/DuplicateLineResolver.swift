import SpendCore

/// Distinguishes equal lines of one stream, and detects lines that another stream had first.
///
/// A line without a request id is identified by its bytes. The n-th equal line of a stream has the same
/// identity in every copy of that stream, so two equal requests count twice and a copied file adds zero.
/// Earlier lines of a stream that are not in memory are read from the database: a stored event of the stream
/// itself, or the mark the stream left when another stream was first.
final class DuplicateLineResolver {
  /// A mark that is to be stored with the batch.
  struct Shared {
    var key: UInt64
    var time: Int64
    var partition: Int64
  }

  private struct Line: Hashable {
    var identity: EventIdentity
    var stream: Int64
  }

  private let identities: IdentityIndex
  private let rows: EventRows
  /// Number of equal lines per stream; only lines that occurred more than once.
  private var counts: [Line: Int] = [:]
  private static let rememberedCounts = 50_000
  private(set) var shared: [Shared] = []
  private var sharedKeys: Set<UInt64> = []

  init(_ identities: IdentityIndex, _ rows: EventRows) {
    self.identities = identities
    self.rows = rows
  }

  func beginBatch() {
    shared.removeAll(keepingCapacity: true)
    sharedKeys.removeAll(keepingCapacity: true)
    if counts.count > Self.rememberedCounts { counts.removeAll(keepingCapacity: true) }
  }

  /// The identity to store a line's event under; nil when another stream had this line.
  func identity(
    of event: UsageEvent, stream: Int64, in batch: PendingBatch, _ units: [CommitUnit]
  ) throws -> EventIdentity? {
    let partition = IdentityIndex.partition(time: event.time.microseconds, scope: event.identityScope)
    if batch.index(of: event.identity) == nil,
      try !identities.mightContain(event.identity.low, in: partition),
      try !identities.mightContain(event.identity.low, in: Self.otherScope(event))
    {
      return event.identity
    }
    let line = Line(identity: event.identity, stream: stream)
    var occurrence = counts[line] ?? 0
    while true {
      let candidate = event.identity.occurrence(occurrence)
      let owner =
        try self.owner(of: candidate, in: batch, units, partition)
        ?? self.owner(of: candidate, in: batch, units, Self.otherScope(event))
      guard let owner else {
        counts[line] = occurrence + 1
        return candidate
      }
      if owner != stream {
        let mark = candidate.seen(byStream: stream)
        if try !isMarked(mark, partition) {
          counts[line] = occurrence + 1
          sharedKeys.insert(mark.low)
          shared.append(Shared(key: mark.low, time: event.time.microseconds, partition: partition))
          return nil
        }
      }
      occurrence += 1
    }
  }

  /// The partition in which the line would be, had another format read it that gives lines the other scope.
  private static func otherScope(_ event: UsageEvent) -> Int64 {
    IdentityIndex.partition(
      time: event.time.microseconds, scope: event.identityScope == .global ? .day : .global)
  }

  /// The stream whose event has an identity; 0 for one whose event has been deleted since.
  private func owner(
    of identity: EventIdentity, in batch: PendingBatch, _ units: [CommitUnit], _ partition: Int64
  ) throws -> Int64? {
    if let known = batch.index(of: identity) { return units[Int(batch.events[known].unit)].stream }
    guard try identities.mightContain(identity.low, in: partition) else { return nil }
    for hit in try identities.find([.init(partition: partition, key: identity.low, position: 0)]) {
      switch try rows.stored(time: hit.time, identity: identity) {
      case .found(let stored): return stored.source
      case .expired: return 0
      case .otherIdentity: continue
      }
    }
    return nil
  }

  private func isMarked(_ mark: EventIdentity, _ partition: Int64) throws -> Bool {
    if sharedKeys.contains(mark.low) { return true }
    guard try identities.mightContain(mark.low, in: partition) else { return false }
    return try !identities.find([.init(partition: partition, key: mark.low, position: 0)]).isEmpty
  }
}
