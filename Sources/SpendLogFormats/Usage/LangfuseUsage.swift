import SpendCore

/// Langfuse's usage details: keys that do not include each other, with the reasoning beside the output. Every other key
/// that begins with `input` or `output` is a part of the input or the output of its own.
///
/// Source: langfuse/langfuse-python, `langfuse/langchain/CallbackHandler.py`; Langfuse, "Token and cost tracking".
enum LangfuseUsage {
  private enum Key {
    case prompt, output, total, read, written, short, long, reasoning, audioIn, audioOut, imageIn, imageOut
  }

  private static let keys: [(Key, [StaticString])] = [
    (.prompt, ["input", "input_tokens"]),
    (.output, ["output", "output_tokens"]),
    (.total, ["total", "total_tokens"]),
    (
      .read,
      ["input_cached_tokens", "input_cache_read", "cache_read_input_tokens", "input_cache_read_tokens"]
    ),
    (
      .written,
      [
        "input_cache_creation", "cache_creation_input_tokens", "cache_write_input_tokens",
        "input_cache_write",
      ]
    ),
    (
      .short,
      ["input_cache_creation_5m", "input_ephemeral_5m_input_tokens", "ephemeral_5m_input_tokens"]
    ),
    (.long, ["input_cache_creation_1h", "input_ephemeral_1h_input_tokens", "ephemeral_1h_input_tokens"]),
    (.reasoning, ["output_reasoning_tokens", "output_reasoning", "thoughts_token_count"]),
    (.audioIn, ["input_audio", "input_audio_tokens"]),
    (.audioOut, ["output_audio", "output_audio_tokens"]),
    (.imageIn, ["input_image", "input_image_tokens"]),
    (.imageOut, ["output_image", "output_image_tokens"]),
  ]

  static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    var counts: [Key: Int32] = [:]
    var others = (input: Int64(0), output: Int64(0))
    if json.isObject(usage) {
      try json.forEachMember(usage) { name, value throws(LineRejection) in
        let name = FieldText(name)
        let key = keys.first { $0.1.contains { name.equals($0) } }?.0
        guard key != nil || name.hasPrefix("input_") || name.hasPrefix("output_"),
          let count = try json.count(value)
        else { return }
        if let key {
          // Instrumentation may write one count under two names.
          counts[key] = max(counts[key] ?? 0, count)
        } else if name.hasPrefix("input_") {
          others.input += Int64(count)
        } else {
          others.output += Int64(count)
        }
      }
    }
    others.input += Int64(counts[.audioIn] ?? 0) + Int64(counts[.imageIn] ?? 0)
    others.output += Int64(counts[.audioOut] ?? 0) + Int64(counts[.imageOut] ?? 0)
    var tokens = TokenCounts()
    tokens.cacheRead = counts[.read]
    (tokens.cacheWrite5m, tokens.cacheWrite1h) = CountNames.split(
      written: counts[.written], short: counts[.short], long: counts[.long])
    (tokens.audioIn, tokens.audioOut) = (counts[.audioIn], counts[.audioOut])
    (tokens.imageIn, tokens.imageOut) = (counts[.imageIn], counts[.imageOut])
    tokens.reasoning = counts[.reasoning]
    var stated = ReportedTotal(field: "total")
    stated.prompt = sum(counts[.prompt], others.input)
    stated.output = sum(counts[.output], others.output)
    stated.total = counts[.total]
    draft.totals = stated.resolve(&tokens, usual: .beside)
    draft.tokens = tokens
  }

  private static func sum(_ count: Int32?, _ others: Int64) -> Int32? {
    guard others > 0 else { return count }
    return Int32(clamping: Int64(count ?? 0) + others)
  }
}
