import SpendCore

/// Mistral's conversations with agents, whole and as the last event of a stream. What connectors put into the prompt is
/// billed as input, and counted beside it.
///
/// Source: mistralai/client-python, `models/conversationresponse.py` and `models/conversationusageinfo.py`.
struct MistralConversationFormat: ResponseFormat {
  var name: StaticString { "mistral-conversation" }
  var title: String { "Mistral conversations" }
  var recognisedBy: String { "object is conversation.response, or type is conversation.response.done" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.equals(json[body, "object"], "conversation.response")
      || json.equals(json[body, "type"], "conversation.response.done")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    guard json.isObject(usage) else { return false }
    draft.format = name
    if draft.provider.isEmpty { draft.provider = FieldText("mistral") }
    if draft.session.isEmpty { draft.session = json.text(json[body, "conversation_id"]) }
    draft.setCreated(json, json[body, "created_at"])
    let connectors = try json.count(json[usage, "connector_tokens"]) ?? 0
    let prompt = try json.count(json[usage, "prompt_tokens"])
    draft.tokens.input = prompt.map { Int32(clamping: Int64($0) + Int64(connectors)) }
    draft.tokens.output = try json.count(json[usage, "completion_tokens"])
    draft.totals = ReportedTotal(
      prompt: draft.tokens.input, output: draft.tokens.output,
      total: try json.count(json[usage, "total_tokens"])
    ).settle(&draft.tokens, usual: .inside)
    let list = json[usage, "connectors"]
    let plain = try json.count(json[list, "web_search"])
    let premium = try json.count(json[list, "web_search_premium"])
    if plain != nil || premium != nil {
      draft.webSearches = Int32(clamping: Int64(plain ?? 0) + Int64(premium ?? 0))
    }
    try readModel(json, json[body, "outputs"], &draft, context)
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    return true
  }

  /// The model of the last message.
  private func readModel(
    _ json: JSONIndex, _ outputs: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(outputs) else { return }
    let output = context.element
    var model = FieldText.empty
    try json.forEachObject(outputs, in: output) { () throws(LineRejection) in
      let named = output.text(output[.root, "model"])
      if !named.isEmpty { model = named }
    }
    draft.take(model: model)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"object":"conversation.response","conversation_id":"conv_sample","outputs":[{"type":"tool.execution","name":\
        "web_search"},{"type":"message.output","model":"mistral-medium-2505","content":[]}],"usage":{"prompt_tokens":100,\
        "completion_tokens":20,"total_tokens":220,"connector_tokens":100,"connectors":{"web_search":1}}}
        """,
        .init("", "mistral", "mistral-medium-2505", tokens: TokenCounts(input: 200, output: 20)))
    ]
  }
}
