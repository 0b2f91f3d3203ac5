import SpendCore

/// Answers of AWS Bedrock's Converse. No id, no model and no time: those are the envelope's.
struct BedrockConverseFormat: ResponseFormat {
  var name: StaticString { "bedrock-converse" }
  var title: String { "AWS Bedrock Converse" }
  var recognisedBy: String { "usage.inputTokens with totalTokens or metrics" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    isConverse(json, body) || isConverse(json, json[body, "metadata"])
  }

  /// Nova answers in this shape, too, and leaves out what it did not count.
  private func isConverse(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let usage = json[body, "usage"]
    guard json[usage, "inputTokens"].exists, !isOfClientLibrary(json, body, usage) else { return false }
    return json[usage, "totalTokens"].exists || json[body, "metrics"].exists
      || json[body, "output", "message"].exists
  }

  private static let libraryCounts: JSONIndex.Names = [
    "cachedInputTokens", "inputTokenDetails", "outputTokenDetails", "reasoningTokens",
  ]

  /// Members of the results of client libraries.
  private static let libraryMembers: JSONIndex.Names = [
    "model", "finishReason", "providerMetadata", "totalUsage",
  ]

  /// True for the usage object of a client library with the same names, whose input includes what was cached.
  /// Converse names no model, and calls its end `stopReason`.
  private func isOfClientLibrary(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ usage: JSONIndex.Node
  ) -> Bool {
    json.first(body, Self.libraryMembers).exists || json.first(usage, Self.libraryCounts).exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var body = body
    if !json.isObject(json[body, "usage"]) {
      // The last event of a stream.
      body = json[body, "metadata"]
      draft.isStream = true
      draft.isSnapshot = true
    }
    draft.format = name
    if draft.provider.isEmpty {
      // The usage object alone may be a client library's, for any seller's model.
      let isProven = json[body, "metrics"].exists || json[body, "output", "message"].exists
      draft.provider = isProven ? .empty : Providers.ofModel(draft.model)
      if draft.provider.isEmpty { draft.provider = FieldText("bedrock") }
    }
    draft.tier = Tiers.joined(draft.tier, json.text(json[body, "serviceTier", "type"]), context)
    if json.equals(json[body, "performanceConfig", "latency"], "optimized") {
      draft.tier = Tiers.joined(draft.tier, FieldText("optimized"), context)
    }
    try BedrockUsage.read(json, json[body, "usage"], &draft, context)
    if draft.latencyMilliseconds == nil {
      draft.latencyMilliseconds = json.milliseconds(json[body, "metrics", "latencyMs"])
    }
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
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
    try streamMetrics(record, body, &draft, context)
    draft.user = record.text(record[.root, "identity", "arn"])
    Attribution.members(record, record[.root, "requestMetadata"], &draft, context)
    if record[.root, "errorCode"].exists { draft.fail(ErrorClassReader.failure(record, .root)) }
    context.drafts.append(draft)
  }

  /// The last chunk of a stream carries what the service measured.
  private func streamMetrics(
    _ json: JSONIndex, _ chunks: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(chunks) else { return }
    let chunk = context.element
    try json.forEachObject(chunks, in: chunk) { () throws(LineRejection) in
      let metrics = chunk[.root, "amazon-bedrock-invocationMetrics"]
      if metrics.exists { BedrockUsage.readDurations(chunk, metrics, &draft) }
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

/// Bodies of Bedrock's InvokeModel that no other provider has: Titan's, Llama's, and what the last chunk
/// of every stream carries. The model is the envelope's.
struct BedrockInvokeFormat: ResponseFormat {
  var name: StaticString { "bedrock-invoke" }
  var title: String { "AWS Bedrock InvokeModel (Titan, Llama, stream metrics)" }
  var recognisedBy: String {
    "inputTextTokenCount, prompt_token_count with generation_token_count, or amazon-bedrock-invocationMetrics"
  }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "inputTextTokenCount"].exists || isImages(json, body)
      || json[body, "generation_token_count"].exists && json[body, "generation"].exists
      || json[body, "amazon-bedrock-invocationMetrics"].exists && !json[body, "type"].exists
  }

  /// True for the pictures of Titan, Nova and Stability in an envelope: texts in base64.
  private func isImages(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let images = json[body, "images"]
    guard body != .root, json.isArray(images), !json[body, "usage"].exists, !json[body, "created"].exists
    else { return false }
    // A list of pictures alone is anybody's.
    let isCalled =
      json[.root, "modelId"].exists || json.text(json.first(.root, Envelope.addresses)).contains("bedrock")
    return isCalled && json.bytes(images).dropFirst().first { $0 > 0x20 } == UInt8(ascii: "\"")
  }

  private func readImages(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    var images: Int64 = 0
    try json.forEachElement(json[body, "images"]) { _ throws(LineRejection) in images += 1 }
    draft.tokens = TokenCounts(input: 0, output: 0)
    draft.units = BilledUnits(.image, count: images)
    draft.queryType = FieldText("image")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    if draft.provider.isEmpty { draft.provider = FieldText("bedrock") }
    if isImages(json, body) {
      try readImages(json, body, &draft)
      return true
    }
    let metrics = json[body, "amazon-bedrock-invocationMetrics"]
    if metrics.exists {
      draft.isStream = true
      draft.isSnapshot = true
      try BedrockUsage.readMetrics(json, metrics, &draft)
    } else if json[body, "inputTextTokenCount"].exists {
      try titan(json, body, &draft, context)
    } else {
      // Chunks of a stream name the prompt once and count what was generated so far.
      draft.isSnapshot = true
      draft.tokens.input = try json.count(json[body, "prompt_token_count"])
      draft.tokens.output = try json.count(json[body, "generation_token_count"])
    }
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    return true
  }

  private func titan(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    draft.tokens.input = try json.count(json[body, "inputTextTokenCount"])
    if json[body, "embedding"].exists || json[body, "embeddingsByType"].exists {
      draft.queryType = FieldText("embedding")
      draft.tokens.output = 0
      return
    }
    if let output = try json.count(json[body, "totalOutputTextTokenCount"]) {
      draft.tokens.output = output
      draft.isStream = true
      draft.isSnapshot = true
      return
    }
    var output: Int64?
    let result = context.element
    try json.forEachObject(json[body, "results"], in: result) { () throws(LineRejection) in
      guard let count = try result.count(result[.root, "tokenCount"]) else { return }
      output = (output ?? 0) + Int64(count)
    }
    draft.tokens.output = output.map { Int32(clamping: $0) }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"inputTextTokenCount":31,"results":[{"tokenCount":12,"outputText":"ok","completionReason":"FINISH"},\
        {"tokenCount":5,"outputText":"ok","completionReason":"FINISH"}]}
        {"embedding":[0.1],"embeddingsByType":{"float":[0.1]},"inputTextTokenCount":9}
        {"generation":"ok","prompt_token_count":8,"generation_token_count":35,"stop_reason":"stop"}
        """,
        .init("", "bedrock", "", tokens: TokenCounts(input: 31, output: 17)),
        .init("", "bedrock", "", "embedding", tokens: TokenCounts(input: 9, output: 0)),
        .init("", "bedrock", "", tokens: TokenCounts(input: 8, output: 35)))
    ]
  }
}
