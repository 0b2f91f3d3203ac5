import SpendCore

/// Arithmetic that usage objects share.
enum Usage {
  /// Returns a prompt without the cached parts that it includes. Where the cached parts overlap (one gateway
  /// reports the same tokens as read and as written), the larger part is taken, so that the result stays at
  /// or above 0.
  static func exclusive(prompt: Int32?, cached: Int32?, written: Int32?) -> Int32? {
    guard let prompt else { return nil }
    let cached = cached ?? 0
    let written = written ?? 0
    let parts = Int64(cached) + Int64(written)
    if parts <= Int64(prompt) { return Int32(Int64(prompt) - parts) }
    return max(0, prompt - min(prompt, max(cached, written)))
  }

  /// The counts in a row of a tool's table of requests, whose input includes what was cached.
  static func tokens(ofRow json: JSONIndex) throws(LineRejection) -> TokenCounts {
    var tokens = TokenCounts()
    tokens.cacheRead = try json.count(json[.root, "cache_read_tokens"])
    tokens.cacheWrite5m = try json.count(json[.root, "cache_write_tokens"])
    tokens.input = exclusive(
      prompt: try json.count(json[.root, "input_tokens"]), cached: tokens.cacheRead,
      written: tokens.cacheWrite5m)
    tokens.output = try json.count(json[.root, "output_tokens"])
    tokens.reasoning = try json.count(json[.root, "reasoning_tokens"])
    return tokens
  }
}
