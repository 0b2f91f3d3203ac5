import GRDB
import SpendCore

/// Lets the requests of a session take the place of their sum, where both are logged.
///
/// Either may be read first: a session whose requests have been seen leaves a mark, and so does each
/// time at which a sum of it is stored. Marks are kept among the identities that hold over all time.
final class SessionTotalResolver {
  private let identities: IdentityIndex
  private let rows: EventRows
  private let checkpoints: CheckpointWriter
  /// To be stored with the batch.
  private(set) var marks: [DuplicateLineResolver.Shared] = []
  private var newMarks: [UInt64: Int64] = [:]

  init(_ identities: IdentityIndex, _ rows: EventRows, _ checkpoints: CheckpointWriter) {
    self.identities = identities
    self.rows = rows
    self.checkpoints = checkpoints
  }

  /// Drops sums of sessions whose requests are known, and deletes those that are stored already.
  ///
  /// - Returns: What was deleted, whose sums are to be taken away.
  func settle(
    _ batch: inout PendingBatch, _ units: [CommitUnit], _ tallies: inout [StreamTally]
  ) throws -> [StoredEvent] {
    marks.removeAll(keepingCapacity: true)
    newMarks.removeAll(keepingCapacity: true)
    var deleted: [StoredEvent] = []
    for part in batch.partSessions {
      let mark = Self.mark(.part, part.name)
      guard try time(of: mark) == nil else { continue }
      put(mark, at: part.time)
      deleted += try takeSums(of: part.name, id: part.id)
    }
    for position in batch.events.indices where batch.events[position].grain == .sum {
      let entry = batch.events[position]
      guard entry.fate != .dropped, entry.session != 0 else { continue }
      let session = batch.session(of: entry, units)
      if try time(of: Self.mark(.part, session)) == nil {
        try noteSum(of: session, at: entry.time)
      } else {
        batch.events[position].fate = .dropped
        tallies[Int(entry.unit)].inserted -= 1
        tallies[Int(entry.unit)].duplicates += 1
      }
    }
    return deleted
  }

  private func takeSums(of session: String, id: Int64) throws -> [StoredEvent] {
    var taken: [StoredEvent] = []
    for number in 0... {
      guard let time = try time(of: Self.mark(.sum, session).occurrence(number)) else { break }
      taken += try rows.takeSums(ofSession: id, time: time)
    }
    for event in taken {
      try checkpoints.disown(event.source)
    }
    return taken
  }

  /// Remembers that a sum of the session is stored at a time.
  private func noteSum(of session: String, at time: Int64) throws {
    for number in 0... {
      let mark = Self.mark(.sum, session).occurrence(number)
      guard let known = try self.time(of: mark) else { return put(mark, at: time) }
      if known == time { return }
    }
  }

  // MARK: Marks

  private static func mark(_ grain: RecordGranularity, _ session: String) -> EventIdentity {
    var hash = ContentHash(seed: UInt64(grain.rawValue))
    var session = session
    session.withUTF8 { hash.combine(UnsafeRawBufferPointer($0)) }
    return hash.identity
  }

  private func put(_ mark: EventIdentity, at time: Int64) {
    newMarks[mark.low] = time
    marks.append(.init(key: mark.low, time: time, partition: IdentityIndex.globalPartition))
  }

  private func time(of mark: EventIdentity) throws -> Int64? {
    if let time = newMarks[mark.low] { return time }
    let partition = IdentityIndex.globalPartition
    guard try identities.mightContain(mark.low, in: partition) else { return nil }
    return try identities.find([.init(partition: partition, key: mark.low, position: 0)]).first?.time
  }
}
