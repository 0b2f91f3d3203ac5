import SpendCore

/// The sums of one model at the end of a run of Copilot CLI.
struct CopilotSums: Codable {
  /// Requests, input with what was cached and written, cache reads, cache writes, output, reasoning.
  var all: [Int64]

  init(_ json: JSONIndex, _ metrics: JSONIndex.Node) throws(LineRejection) {
    let usage = json[metrics, "usage"]
    all = [
      try json.total(json[metrics, "requests", "count"]) ?? 0,
      try json.total(json[usage, "inputTokens"]) ?? 0,
      try json.total(json[usage, "cacheReadTokens"]) ?? 0,
      try json.total(json[usage, "cacheWriteTokens"]) ?? 0,
      try json.total(json[usage, "outputTokens"]) ?? 0,
      try json.total(json[usage, "reasoningTokens"]) ?? 0,
    ]
  }

  init(_ all: [Int64]) {
    self.all = all
  }

  var isZero: Bool { all.dropFirst().allSatisfy { $0 == 0 } }

  /// Returns the increase since an earlier end, when all counts that were ever above 0 grew and none fell;
  /// the whole sums otherwise. Equal sums do not count as an increase.
  func since(_ earlier: CopilotSums) -> CopilotSums {
    guard earlier.all.count == all.count else { return self }
    let pairs = zip(all, earlier.all)
    if pairs.allSatisfy({ $0 == $1 }) { return CopilotSums(all.map { _ in 0 }) }
    let grew =
      pairs.allSatisfy { $0 >= $1 } && all[1] > earlier.all[1] && (all[0] == 0 || all[0] > earlier.all[0])
    return grew ? CopilotSums(pairs.map { $0 - $1 }) : self
  }

  /// The sums as those of one request. Throws when they are too large for it.
  var tokens: TokenCounts {
    get throws(LineRejection) {
      guard all.allSatisfy({ $0 <= Int64(TokenCounts.largest) }) else { throw .impossibleCount }
      let part = all.map { Int32($0) }
      return TokenCounts(
        input: Usage.exclusive(prompt: part[1], cached: part[2], written: part[3]), cacheRead: part[2],
        cacheWrite5m: part[3], output: part[4], reasoning: part[5])
    }
  }
}
