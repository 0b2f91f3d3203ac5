import SpendCore

/// Langfuse's usage details: keys that do not include each other, with the reasoning beside the output.
enum LangfuseUsage {
  static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    var tokens = TokenCounts()
    tokens.cacheRead = try json.count(
      json.first(
        usage, "input_cached_tokens", "input_cache_read", "cache_read_input_tokens", "input_cache_read_tokens"
      ))
    let written = try json.count(
      json.first(
        usage, "input_cache_creation", "cache_creation_input_tokens", "cache_write_input_tokens",
        "input_cache_write"))
    (tokens.cacheWrite5m, tokens.cacheWrite1h) = CountNames.split(
      written: written, short: try json.count(json[usage, "input_cache_creation_5m"]),
      long: try json.count(json[usage, "input_cache_creation_1h"]))
    tokens.audioIn = try json.count(json[usage, "input_audio"])
    tokens.reasoning = try json.count(json[usage, "output_reasoning_tokens"])
    var stated = ReportedTotal(field: "total")
    stated.prompt = try json.count(json[usage, "input"])
    stated.output = try json.count(json[usage, "output"])
    stated.total = try json.count(json[usage, "total"])
    draft.totals = stated.resolve(&tokens, usual: .beside)
    draft.tokens = tokens
  }
}
