import SpendCore

/// The state of a session of Codex.
struct CodexSession: Codable {
  var id: String?
  var model: String?
  var project: String?
  /// The first ancestor of the session; the session itself unless it is a copy.
  var root: String?
  /// The running total.
  var total: [Int64] = []
  var isCopy = false
  var began: Int64?
  /// Service tier of the session.
  var tier: String?
  /// Name of the model provider in the configuration of Codex.
  var provider: String?
  /// The last row of a file that has no running totals.
  var last: [Int64]?
  /// Hashes of the totals of rows without a last request.
  var seen: [UInt64]?
  /// Responses whose snapshot has not come yet.
  var responses: [[Int64]]?
  /// Snapshots whose response has not come yet.
  var snapshots: [[Int64]]?
  /// Requests that came before any model was named.
  var unnamed: [CodexCall]?

  /// Rows that are kept to be compared with later ones.
  private static let remembered = 32

  /// Returns whether a row is a copy of the parent's, which a fork rewrites within its first second.
  func isReplay(at time: Instant?) -> Bool {
    guard isCopy, let time, let began else { return false }
    return time.microseconds - began < 1_000_000
  }

  /// Notes a total; false when it has been written before.
  mutating func isNew(_ total: CodexCounters) -> Bool {
    var hash = ContentHash()
    for counter in total.all { hash.combine(UInt64(bitPattern: counter)) }
    let mark = hash.identity.low
    guard seen?.contains(mark) != true else { return false }
    seen = ((seen ?? []) + [mark]).suffix(Self.remembered)
    return true
  }

  // MARK: A response and its snapshot

  /// Returns whether a snapshot is of a response that has a record of its own.
  mutating func isReported(_ used: CodexCounters) -> Bool {
    if Self.take(used, from: &responses) { return true }
    // A snapshot may add up several responses.
    guard let waiting = responses, waiting.count > 1 else { return false }
    let sum = waiting.dropFirst().reduce(waiting[0]) { CodexCounters($1).added(to: $0) }
    guard sum == used.all else { return false }
    responses = nil
    return true
  }

  /// Returns whether a response has been counted by its snapshot.
  mutating func isCounted(_ used: CodexCounters) -> Bool {
    Self.take(used, from: &snapshots)
  }

  mutating func noteSnapshot(_ used: CodexCounters) {
    snapshots = ((snapshots ?? []) + [used.all]).suffix(Self.remembered)
  }

  mutating func noteResponse(_ used: CodexCounters) {
    responses = ((responses ?? []) + [used.all]).suffix(Self.remembered)
  }

  private static func take(_ used: CodexCounters, from list: inout [[Int64]]?) -> Bool {
    guard let place = list?.firstIndex(of: used.all) else { return false }
    list?.remove(at: place)
    return true
  }

  mutating func keepUnnamed(_ call: CodexCall) {
    unnamed = ((unnamed ?? []) + [call]).suffix(Self.remembered)
  }
}
