import SpendCore

/// Anthropic Messages, whole and as stream events.
///
/// Source: anthropic Python SDK, `types/usage.py`, `types/beta/beta_usage.py`.
struct AnthropicMessagesFormat: ResponseFormat {
  var name: StaticString { "anthropic-messages" }
  var title: String { "Anthropic Messages" }
  var recognisedBy: String { "type is message with usage, or a stream event message_*" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let type = json[body, "type"]
    guard json.isString(type) else { return false }
    if json.equals(type, "message") {
      // Items of conversations have the same type, and name no model.
      return json[body, "usage"].exists || json[body, "role"].exists && json[body, "model"].exists
    }
    return json.hasPrefix(type, "message_") && (json[body, "message"].exists || json[body, "usage"].exists)
      || json.equals(type, "message_stop") || json.hasPrefix(type, "content_block_")
      || json.equals(type, "ping")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    let type = json[body, "type"]
    if json.equals(type, "message") { return try message(json, body, &draft, context) }
    if json.equals(type, "message_start") {
      draft.isStream = true
      draft.isSnapshot = true
      guard try message(json, json[body, "message"], &draft, context) else { return false }
      context.streams.open(OpenMessage(draft), of: context.streamName)
      return true
    }
    if json.equals(type, "message_stop") { context.streams.close(context.streamName) }
    guard json.equals(type, "message_delta"), var open = context.streams.message(of: context.streamName)
    else {
      return false
    }
    let usage = json[body, "usage"]
    try AnthropicUsage.merge(json, usage, into: &open.tokens)
    if let searches = try json.count(json[usage, "server_tool_use", "web_search_requests"]) {
      open.webSearches = searches
    }
    context.streams.update(open)
    open.fill(&draft, context)
    Sellers.takeCost(json, usage, &draft)
    let tier = draft.tier
    draft.tier = AnthropicUsage.tier(json, usage, tier, context)
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    try AnthropicUsage.readIterations(json, usage, &draft, carriedTier: tier, context)
    return true
  }

  private func message(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    draft.take(id: json.text(json[body, "id"]))
    draft.take(model: json.text(json[body, "model"]))
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.provider.isEmpty {
      draft.provider = Sellers.ofAnthropic(id: draft.requestID, model: draft.model)
    }
    Sellers.takeCost(json, usage, &draft)
    try AnthropicUsage.read(json, usage, &draft, context)
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"msg_01AbCdEfGhIjKlMnOp","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],\
        "usage":{"input_tokens":12,"cache_creation_input_tokens":2500,"cache_read_input_tokens":9000,\
        "cache_creation":{"ephemeral_5m_input_tokens":1500,"ephemeral_1h_input_tokens":1000},"output_tokens":420,\
        "server_tool_use":{"web_search_requests":2},"service_tier":"standard"}}
        """,
        .init(
          "msg_01AbCdEfGhIjKlMnOp", "anthropic", "claude-sonnet-4-5-20250929",
          tokens: TokenCounts(
            input: 12, cacheRead: 9_000, cacheWrite5m: 1_500, cacheWrite1h: 1_000, output: 420))),
      FormatSample(
        """
        {"type":"message_start","message":{"id":"msg_01Stream000000000001","type":"message","role":"assistant",\
        "model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":30,"cache_read_input_tokens":0,"output_tokens":1}}}
        {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{\\"usage\\":{\\"output_tokens\\":99}}"}}
        {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":55}}
        """,
        .init(
          "msg_01Stream000000000001", "anthropic", "claude-haiku-4-5",
          tokens: TokenCounts(input: 30, cacheRead: 0, output: 55))),
    ]
  }
}

extension TokenCounts {
  /// Takes what a later report of the same request states.
  mutating func take(newer: TokenCounts) {
    input = newer.input ?? input
    cacheRead = newer.cacheRead ?? cacheRead
    cacheWrite5m = newer.cacheWrite5m ?? cacheWrite5m
    cacheWrite1h = newer.cacheWrite1h ?? cacheWrite1h
    output = newer.output ?? output
    reasoning = newer.reasoning ?? reasoning
  }

  /// Takes from another report of the same request what this one leaves out.
  mutating func fill(from other: TokenCounts) {
    input = input ?? other.input
    cacheRead = cacheRead ?? other.cacheRead
    cacheWrite5m = cacheWrite5m ?? other.cacheWrite5m
    cacheWrite1h = cacheWrite1h ?? other.cacheWrite1h
    output = output ?? other.output
    reasoning = reasoning ?? other.reasoning
    audioIn = audioIn ?? other.audioIn
    imageIn = imageIn ?? other.imageIn
    audioOut = audioOut ?? other.audioOut
    imageOut = imageOut ?? other.imageOut
  }

  /// Adds counts that are not in these yet.
  mutating func add(_ other: TokenCounts) {
    func sum(_ a: Int32?, _ b: Int32?) -> Int32? {
      a == nil && b == nil ? nil : Int32(clamping: Int64(a ?? 0) + Int64(b ?? 0))
    }
    input = sum(input, other.input)
    cacheRead = sum(cacheRead, other.cacheRead)
    cacheWrite5m = sum(cacheWrite5m, other.cacheWrite5m)
    cacheWrite1h = sum(cacheWrite1h, other.cacheWrite1h)
    output = sum(output, other.output)
    reasoning = sum(reasoning, other.reasoning)
  }
}
