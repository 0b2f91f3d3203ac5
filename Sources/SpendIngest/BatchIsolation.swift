import SpendCore

/// Commits a batch that the store refuses because of what it holds: everything except the smallest part
/// that is refused, which is quarantined with the reason.
struct BatchIsolation {
  /// A stream that is left alone for the rest of the run.
  struct Refusal {
    var stream: Int64
    var reason: String
  }

  let store: any EventSink
  let now: Instant
  let isOfContent: (any Error) -> Bool
  let describe: (any Error) -> String
  private(set) var report = CommitReport()
  private(set) var committed: [CommitUnit] = []
  private(set) var refusals: [Refusal] = []

  /// Maximum number of quarantined lines of one unit. A larger number indicates a fault of the format or the
  /// program instead of a single damage: the file waits then, and all its lines are kept.
  private static let mostLines = 32

  init(
    store: any EventSink, now: Instant, isOfContent: @escaping (any Error) -> Bool,
    describe: @escaping (any Error) -> String
  ) {
    self.store = store
    self.now = now
    self.isOfContent = isOfContent
    self.describe = describe
  }

  /// Throws errors whose cause is not the content.
  mutating func commit(_ units: [CommitUnit]) throws {
    for unit in units where !refusals.contains(where: { $0.stream == unit.stream }) {
      do {
        try store(unit)
      } catch  where isOfContent(error) {
        let reason = describe(error)
        if let rest = try withoutRefusedLines(unit, reason) {
          try store(rest)
        } else {
          refusals.append(Refusal(stream: unit.stream, reason: reason))
        }
      }
    }
  }

  private mutating func store(_ unit: CommitUnit) throws {
    let part = try store.commit([unit], at: now)
    report.inserted += part.inserted
    report.duplicates += part.duplicates
    report.replaced += part.replaced
    report.unpriced += part.unpriced
    report.conflicts += part.conflicts
    committed.append(unit)
  }

  /// The unit with its refused lines quarantined; nil when there are too many of them, or none.
  private func withoutRefusedLines(_ unit: CommitUnit, _ reason: String) throws -> CommitUnit? {
    var lines: [Range<Int>] = []
    for (index, event) in unit.block.events.enumerated() {
      if let last = lines.last, unit.block.events[last.lowerBound].event.offset == event.event.offset {
        lines[lines.count - 1] = last.lowerBound..<index + 1
      } else {
        lines.append(index..<index + 1)
      }
    }
    var good: [Range<Int>] = []
    var refused: [Range<Int>] = []
    var parts = [lines[...]]
    while let part = parts.popLast() {
      guard !part.isEmpty else { continue }
      if try isAccepted(unit, good + part) {
        good += part
      } else if part.count > 1 {
        let middle = part.startIndex + part.count / 2
        parts.append(part[middle...])
        parts.append(part[..<middle])
      } else {
        refused += part
        if refused.count > Self.mostLines { return nil }
      }
    }
    guard !refused.isEmpty, try isAccepted(unit, good) else { return nil }
    var rest = Self.unit(unit, with: good)
    for line in refused {
      let event = unit.block.events[line.lowerBound].event
      rest.block.rejects.append(
        RejectedLine(
          offset: event.offset, length: 0, reason: "the database refuses it: \(reason)", line: event.line))
      rest.block.counts.rejected += 1
    }
    return rest
  }

  private func isAccepted(_ unit: CommitUnit, _ lines: [Range<Int>]) throws -> Bool {
    do {
      try store.rehearse([Self.unit(unit, with: lines)], at: now)
      return true
    } catch  where isOfContent(error) {
      return false
    }
  }

  private static func unit(_ unit: CommitUnit, with lines: [Range<Int>]) -> CommitUnit {
    var part = unit
    part.block.events = lines.flatMap { unit.block.events[$0] }
    return part
  }
}
