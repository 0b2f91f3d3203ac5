import SpendCore

/// Data that is read and not stored yet, and the time of the next commit.
///
/// A commit writes whole database pages, those of all sums that changed included: twenty small commits a
/// second write fifteen times as much as one. The first commits after a quiet time are prompt; while logs keep
/// growing, the data of up to `interval` is committed at once.
struct CommitQueue {
  /// The longest time for which data waits, before the rest between two reads.
  var interval = Duration.milliseconds(700)
  private(set) var units: [CommitUnit] = []
  private var events = 0
  private var bytes = 0
  private var since: ContinuousClock.Instant?
  /// By stream with waiting data: its stored checkpoint.
  private(set) var stored: [Int64: StreamCheckpoint] = [:]
  /// Number of commits that may follow at once.
  private var credit: Double
  private var lastCommit: ContinuousClock.Instant?

  /// Commits that are prompt after a quiet time; one is regained each second.
  private let mostCredit: Double
  /// Events, units and bytes of memory that are committed at once. The last unit may exceed them.
  static let mostEvents = 12_288
  static let mostUnits = 1_024
  static let mostBytes = 16 << 20

  init(promptCommits: Int = 30) {
    mostCredit = Double(promptCommits)
    credit = mostCredit
  }

  var isEmpty: Bool { units.isEmpty }

  /// True when no more data should be read before a commit.
  var isFull: Bool {
    events >= Self.mostEvents || units.count >= Self.mostUnits || bytes >= Self.mostBytes
  }

  /// Adds a unit behind the others.
  ///
  /// - Parameter checkpoint: The checkpoint of its stream before the unit; nil for an unknown stream.
  mutating func add(_ unit: CommitUnit, after checkpoint: StreamCheckpoint?, at now: ContinuousClock.Instant)
  {
    if since == nil { since = now }
    if stored[unit.stream] == nil { stored[unit.stream] = checkpoint }
    events += unit.block.events.count
    bytes += unit.memoryBytes
    units.append(unit)
  }

  /// The time of the next commit; nil without data.
  func due(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    guard let since else { return nil }
    return isFull || credit(at: now) >= 1 ? now : since + interval
  }

  private func credit(at now: ContinuousClock.Instant) -> Double {
    min(mostCredit, credit + (lastCommit.map { (now - $0) / .seconds(1) } ?? 0))
  }

  /// Removes and returns everything, to be committed.
  mutating func take(at now: ContinuousClock.Instant) -> (
    units: [CommitUnit], stored: [Int64: StreamCheckpoint]
  ) {
    defer { drop() }
    if !units.isEmpty {
      credit = max(0, credit(at: now) - 1)
      lastCommit = now
    }
    return (units, stored)
  }

  /// Forgets everything: the data is read again.
  mutating func drop() {
    units = []
    events = 0
    bytes = 0
    since = nil
    stored = [:]
  }
}
