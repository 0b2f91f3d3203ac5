import SpendCore

/// Events of Copilot CLI's sessions: what a run used is told for each model when it ends. A session
/// that is taken up again ends once more, with its own part only. Where telemetry tells the requests
/// of a session, these sums give way to them.
struct CopilotSessionFormat: RecordFormat {
  var name: StaticString { "copilot-cli" }
  var title: String { "Copilot CLI sessions" }
  var recognisedBy: String { "type session.… or assistant.… with data" }

  func recognises(_ json: JSONIndex) -> Bool {
    guard json.isObject(json[.root, "data"]), json[.root, "timestamp"].exists else { return false }
    let type = json[.root, "type"]
    return json.hasPrefix(type, "session.") || json.hasPrefix(type, "assistant.")
      || json.hasPrefix(type, "user.") || json.hasPrefix(type, "tool.")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let data = json[.root, "data"]
    if json.equals(json[.root, "type"], "session.start") {
      context.streams.session = json.text(json[data, "sessionId"]).string
      context.streams.project = json.text(json[data, "context", "cwd"]).string
      return
    }
    let models = json[data, "modelMetrics"]
    guard json.equals(json[.root, "type"], "session.shutdown"), json.isObject(models) else { return }
    try json.forEachMember(models) { model, metrics throws(LineRejection) in
      let usage = json[metrics, "usage"]
      guard json.isObject(usage) else { return }
      var draft = context.envelope
      draft.format = name
      draft.scope = .global
      draft.grain = .sum
      draft.time = json.time(json[.root, "timestamp"])
      draft.model = FieldText(model, isEscaped: model.contains(UInt8(ascii: "\\")))
      draft.requestID = context.text(json.text(json[.root, "id"]), FieldText(":"), draft.model)
      draft.identityKey = draft.requestID
      draft.provider = FieldText("github")
      draft.queryType = FieldText("agent")
      if let session = context.streams.session { draft.session = context.text(session) }
      if let project = context.streams.project { draft.project = context.text(project) }
      draft.tokens.cacheRead = try json.count(json[usage, "cacheReadTokens"])
      draft.tokens.cacheWrite5m = try json.count(json[usage, "cacheWriteTokens"])
      draft.tokens.input = Usage.exclusive(
        prompt: try json.count(json[usage, "inputTokens"]), cached: draft.tokens.cacheRead,
        written: draft.tokens.cacheWrite5m)
      draft.tokens.output = try json.count(json[usage, "outputTokens"])
      context.drafts.append(draft)
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"type":"session.start","data":{"sessionId":"c0p-1","context":{"cwd":"/home/ann/shop"}},"id":"e1","timestamp":\
        "2026-09-21T10:00:00Z"}
        {"type":"assistant.message","data":{"content":"ok","outputTokens":90},"id":"e2","timestamp":"2026-09-21T10:00:05Z"}
        {"type":"session.shutdown","data":{"modelMetrics":{"gpt-5.1":{"requests":{"count":2},"usage":{"inputTokens":900,\
        "outputTokens":90,"cacheReadTokens":600,"cacheWriteTokens":0}}}},"id":"c0p1l07-end-1","timestamp":\
        "2026-09-21T10:05:00Z"}
        """,
        .init(
          "c0p1l07-end-1:gpt-5.1", "github", "gpt-5.1", "agent",
          tokens: TokenCounts(input: 300, cacheRead: 600, cacheWrite5m: 0, output: 90)))
    ]
  }
}

/// Copilot CLI's telemetry file: spans with plain attributes. Only spans of requests are spend; logs
/// and the spans around them repeat it.
struct CopilotTelemetryFormat: RecordFormat {
  var name: StaticString { "copilot-otel" }
  var title: String { "Copilot CLI telemetry file" }
  var recognisedBy: String { "type span, log or metric with flat attributes" }

  func recognises(_ json: JSONIndex) -> Bool {
    guard json.isObject(json[.root, "attributes"]) else { return false }
    let type = json[.root, "type"]
    return json.equals(type, "span") && json.isArray(json[.root, "startTime"])
      || json.equals(type, "log") && json[.root, "hrTime"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let attributes = json[.root, "attributes"]
    let operation = json.text(json[attributes, "gen_ai.operation.name"])
    guard json.equals(json[.root, "type"], "span"), isRequest(operation) else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.policy = .largest
    draft.grain = .part
    draft.requestID = json.text(json[attributes, "gen_ai.response.id"])
    if draft.requestID.isEmpty {
      draft.requestID = context.text(
        json.text(json[.root, "traceId"]), FieldText(":"), json.text(json[.root, "spanId"]))
    }
    draft.identityKey = draft.requestID
    draft.time = try time(json, json[.root, "startTime"])
    if let start = draft.time, let end = try time(json, json[.root, "endTime"]) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    draft.provider = json.text(json.first(attributes, "gen_ai.provider.name", "gen_ai.system"))
    draft.model = json.text(json.first(attributes, "gen_ai.response.model", "gen_ai.request.model"))
    draft.queryType = operation.equals("embeddings") ? FieldText("embedding") : FieldText("agent")
    draft.session = json.text(json[attributes, "gen_ai.conversation.id"])
    draft.tokens.cacheRead = try json.count(json[attributes, "gen_ai.usage.cache_read.input_tokens"])
    draft.tokens.cacheWrite5m = try json.count(
      json[attributes, "gen_ai.usage.cache_creation.input_tokens"])
    draft.tokens.reasoning = try json.count(json[attributes, "gen_ai.usage.reasoning.output_tokens"])
    draft.tokens.input = Usage.exclusive(
      prompt: try json.count(json[attributes, "gen_ai.usage.input_tokens"]), cached: draft.tokens.cacheRead,
      written: draft.tokens.cacheWrite5m)
    draft.tokens.output = try json.count(json[attributes, "gen_ai.usage.output_tokens"])
    if json.text(json[.root, "status", "code"]).equals("2") || json[attributes, "error.type"].exists {
      draft.fail()
    }
    context.drafts.append(draft)
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
