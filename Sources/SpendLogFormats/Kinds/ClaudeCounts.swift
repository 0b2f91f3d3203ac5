import SpendCore

/// Counts of a model in a run of `claude -p`: input, cache reads, cache writes, output, searches.
struct ClaudeCounts: Codable {
  var all: [Int64] = [0, 0, 0, 0, 0]

  init() {}

  init(_ all: [Int64]) {
    self.all = all
  }

  init(_ draft: EventDraft) {
    let tokens = draft.tokens
    all = [
      Int64(tokens.input ?? 0), Int64(tokens.cacheRead ?? 0),
      Int64(tokens.cacheWrite5m ?? 0) + Int64(tokens.cacheWrite1h ?? 0), Int64(tokens.output ?? 0),
      Int64(draft.webSearches ?? 0),
    ]
  }

  var isZero: Bool { all.allSatisfy { $0 == 0 } }

  func covers(_ other: ClaudeCounts) -> Bool { zip(all, other.all).allSatisfy { $0 >= $1 } }

  static func + (a: ClaudeCounts, b: ClaudeCounts) -> ClaudeCounts {
    ClaudeCounts(zip(a.all, b.all).map { $0 &+ $1 })
  }

  /// The rest without a part; never below 0.
  static func - (a: ClaudeCounts, b: ClaudeCounts) -> ClaudeCounts {
    ClaudeCounts(zip(a.all, b.all).map { max(0, $0 - $1) })
  }
}
