import SpendCore

/// Finds the stored rows that entries of the identity index lead to.
struct StoredRowFinder {
  enum Result {
    case row(StoredEvent)
    /// The row that was stored at `time` is no longer there, by the test of the caller.
    case moved(time: Int64)
    /// The identity is known and its event has been deleted.
    case expired
    /// The queried half of the identity is equal, the other half differs.
    case otherRequest
  }

  let identities: IdentityIndex
  let rows: EventRows

  /// Entries that are followed from one time to the next before a row counts as deleted.
  private static let longestTrace = 16

  /// The row that a hit leads to. A request that moved in time leaves entries that name its former times; the
  /// partition of each former time has an entry that names a later one.
  func row(
    at hit: IdentityIndex.Hit, _ identity: EventIdentity, hasMoved: (Int64) -> Bool = { _ in false }
  ) throws -> Result {
    var time = hit.time
    var seen: Set<Int64> = []
    while seen.count < Self.longestTrace {
      seen.insert(time)
      if hasMoved(time) { return .moved(time: time) }
      switch try rows.stored(time: time, identity: identity) {
      case .found(let row): return .row(row)
      case .otherIdentity: return .otherRequest
      case .expired: break
      }
      let next = try identities.find([
        .init(
          partition: IdentityIndex.partition(of: time), key: identity.low, position: 0),
        .init(partition: IdentityIndex.globalPartition, key: identity.low, position: 0),
      ]).first { !seen.contains($0.time) }
      guard let next else { return .expired }
      time = next.time
    }
    return .expired
  }
}
