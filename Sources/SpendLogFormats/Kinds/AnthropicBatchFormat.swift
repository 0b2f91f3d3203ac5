import SpendCore

/// Results of Anthropic Message Batches. Only what succeeded is billed.
struct AnthropicBatchFormat: RecordFormat {
  var name: StaticString { "anthropic-batch" }
  var title: String { "Anthropic Message Batches" }
  var recognisedBy: String { "custom_id with result" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "custom_id"].exists && json.isObject(json[.root, "result"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.tier = FieldText("batch")
    draft.scope = .global
    draft.tags = context.text(FieldText("custom_id="), json.text(json[.root, "custom_id"]))
    let message = json[.root, "result", "message"]
    let known = context.drafts.count
    if json.isObject(message) {
      _ = try AnthropicMessagesFormat().readAnswer(json, message, &draft, context)
    } else {
      if draft.provider.isEmpty { draft.provider = FieldText("anthropic") }
      draft.fail()
    }
    context.drafts.append(draft)
    for index in known..<context.drafts.count { context.drafts[index].format = name }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"custom_id":"q-1","result":{"type":"succeeded","message":{"id":"msg_01Batch00000000001","type":"message",\
        "role":"assistant","model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":300,"output_tokens":45,\
        "service_tier":"batch"}}}}
        """,
        .init(
          "msg_01Batch00000000001", "anthropic", "claude-haiku-4-5",
          tokens: TokenCounts(input: 300, output: 45)))
    ]
  }
}
