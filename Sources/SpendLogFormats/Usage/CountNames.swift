import SpendCore

/// All spellings of the counts that providers, gateways and client libraries add to a prompt and an
/// output: one place for every usage object whose members are snake case.
enum CountNames {
  /// The prompt's details, under the name of chat completions or of Responses.
  @inline(__always)
  static func promptDetails(_ json: JSONIndex, _ usage: JSONIndex.Node) -> JSONIndex.Node {
    json.first(
      usage, "prompt_tokens_details", "input_tokens_details", "prompt_token_details", "input_token_details")
  }

  @inline(__always)
  static func outputDetails(_ json: JSONIndex, _ usage: JSONIndex.Node) -> JSONIndex.Node {
    json.first(
      usage, "completion_tokens_details", "output_tokens_details", "completion_token_details",
      "output_token_details")
  }

  /// Tokens read from the cache. Gateways repeat the count under several names, some of them with 0.
  @inline(__always)
  static func cacheRead(
    _ json: JSONIndex, _ usage: JSONIndex.Node, details: JSONIndex.Node
  ) throws(LineRejection) -> Int32? {
    let detailed = try json.count(json[details, "cached_tokens"])
    if let detailed, detailed > 0 { return detailed }
    return try otherCacheRead(json, usage, details: details) ?? detailed
  }

  private static func otherCacheRead(
    _ json: JSONIndex, _ usage: JSONIndex.Node, details: JSONIndex.Node
  ) throws(LineRejection) -> Int32? {
    var found: Int32?
    func take(_ node: JSONIndex.Node) throws(LineRejection) {
      guard node.exists, let count = try json.count(node) else { return }
      found = max(found ?? 0, count)
    }
    try take(json[usage, "cache_read_input_tokens"])
    try take(json[usage, "cached_tokens"])
    try take(json[usage, "num_cached_tokens"])
    try take(json[usage, "prompt_cache_hit_tokens"])
    try take(json[usage, "cached_input_tokens"])
    try take(json[usage, "cache_read_tokens"])
    try take(json[usage, "prompt_cache_read_tokens"])
    try take(json[usage, "input_cached_tokens"])
    guard details.exists else { return found }
    try take(json[details, "cache_read_tokens"])
    try take(json[details, "cache_read_input_tokens"])
    try take(json[details, "cache_read"])
    return found
  }

  /// Tokens written to the cache, for five minutes and for an hour: a sum, its two parts, or all three.
  /// The rest of the sum beyond the parts is of the short kind.
  @inline(__always)
  static func cacheWrites(
    _ json: JSONIndex, _ usage: JSONIndex.Node, details: JSONIndex.Node
  ) throws(LineRejection) -> (short: Int32?, long: Int32?) {
    var written = try json.count(
      json.first(
        usage, "cache_creation_input_tokens", "cache_write_input_tokens", "cache_creation_tokens",
        "cache_write_tokens", "prompt_cache_write_tokens"))
    if (written ?? 0) == 0, details.exists {
      written =
        try json.count(
          json.first(
            details, "cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens",
            "cache_write_input_tokens", "cache_creation")) ?? written
    }
    var parts = json[usage, "cache_creation"]
    if !json.isObject(parts) {
      parts = json.first(details, "cache_creation_token_details", "cache_creation")
    }
    guard parts.exists || written != nil || json[usage, "claude_cache_creation_1_h_tokens"].exists else {
      return (nil, nil)
    }
    let short = try json.count(
      json[parts, "ephemeral_5m_input_tokens"], or: json[usage, "claude_cache_creation_5_m_tokens"])
    let long = try json.count(
      json[parts, "ephemeral_1h_input_tokens"], or: json[usage, "claude_cache_creation_1_h_tokens"])
    return split(written: written, short: short, long: long)
  }

  /// The two kinds of writes of a sum and its parts, as far as each is stated.
  static func split(written: Int32?, short: Int32?, long: Int32?) -> (short: Int32?, long: Int32?) {
    guard written != nil || short != nil || long != nil else { return (nil, nil) }
    let beyond = max(0, Int64(written ?? 0) - Int64(short ?? 0) - Int64(long ?? 0))
    return (Int32(clamping: Int64(short ?? 0) + beyond), long)
  }

  /// Tokens that the model thought with.
  @inline(__always)
  static func reasoning(
    _ json: JSONIndex, _ usage: JSONIndex.Node, details: JSONIndex.Node
  ) throws(LineRejection) -> Int32? {
    let detailed = try json.count(json.first(details, "reasoning_tokens", "thinking_tokens", "reasoning"))
    if let detailed, detailed > 0 { return detailed }
    return try json.count(
      json.first(usage, "reasoning_tokens", "reasoning_output_tokens", "thinking_tokens")) ?? detailed
  }
}
