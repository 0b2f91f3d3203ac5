import SpendCore

/// Bedrock's log of model invocations, as files or as CloudWatch events around them.
struct BedrockInvocationLogFormat: RecordFormat {
  var name: StaticString { "bedrock-invocation-log" }
  var title: String { "AWS Bedrock invocation log" }
  var recognisedBy: String { "schemaType is ModelInvocationLog" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "schemaType"], "ModelInvocationLog")
  }

  func read(_ record: JSONIndex, _ context: LineContext) throws(LineRejection) {
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
    if record.isObject(body) { try readAnswer(record, body, &draft, context) }
    try readChunks(record, body, &draft, context)
    let metadata = record[.root, "requestMetadata"]
    Attribution.members(record, metadata, &draft, context)
    StatedLabels(record, metadata).fill(&draft)
    // The role that made the call stands for its user where the request names none.
    if draft.user.isEmpty { draft.user = record.text(record[.root, "identity", "arn"]) }
    if record[.root, "errorCode"].exists { draft.fail(ErrorClassReader.failure(record, .root)) }
    context.drafts.append(draft)
  }

  /// Reads the events of a stream. The last one carries what the service measured.
  private func readChunks(
    _ json: JSONIndex, _ chunks: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(chunks) else { return }
    let chunk = context.leaf
    try json.forEachObject(chunks, in: chunk) { () throws(LineRejection) in
      let metrics = chunk[.root, "amazon-bedrock-invocationMetrics"]
      if metrics.exists { BedrockUsage.readDurations(chunk, metrics, &draft) }
      for answer in [chunk[.root, "message"], chunk[.root, "metadata"], .root] where chunk.isObject(answer) {
        try readAnswer(chunk, answer, &draft, context)
      }
    }
  }

  /// Reads what only the answer states: the lifetime of cache writes, the tier, searches, and the model behind a
  /// profile of one's own.
  private func readAnswer(
    _ json: JSONIndex, _ answer: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    if draft.model.contains(":application-inference-profile/") {
      draft.take(model: json.text(json[answer, "model"]))
    }
    if draft.tier.isEmpty { draft.tier = json.text(json[answer, "serviceTier", "type"]) }
    let usage = json[answer, "usage"]
    guard json.isObject(usage) else { return }
    if draft.tier.isEmpty { draft.tier = AnthropicUsage.tier(json, usage, .empty, context) }
    if let searches = try json.count(json[usage, "server_tool_use", "web_search_requests"]) {
      draft.webSearches = searches
    }
    guard draft.tokens.cacheWrite1h == nil else { return }
    try BedrockUsage.splitWrites(json, json[usage, "cacheDetails"], &draft.tokens, context)
    if let long = try AnthropicUsage.writes(json, usage).long {
      BedrockUsage.takeLong(Int64(long), from: &draft.tokens)
    }
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
