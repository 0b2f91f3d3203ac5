import SpendCore

/// OpenAI's moderation: a request without tokens and without a price.
struct OpenAIModerationFormat: ResponseFormat {
  var name: StaticString { "openai-moderation" }
  var title: String { "OpenAI moderation (free)" }
  var recognisedBy: String { "results and a model omni-moderation or text-moderation" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    guard json.isArray(json[body, "results"]) else { return false }
    let model = json[body, "model"]
    return json.hasPrefix(model, "omni-moderation") || json.hasPrefix(model, "text-moderation")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    draft.take(id: json.text(json[body, "id"]))
    draft.take(model: json.text(json[body, "model"]))
    if draft.provider.isEmpty { draft.provider = FieldText("openai") }
    if draft.queryType.isEmpty { draft.queryType = FieldText("moderation") }
    draft.tokens = TokenCounts(input: 0, output: 0)
    draft.isFree = true
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"modr-0d9740456c391e43c445bf0f010940c7","model":"omni-moderation-latest","results":[{"flagged":false}]}
        """,
        .init(
          "modr-0d9740456c391e43c445bf0f010940c7", "openai", "omni-moderation-latest", "moderation",
          tokens: TokenCounts(input: 0, output: 0)))
    ]
  }
}
