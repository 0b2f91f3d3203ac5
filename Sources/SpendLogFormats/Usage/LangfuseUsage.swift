import SpendCore

/// Langfuse's usage details: keys that do not include each other, with the reasoning beside the output. Every other key
/// that begins with `input` or `output` is a part of the input or the output of its own.
///
/// Source: langfuse/langfuse-python, `langfuse/langchain/CallbackHandler.py`; Langfuse, "Token and cost tracking".
enum LangfuseUsage {
  private enum Key: Int {
    case prompt, output, total, read, readInside, written, short, long, reasoning
    case audioIn, audioOut, imageIn, imageOut
  }

  private static let names: [(Key, [String])] = [
    (.prompt, ["input", "input_tokens", "prompt_tokens"]),
    (.output, ["output", "output_tokens", "completion_tokens"]),
    (.total, ["total", "total_tokens"]),
    (
      .read,
      [
        "input_cached_tokens", "input_cache_read", "cache_read_input_tokens", "input_cache_read_tokens",
        "cache_read", "cache_read_tokens",
      ]
    ),
    // Providers and libraries with these names count them within their input.
    (.readInside, ["cached_input_tokens", "cached_tokens"]),
    (
      .written,
      [
        "input_cache_creation", "cache_creation_input_tokens", "cache_write_input_tokens",
        "input_cache_write", "cache_write", "cache_creation", "cache_write_tokens", "cache_creation_tokens",
      ]
    ),
    (
      .short,
      ["input_cache_creation_5m", "input_ephemeral_5m_input_tokens", "ephemeral_5m_input_tokens"]
    ),
    (.long, ["input_cache_creation_1h", "input_ephemeral_1h_input_tokens", "ephemeral_1h_input_tokens"]),
    (
      .reasoning, ["output_reasoning_tokens", "output_reasoning", "thoughts_token_count", "reasoning_tokens"]
    ),
    (.audioIn, ["input_audio", "input_audio_tokens"]),
    (.audioOut, ["output_audio", "output_audio_tokens"]),
    (.imageIn, ["input_image", "input_image_tokens"]),
    (.imageOut, ["output_image", "output_image_tokens"]),
  ]

  private static let keys = HashedNameMap<Key>(
    names.flatMap { key, names in
      names.map { (Array($0.utf8).withUnsafeBytes { AliasTable.normalised($0) }, key) }
    })

  /// Counts by key, without an allocation for each record; -1 for those that are not stated.
  private struct Counts {
    private var values = SIMD16<Int32>(repeating: -1)
    /// Sums of the parts of the input and of the output under any other key.
    var others = (input: Int64(0), output: Int64(0))

    subscript(_ key: Key) -> Int32? {
      let value = values[key.rawValue]
      return value < 0 ? nil : value
    }

    /// Takes a count; instrumentation may write one count under two names.
    mutating func take(_ key: Key, _ count: Int32) {
      values[key.rawValue] = max(values[key.rawValue], count)
    }
  }

  static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    var counts = Counts()
    if json.isObject(usage) {
      try json.forEachMember(usage) { name, value throws(LineRejection) in
        let text = FieldText(name)
        let isInput = text.hasPrefix("input_")
        let key = keys[AliasTable.normalised(name)]
        guard key != nil || isInput || text.hasPrefix("output_"), let count = try json.count(value) else {
          return
        }
        if let key {
          counts.take(key, count)
        } else if isInput {
          counts.others.input += Int64(count)
        } else {
          counts.others.output += Int64(count)
        }
      }
    }
    counts.others.input += Int64(counts[.audioIn] ?? 0) + Int64(counts[.imageIn] ?? 0)
    counts.others.output += Int64(counts[.audioOut] ?? 0) + Int64(counts[.imageOut] ?? 0)
    var tokens = TokenCounts()
    let isInside = counts[.read] == nil && counts[.written] == nil && counts[.readInside] != nil
    tokens.cacheRead = counts[.read] ?? counts[.readInside]
    (tokens.cacheWrite5m, tokens.cacheWrite1h) = CountNames.split(
      written: counts[.written], short: counts[.short], long: counts[.long])
    (tokens.audioIn, tokens.audioOut) = (counts[.audioIn], counts[.audioOut])
    (tokens.imageIn, tokens.imageOut) = (counts[.imageIn], counts[.imageOut])
    tokens.reasoning = counts[.reasoning]
    var stated = ReportedTotal(field: "total")
    stated.prompt = sum(counts[.prompt], counts.others.input)
    stated.output = sum(counts[.output], counts.others.output)
    stated.total = counts[.total]
    draft.totals = stated.resolve(
      &tokens, usual: isInside ? CountingConvention(cache: true, reasoning: false) : .beside)
    draft.tokens = tokens
  }

  private static func sum(_ count: Int32?, _ others: Int64) -> Int32? {
    guard others > 0 else { return count }
    return Int32(clamping: Int64(count ?? 0) + others)
  }
}
