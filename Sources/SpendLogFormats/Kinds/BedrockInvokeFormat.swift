import SpendCore

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
