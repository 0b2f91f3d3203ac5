import SpendCore

/// Copilot CLI's telemetry file: spans and logs with plain attributes. The span of a request and the log
/// of it are one request; the log of a turn and the span of an agent are sums, and count only where no
/// finer record of the trace is there.
struct CopilotTelemetryFormat: RecordFormat {
  var name: StaticString { "copilot-otel" }
  var title: String { "Copilot CLI telemetry file" }
  var recognisedBy: String { "type span, log or metric with flat attributes" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    guard json.isObject(json[.root, "attributes"]) else { return false }
    let type = json[.root, "type"]
    return json.equals(type, "span") && json.isArray(json[.root, "startTime"])
      || json.equals(type, "log") && json[.root, "hrTime"].exists
      || json.equals(type, "metric") && json[.root, "name"].exists
  }

  /// The unit that a record counts, the finest first.
  private enum Level: UInt8 {
    case request = 1
    case log, turn, agent
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard let level = level(of: json) else { return }
    let attributes = json[.root, "attributes"]
    let trace = json.text(json.first(.root, "traceId", "trace_id"))
    let response = json.text(json[attributes, "gen_ai.response.id"])
    var memory = context.streams.copilotTraces ?? CopilotTraces()
    defer { context.streams.copilotTraces = memory }
    guard memory.counts(level.rawValue, of: trace.string, response.string) else { return }

    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.grain = level == .request || level == .log ? .part : .sum
    draft.isSeveral = draft.grain == .sum
    let span = json.text(json.first(.root, "spanId", "span_id"))
    draft.requestID = response
    if draft.grain == .sum || response.isEmpty { draft.requestID = context.text(trace, FieldText(":"), span) }
    draft.identityKey = draft.requestID
    if span.isEmpty, draft.grain == .sum || response.isEmpty { draft.identityKey = .empty }
    draft.time = try time(json, json.first(.root, "startTime", "hrTime"))
    if let start = draft.time, let end = try time(json, json[.root, "endTime"]) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    draft.provider = json.text(json.first(attributes, "gen_ai.provider.name", "gen_ai.system"))
    if draft.provider.isEmpty { draft.provider = FieldText("github") }
    draft.model = json.text(json.first(attributes, "gen_ai.response.model", "gen_ai.request.model"))
    let isEmbedding = json.equals(json[attributes, "gen_ai.operation.name"], "embeddings")
    draft.queryType = isEmbedding ? FieldText("embedding") : FieldText("agent")
    draft.session = json.text(
      json.first(
        attributes, "gen_ai.conversation.id", "copilot_chat.session_id", "copilot_chat.chat_session_id",
        "session.id"))
    if draft.session.isEmpty { draft.session = trace }
    draft.tokens.cacheRead = try json.count(json[attributes, "gen_ai.usage.cache_read.input_tokens"])
    draft.tokens.cacheWrite5m = try json.count(
      json.first(
        attributes, "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_write.input_tokens"))
    draft.tokens.reasoning = try json.count(
      json.first(attributes, "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"))
    draft.tokens.input = Usage.exclusive(
      prompt: try json.count(json[attributes, "gen_ai.usage.input_tokens"]), cached: draft.tokens.cacheRead,
      written: draft.tokens.cacheWrite5m)
    draft.tokens.output = try json.count(json[attributes, "gen_ai.usage.output_tokens"])
    if level != .request, draft.tokens.isUnknown { return }
    if json.text(json[.root, "status", "code"]).equals("2") || json[attributes, "error.type"].exists {
      draft.fail(ErrorWords.failure(json.text(json[attributes, "error.type"])))
    }
    memory.note(level.rawValue, of: trace.string, response.string)
    context.drafts.append(draft)
  }

  private func level(of json: JSONIndex) -> Level? {
    let attributes = json[.root, "attributes"]
    if json.equals(json[.root, "type"], "span") {
      let operation = json.text(json[attributes, "gen_ai.operation.name"])
      if isRequest(operation) { return .request }
      return operation.equals("invoke_agent") ? .agent : nil
    }
    guard json.equals(json[.root, "type"], "log") else { return nil }
    let event = json.text(json.first(attributes, "event.name", "name"))
    if event.equals("gen_ai.client.inference.operation.details") { return .log }
    return event.contains("agent.turn") || event.contains("agent_turn") ? .turn : nil
  }

  private func isRequest(_ operation: FieldText) -> Bool {
    operation.equals("chat") || operation.equals("text_completion") || operation.equals("generate_content")
      || operation.equals("embeddings")
  }

  /// `[seconds, nanoseconds]`.
  private func time(_ json: JSONIndex, _ pair: JSONIndex.Node) throws(LineRejection) -> Instant? {
    var parts: [Int64] = []
    try json.forEachElement(pair) { bytes throws(LineRejection) in
      if let part = Numbers.scaled(bytes, places: 0) { parts.append(part) }
    }
    guard parts.count == 2, (0..<100_000_000_000).contains(parts[0]), (0..<1_000_000_000).contains(parts[1])
    else { return nil }
    return Instant(microseconds: parts[0] * 1_000_000 + parts[1] / 1_000)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"type":"span","traceId":"7a","spanId":"01","name":"chat gpt-5.1","kind":2,"startTime":[1790000000,250000000],\
        "endTime":[1790000001,750000000],"attributes":{"gen_ai.operation.name":"chat","gen_ai.provider.name":"github",\
        "gen_ai.response.model":"gpt-5.1","gen_ai.response.id":"c0p1l07-span-0001","gen_ai.usage.input_tokens":800,\
        "gen_ai.usage.output_tokens":33,"gen_ai.usage.cache_read.input_tokens":500},"status":{"code":0}}
        {"type":"log","hrTime":[1790000001,0],"attributes":{"event.name":"gen_ai.client.inference.operation.details",\
        "gen_ai.response.id":"c0p1l07-span-0001","gen_ai.usage.input_tokens":800,"gen_ai.usage.output_tokens":33}}
        {"type":"span","traceId":"7a","spanId":"02","name":"invoke_agent","kind":0,"startTime":[1790000000,0],"endTime":\
        [1790000002,0],"attributes":{"gen_ai.operation.name":"invoke_agent","gen_ai.usage.input_tokens":800,\
        "gen_ai.usage.output_tokens":33}}
        """,
        .init(
          "c0p1l07-span-0001", "github", "gpt-5.1", "agent",
          tokens: TokenCounts(input: 300, cacheRead: 500, output: 33)))
    ]
  }
}
