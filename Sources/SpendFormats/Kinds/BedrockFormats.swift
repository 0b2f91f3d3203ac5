import SpendCore

/// Answers of AWS Bedrock's Converse. No id, no model and no time: those are the envelope's.
struct BedrockConverseFormat: ResponseFormat {
  var name: StaticString { "bedrock-converse" }
  var title: String { "AWS Bedrock Converse" }
  var recognisedBy: String { "usage.inputTokens with totalTokens or metrics" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let usage = json[body, "usage"]
    return json[usage, "inputTokens"].exists && json[usage, "outputTokens"].exists
      && (json[usage, "totalTokens"].exists || json[body, "metrics"].exists)
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    draft.format = name
    draft.provider = FieldText("bedrock")
    draft.loggedCost = json.money(json[usage, "pydantic_ai_gateway", "cost_estimate"])
    draft.tokens = try Bedrock.tokens(json, usage)
    try Bedrock.splitWrites(json, json[usage, "cacheDetails"], &draft.tokens, context)
    draft.totals = StatedTotal(
      field: "totalTokens", prompt: draft.tokens.input, output: draft.tokens.output,
      total: try json.count(json[usage, "totalTokens"])
    ).settle(&draft.tokens, usual: Inclusion(cache: false, reasoning: true))
    if draft.latencyMilliseconds == nil {
      draft.latencyMilliseconds = json.milliseconds(json[body, "metrics", "latencyMs"])
    }
    draft.queryType = FieldText("chat")
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"metrics":{"latencyMs":700},"output":{"message":{"role":"assistant","content":[]}},"stopReason":"end_turn",\
        "usage":{"inputTokens":30,"outputTokens":8,"cacheReadInputTokens":100,"cacheReadInputTokenCount":100,\
        "cacheWriteInputTokens":20,"totalTokens":158}}
        """,
        .init(
          "", "bedrock", "", tokens: TokenCounts(input: 30, cacheRead: 100, cacheWrite5m: 20, output: 8)))
    ]
  }
}

/// Bedrock's log of model invocations, as files or as CloudWatch events around them.
struct BedrockInvocationLogFormat: RecordFormat {
  var name: StaticString { "bedrock-invocation-log" }
  var title: String { "AWS Bedrock invocation log" }
  var recognisedBy: String { "schemaType is ModelInvocationLog, in the record or in its message" }

  func recognises(_ json: JSONIndex) -> Bool {
    if json.equals(json[.root, "schemaType"], "ModelInvocationLog") { return true }
    let message = json.text(json.first(.root, "message", "@message"))
    return message.isEscaped && message.contains("ModelInvocationLog") && message.hasPrefix("{")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var record = json
    if !json.equals(json[.root, "schemaType"], "ModelInvocationLog") {
      let message = json.text(json.first(.root, "message", "@message"))
      try context.body.index(context.unescaped(message.bytes))
      record = context.body
      guard record.equals(record[.root, "schemaType"], "ModelInvocationLog") else { return }
    }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.requestID = record.text(record[.root, "requestId"])
    draft.identityKey = draft.requestID
    draft.time = record.time(record[.root, "timestamp"])
    draft.provider = FieldText("bedrock")
    draft.model = record.text(record[.root, "modelId"])
    draft.region = record.text(record[.root, "region"])
    let operation = record.text(record[.root, "operation"])
    draft.isStream = operation.contains("Stream")
    draft.queryType = FieldText(draft.model.contains("embed") ? "embedding" : "chat")
    let input = record[.root, "input"]
    draft.tokens.input = try record.count(record[input, "inputTokenCount"])
    draft.tokens.cacheRead = try record.count(record[input, "cacheReadInputTokenCount"])
    draft.tokens.cacheWrite5m = try record.count(record[input, "cacheWriteInputTokenCount"])
    draft.tokens.output = try record.count(record[.root, "output", "outputTokenCount"])
    if draft.tokens.output == nil, draft.model.contains("embed") { draft.tokens.output = 0 }
    let body = record[.root, "output", "outputBodyJson"]
    draft.latencyMilliseconds = record.milliseconds(record[body, "metrics", "latencyMs"])
    try streamMetrics(record, body, &draft, context)
    draft.user = record.text(record[.root, "identity", "arn"])
    Attribution.members(record, record[.root, "requestMetadata"], &draft, context)
    if record[.root, "errorCode"].exists { draft.fail() }
    context.drafts.append(draft)
  }

  /// The last chunk of a stream carries what the service measured.
  private func streamMetrics(
    _ json: JSONIndex, _ chunks: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(chunks) else { return }
    var latency: Int32?
    var first: Int32?
    try json.forEachObject(chunks, in: context.element) { () throws(LineRejection) in
      let metrics = context.element[.root, "amazon-bedrock-invocationMetrics"]
      guard metrics.exists else { return }
      latency = context.element.milliseconds(context.element[metrics, "invocationLatency"])
      first = context.element.milliseconds(context.element[metrics, "firstByteLatency"])
    }
    if let latency { draft.latencyMilliseconds = latency }
    if let first { draft.firstTokenMilliseconds = first }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"2026-09-21T10:00:00Z","requestId":\
        "8e1f0000-sample","operation":"Converse","modelId":"us.anthropic.claude-haiku-4-5-20251001-v1:0","input":{\
        "inputBodyJson":{"usage":{"inputTokens":5}},"inputTokenCount":60,"cacheReadInputTokenCount":0},"output":\
        {"outputTokenCount":9},"requestMetadata":{"feature":"claims"}}
        """,
        .init(
          "8e1f0000-sample", "bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", feature: "claims",
          tokens: TokenCounts(input: 60, cacheRead: 0, output: 9)))
    ]
  }
}

/// What Bedrock's two shapes share.
enum Bedrock {
  /// Beside each other, not in each other; the cache counts stand there under two names.
  static func tokens(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    counts.input = try json.count(json[usage, "inputTokens"])
    counts.output = try json.count(json[usage, "outputTokens"])
    counts.cacheRead = try json.count(
      json[usage, "cacheReadInputTokens"], or: json[usage, "cacheReadInputTokenCount"])
    counts.cacheWrite5m = try json.count(
      json[usage, "cacheWriteInputTokens"], or: json[usage, "cacheWriteInputTokenCount"])
    return counts
  }

  /// Takes the hour's writes out of all writes.
  static func splitWrites(
    _ json: JSONIndex, _ details: JSONIndex.Node, _ counts: inout TokenCounts, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(details) else { return }
    var long: Int32 = 0
    let entry = context.element
    try json.forEachObject(details, in: entry) { () throws(LineRejection) in
      guard entry.equals(entry[.root, "ttl"], "1h") else { return }
      long = long &+ (try entry.count(entry[.root, "inputTokens"]) ?? 0)
    }
    guard long > 0 else { return }
    counts.cacheWrite1h = long
    counts.cacheWrite5m = max(0, (counts.cacheWrite5m ?? long) - long)
  }
}
