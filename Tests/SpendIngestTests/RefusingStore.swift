import SpendCore
import SpendIngest
import SpendStore

/// Refuses batches with certain requests as a violated constraint would.
final class RefusingStore: EventSink, IngestLedger {
  struct Refusal: Error {}
  struct Failure: Error {}

  private let writer: SQLiteWriter
  var refuses: (PricedEvent, EventBlock) -> Bool = { _, _ in false }
  var refusesPairs = false
  /// Commits that fail before any is tried, as with a full disk.
  var failures = 0
  private(set) var commits = 0

  init(_ writer: SQLiteWriter) { self.writer = writer }

  private func check(_ batch: [CommitUnit]) throws {
    var refused = 0
    for unit in batch { refused += unit.block.events.count { refuses($0, unit.block) } }
    if refused > (refusesPairs ? 1 : 0) { throw Refusal() }
  }

  func commit(_ batch: [CommitUnit], at now: Instant) throws -> CommitReport {
    if failures > 0 {
      failures -= 1
      throw Failure()
    }
    try check(batch)
    commits += 1
    return try writer.commit(batch, at: now)
  }

  func rehearse(_ batch: [CommitUnit], at now: Instant) throws {
    try check(batch)
    try writer.rehearse(batch, at: now)
  }

  func streams(matching queries: [StreamQuery]) throws -> [StreamRecord] {
    try writer.streams(matching: queries)
  }
  func endings(ofHead hash: UInt64) throws -> [StreamEnding] { try writer.endings(ofHead: hash) }
  func register(_ places: [FileLocation], at now: Instant) throws -> [Int64] {
    try writer.register(places, at: now)
  }
  func note(_ sightings: [StreamUpdate]) throws { try writer.note(sightings) }
  func oldStreams(before moment: Instant, limit: Int) throws -> [StreamRecord] {
    try writer.oldStreams(before: moment, limit: limit)
  }
  func noteMissing(_ streams: [Int64], upTo last: Int64) throws {
    try writer.noteMissing(streams, upTo: last)
  }
}
