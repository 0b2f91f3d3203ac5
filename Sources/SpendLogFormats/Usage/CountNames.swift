import SpendCore

/// All spellings of the counts that providers, gateways and client libraries add to a prompt and an
/// output: one place for every usage object whose members are snake case.
enum CountNames {
  /// Names of members, by the object that has them.
  private struct Names: Sendable {
    let promptDetails: JSONIndex.Names = [
      "prompt_tokens_details", "input_tokens_details", "prompt_token_details", "input_token_details",
    ]
    let outputDetails: JSONIndex.Names = [
      "completion_tokens_details", "output_tokens_details", "completion_token_details",
      "output_token_details", "details",
    ]
    let cacheReads: JSONIndex.Names = [
      "cache_read_input_tokens", "cached_tokens", "num_cached_tokens", "prompt_cache_hit_tokens",
      "cached_input_tokens", "cache_read_tokens", "prompt_cache_read_tokens", "input_cached_tokens",
      "cached_read_tokens", "prompt_cached_tokens",
    ]
    let detailedReads: JSONIndex.Names = [
      "cache_read_tokens", "cache_read_input_tokens", "cache_read", "cached_read_tokens",
      // LangChain puts the tier before the names.
      "priority_cache_read", "flex_cache_read",
    ]
    let cacheWrites: JSONIndex.Names = [
      "cache_creation_input_tokens", "cache_write_input_tokens", "cache_creation_tokens",
      "cache_write_tokens", "prompt_cache_write_tokens", "prompt_cache_creation_tokens",
      "cached_write_tokens",
    ]
    let detailedWrites: JSONIndex.Names = [
      "cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens",
      "cache_write_input_tokens", "cache_creation", "cached_write_tokens", "priority_cache_creation",
      "flex_cache_creation",
    ]
    let writeParts: JSONIndex.Names = ["cache_creation_token_details", "cache_creation"]
    let reasoning: JSONIndex.Names = [
      "reasoning_tokens", "reasoning_output_tokens", "thinking_tokens", "completion_reasoning_tokens",
      "thought_tokens",
    ]
    let detailedReasoning: JSONIndex.Names = [
      "reasoning_tokens", "thinking_tokens", "reasoning", "priority_reasoning", "flex_reasoning",
    ]
  }

  private static let names = Names()

  /// The prompt's details, under the name of chat completions or of Responses.
  @inline(__always)
  static func promptDetails(_ json: JSONIndex, _ usage: JSONIndex.Node) -> JSONIndex.Node {
    json.first(usage, names.promptDetails)
  }

  /// The tier that the details of LangChain's counts name; none where the answer was served as usual.
  static func tier(_ json: JSONIndex, _ usage: JSONIndex.Node) -> FieldText {
    for details in [promptDetails(json, usage), outputDetails(json, usage)] {
      if json[details, "priority"].exists { return FieldText("priority") }
      if json[details, "flex"].exists { return FieldText("flex") }
    }
    return .empty
  }

  @inline(__always)
  static func outputDetails(_ json: JSONIndex, _ usage: JSONIndex.Node) -> JSONIndex.Node {
    json.first(usage, names.outputDetails)
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
      guard let count = try json.count(node) else { return }
      found = max(found ?? 0, count)
    }
    try json.forEach(usage, names.cacheReads, take)
    try json.forEach(details, names.detailedReads, take)
    return found
  }

  /// Tokens written to the cache, for five minutes and for an hour: a sum, its two parts, or all three.
  /// The rest of the sum beyond the parts is of the short kind.
  @inline(__always)
  static func cacheWrites(
    _ json: JSONIndex, _ usage: JSONIndex.Node, details: JSONIndex.Node
  ) throws(LineRejection) -> (short: Int32?, long: Int32?) {
    var written = try json.count(json.first(usage, names.cacheWrites))
    if (written ?? 0) == 0, details.exists {
      written = try json.count(json.first(details, names.detailedWrites)) ?? written
    }
    var parts = json[usage, "cache_creation"]
    if !json.isObject(parts) {
      parts = json.first(details, names.writeParts)
      // LangChain writes the parts into the prompt's details.
      if !json.isObject(parts), json[details, "ephemeral_1h_input_tokens"].exists { parts = details }
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
    let detailed = try json.count(json.first(details, names.detailedReasoning))
    if let detailed, detailed > 0 { return detailed }
    return try json.count(json.first(usage, names.reasoning)) ?? detailed
  }
}
