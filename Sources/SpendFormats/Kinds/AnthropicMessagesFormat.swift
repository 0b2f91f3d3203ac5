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
    if json.equals(type, "message") { return json[body, "usage"].exists || json[body, "role"].exists }
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
      let message = json[body, "message"]
      draft.isStream = true
      draft.policy = .largest
      guard try self.message(json, message, &draft, context) else { return false }
      context.streams.anthropic = OpenMessage(draft)
      return true
    }
    guard json.equals(type, "message_delta"), var open = context.streams.anthropic else { return false }
    // Cumulative: what it states takes the place of what was said before.
    open.tokens.take(newer: try Usage.anthropic(json, json[body, "usage"]))
    if let searches = try searches(json, json[body, "usage"]) { open.webSearches = searches }
    context.streams.anthropic = open
    open.fill(&draft, context)
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    return true
  }

  private func searches(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> Int32? {
    try json.count(json[usage, "server_tool_use", "web_search_requests"])
  }

  private func message(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    draft.requestID = json.text(json[body, "id"])
    draft.identityKey = draft.requestID
    draft.model = json.text(json[body, "model"])
    draft.tokens = try Usage.anthropic(json, usage)
    draft.webSearches = try searches(json, usage)
    let place = Providers.geography(json, usage)
    if !place.isEmpty { draft.region = place }
    Sellers.readEstimate(json, usage, &draft)
    draft.tier =
      json.equals(json[usage, "speed"], "fast") ? FieldText("fast") : json.text(json[usage, "service_tier"])
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.provider.isEmpty {
      if draft.requestID.hasPrefix("msg_bdrk_") {
        draft.provider = FieldText("bedrock")
      } else if draft.requestID.hasPrefix("msg_vrtx_") {
        draft.provider = FieldText("vertex")
      } else {
        draft.provider = FieldText("anthropic")
      }
    }
    try iterations(json, json[usage, "iterations"], &draft, context)
    return true
  }

  /// What a response did on the side: a compaction is part of it and not in its counts; advice of
  /// another model is a request of its own; messages are in the counts already.
  private func iterations(
    _ json: JSONIndex, _ list: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(list) else { return }
    var advice: [EventDraft] = []
    var added = draft.tokens
    var position = 0
    let parent = draft
    let entry = context.element
    try json.forEachElement(list) { bytes throws(LineRejection) in
      defer { position += 1 }
      guard bytes.first == UInt8(ascii: "{") else { return }
      try entry.index(bytes)
      let type = entry[.root, "type"]
      if entry.equals(type, "compaction") { added.add(try Usage.anthropic(entry, .root)) }
      guard entry.equals(type, "advisor_message") else { return }
      var own = parent
      own.model = entry.text(entry[.root, "model"])
      own.tokens = try Usage.anthropic(entry, .root)
      own.webSearches = nil
      own.tier = .empty
      own.requestID = context.text(parent.requestID, FieldText("#iter"), context.text(String(position)))
      own.identityKey = own.requestID
      own.latencyMilliseconds = nil
      own.firstTokenMilliseconds = nil
      advice.append(own)
    }
    draft.tokens = added
    context.drafts.append(contentsOf: advice)
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
