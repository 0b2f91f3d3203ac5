import SpendCore

/// Counters of Codex; the prompt includes what was cached and written. Running totals of long sessions
/// pass the limit of a request: 64 bits hold them.
struct CodexCounters {
  var all: [Int64]

  init(_ all: [Int64]) {
    self.all = all
  }

  init(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) {
    all = [
      try json.total(json[usage, "input_tokens"]) ?? 0,
      try json.total(json.first(usage, "cached_input_tokens", "cache_read_input_tokens")) ?? 0,
      try json.total(json.first(usage, "cache_write_input_tokens", "cache_creation_input_tokens")) ?? 0,
      try json.total(json[usage, "output_tokens"]) ?? 0,
      try json.total(json[usage, "reasoning_output_tokens"]) ?? 0,
    ]
  }

  var isZero: Bool { all.allSatisfy { $0 == 0 } }

  /// The increase since an earlier row; all of it after a reset.
  func since(_ earlier: [Int64]) -> CodexCounters {
    guard earlier.count == all.count, zip(all, earlier).allSatisfy({ $0 >= $1 }) else { return self }
    return CodexCounters(zip(all, earlier).map { $0 - $1 })
  }

  func added(to total: [Int64]) -> [Int64] {
    total.count == all.count ? zip(all, total).map { $0 &+ $1 } : all
  }

  /// The counters of one request. Throws when they are none.
  var tokens: TokenCounts {
    get throws(LineRejection) {
      guard all.count == 5, all.allSatisfy({ $0 >= 0 && $0 <= Int64(TokenCounts.largest) }) else {
        throw .impossibleCount
      }
      let part = all.map { Int32($0) }
      return TokenCounts(
        input: Usage.exclusive(prompt: part[0], cached: part[1], written: part[2]), cacheRead: part[1],
        cacheWrite5m: part[2], output: part[3], reasoning: part[4])
    }
  }
}
