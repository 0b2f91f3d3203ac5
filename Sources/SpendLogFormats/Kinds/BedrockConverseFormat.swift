import SpendCore

/// Answers of AWS Bedrock's Converse. No model and no time: those are the envelope's, and so is the id where the
/// client library does not add what it knows of the HTTP answer.
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
    "cachedInputTokens", "inputTokenDetails", "outputTokenDetails", "reasoningTokens", "cachedReadTokens",
    "cachedWriteTokens", "thoughtTokens",
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
    // The id that the invocation log has, too.
    draft.take(id: json.text(json[body, "ResponseMetadata", "RequestId"]))
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
