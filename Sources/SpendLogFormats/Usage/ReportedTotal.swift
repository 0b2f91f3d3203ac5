import SpendCore

/// The counts of a record as it reports them, and its own sum of them.
struct ReportedTotal {
  /// Name of the sum in the format.
  var field: StaticString = "total_tokens"
  var prompt: Int32?
  var output: Int32?
  var total: Int32?
  /// Tokens that the total may have beside the prompt and the output, and that are not billed as tokens.
  var extra: Int32 = 0
  /// The seller's total leaves out reasoning that lies beside the output.
  var omitsReasoning = false
  /// The seller's output leaves out what was generated unseen, and its total does not.
  var hidesReasoning = false

  /// True when the log contains a total, a prompt and an output; a total of 0 beside tokens does not count.
  var isStated: Bool { (total ?? 0) > 0 && prompt != nil && output != nil }

  /// The prompt and the output.
  var sum: Int32? {
    guard let prompt, let output else { return nil }
    return Int32(exactly: Int64(prompt) + Int64(output))
  }

  /// Brings the prompt and the output of `tokens`, whose other classes are set, to what the total shows.
  /// Without a total they stay as they are.
  func settle(_ tokens: inout TokenCounts, usual: CountingConvention) -> TotalFinding {
    isStated ? resolve(&tokens, usual: usual) : .agrees
  }

  /// Sets the input and the output of `tokens`, whose other classes are set.
  ///
  /// A part that is larger than the whole lies beside it, whatever the total is. Otherwise the
  /// format's `usual` way of counting holds where it fits the total or there is none, else the only
  /// other way that fits. Where none does, or two that differ, the usual way is kept, and the record
  /// contradicts itself.
  func resolve(_ tokens: inout TokenCounts, usual: CountingConvention) -> TotalFinding {
    let parts = Parts(self, tokens)
    var way = parts.proven(usual)
    if way.reasoning != usual.reasoning, !omitsReasoning, isStated, let total, parts.isWhole(way, total) {
      // Counted by two tokenizers: the total holds, and the reasoning is all of the output.
      way.reasoning = true
      tokens.reasoning = output
    }
    guard isStated, let total else {
      parts.apply(way, self, &tokens)
      return .agrees
    }
    let stated = Int64(total)
    // Totals of some sellers leave out what lies beside.
    if parts.sum(way) == stated || way != usual && parts.sum(usual) == stated
      || extra > 0 && parts.sum(way) + Int64(extra) == stated || parts.leavesOutCache(way, stated)
    {
      parts.apply(way, self, &tokens)
      return .agrees
    }
    if let other = parts.onlyOther(than: way, total: stated) {
      parts.apply(other, self, &tokens)
      return .decided
    }
    parts.apply(way, self, &tokens)
    let rest = stated - parts.sum(way)
    if hidesReasoning, rest > 0, parts.reasoning == 0, !parts.explains(rest) {
      tokens.reasoning = Int32(clamping: rest)
      tokens.output = Int32(clamping: parts.output + rest)
      return .decided
    }
    return .contradicts(field, total)
  }

  /// The counts as whole numbers.
  private struct Parts {
    var prompt: Int64
    var output: Int64
    var read: Int64
    var written: Int64
    var reasoning: Int64

    init(_ stated: ReportedTotal, _ tokens: TokenCounts) {
      prompt = Int64(stated.prompt ?? 0)
      output = Int64(stated.output ?? 0)
      read = Int64(tokens.cacheRead ?? 0)
      written = Int64(tokens.cacheWrite5m ?? 0) + Int64(tokens.cacheWrite1h ?? 0)
      reasoning = Int64(tokens.reasoning ?? 0)
    }

    func sum(_ way: CountingConvention) -> Int64 {
      prompt + output + (way.read ? 0 : read) + (way.written ? 0 : written) + (way.reasoning ? 0 : reasoning)
    }

    /// True where the total is the sum with the reasoning inside the output.
    func isWhole(_ way: CountingConvention, _ total: Int32) -> Bool {
      var inside = way
      inside.reasoning = true
      return sum(inside) == Int64(total)
    }

    /// True where the total is that of the prompt and the output, and the cache is too large to be in the prompt.
    func leavesOutCache(_ way: CountingConvention, _ total: Int64) -> Bool {
      guard !way.read || !way.written, read + written > prompt else { return false }
      return prompt + output + (way.reasoning ? 0 : reasoning) == total
    }

    /// True where the cache counts may be a part of the total beside the prompt.
    func explains(_ rest: Int64) -> Bool { rest == read || rest == written || rest == read + written }

    /// The way with every part beside that is larger than its whole.
    func proven(_ usual: CountingConvention) -> CountingConvention {
      var way = usual
      if read > prompt { way.read = false }
      if written > prompt { way.written = false }
      if reasoning > output { way.reasoning = false }
      return way
    }

    /// The one way beside `usual` whose sum is the total; nil when there is none or several that differ.
    func onlyOther(than usual: CountingConvention, total: Int64) -> CountingConvention? {
      var found: CountingConvention?
      for choice in 1..<8 {
        var way = usual
        // Counts of 0 are inside and beside alike.
        if choice & 1 != 0 { if read == 0 { continue } else { way.read.toggle() } }
        if choice & 2 != 0 { if written == 0 { continue } else { way.written.toggle() } }
        if choice & 4 != 0 { if reasoning == 0 { continue } else { way.reasoning.toggle() } }
        guard sum(way) == total, isPossible(way) else { continue }
        guard found == nil else { return nil }
        found = way
      }
      return found
    }

    /// A part is never larger than the whole.
    private func isPossible(_ way: CountingConvention) -> Bool {
      (way.read ? read : 0) + (way.written ? written : 0) <= prompt && (!way.reasoning || reasoning <= output)
    }

    func apply(_ way: CountingConvention, _ stated: ReportedTotal, _ tokens: inout TokenCounts) {
      if stated.prompt != nil {
        let read = way.read ? read : 0
        let written = way.written ? written : 0
        // Where cache reads and cache writes overlap (one gateway reports the same tokens as read and as
        // written), the larger count is taken, so that the input stays at or above 0.
        let cached = read + written <= prompt ? read + written : min(prompt, max(read, written))
        tokens.input = Int32(clamping: prompt - cached)
      }
      if stated.output != nil { tokens.output = Int32(clamping: output + (way.reasoning ? 0 : reasoning)) }
    }
  }
}
