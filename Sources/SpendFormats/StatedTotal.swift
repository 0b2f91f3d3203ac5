import SpendCore

/// Which of a record's counts lie inside others.
struct Inclusion: Hashable {
  /// The prompt includes what was read from the cache and written to it.
  var cache: Bool
  /// The output includes the reasoning.
  var reasoning: Bool

  static let inside = Inclusion(cache: true, reasoning: true)
  static let beside = Inclusion(cache: false, reasoning: false)
}

/// The counts of a record as it reports them, and its own sum of them.
struct StatedTotal {
  /// What the format calls the sum.
  var field: StaticString = "total_tokens"
  var prompt: Int32?
  var output: Int32?
  var total: Int32?

  /// Whether the record's own total says how it counts. A total of 0 beside tokens is no statement.
  var isStated: Bool { (total ?? 0) > 0 && prompt != nil && output != nil }

  /// Brings the prompt and the output of `tokens`, whose other classes are set, to what the total shows:
  /// the format's `usual` way of counting where that fits, else the only other one that does. Where
  /// none does, or two that differ, nothing is changed, and the record contradicts itself.
  func settle(_ tokens: inout TokenCounts, usual: Inclusion) -> TotalReading {
    guard isStated, let prompt, let output, let total else { return .agrees }
    let cached = Int64(tokens.cacheRead ?? 0)
    let written = Int64(tokens.cacheWrite5m ?? 0) + Int64(tokens.cacheWrite1h ?? 0)
    let reasoning = Int64(tokens.reasoning ?? 0)
    func fits(_ way: Inclusion) -> Bool {
      let sum =
        Int64(prompt) + Int64(output) + (way.cache ? 0 : cached + written) + (way.reasoning ? 0 : reasoning)
      return sum == Int64(total)
    }
    if fits(usual) { return .agrees }
    let others = [
      Inclusion(cache: !usual.cache, reasoning: usual.reasoning),
      Inclusion(cache: usual.cache, reasoning: !usual.reasoning),
      Inclusion(cache: !usual.cache, reasoning: !usual.reasoning),
    ].filter { way in
      // Counts of 0 are inside and beside alike, and a part is never larger than the whole.
      fits(way) && (way.cache == usual.cache || cached + written > 0)
        && (way.reasoning == usual.reasoning || reasoning > 0)
        && (!way.cache || cached + written <= Int64(prompt)) && (!way.reasoning || reasoning <= Int64(output))
    }
    guard others.count == 1, let way = others.first else { return .contradicts(field, total) }
    tokens.input = way.cache ? Int32(clamping: Int64(prompt) - cached - written) : prompt
    tokens.output = way.reasoning ? output : Int32(clamping: Int64(output) + reasoning)
    return .decided
  }
}
