import SpendCore

/// Aider's analytics log.
struct AiderFormat: RecordFormat {
  var name: StaticString { "aider" }
  var title: String { "Aider analytics" }
  var recognisedBy: String { "event with properties, such as message_send" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "event"].exists && json.isObject(json[.root, "properties"]) && json[.root, "user_id"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json.equals(json[.root, "event"], "message_send") else { return }
    let properties = json[.root, "properties"]
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.time = json.time(json[.root, "time"])
    draft.model = json.text(json[properties, "main_model"])
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = FieldText("agent")
    draft.tokens.input = try json.count(json[properties, "prompt_tokens"])
    draft.tokens.output = try json.count(json[properties, "completion_tokens"])
    // `total_cost` is the sum of a session; `cost` is this request's.
    draft.loggedCost = json.money(json[properties, "cost"])
    draft.user = json.text(json[.root, "user_id"])
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"event":"message_send","properties":{"main_model":"gpt-5","prompt_tokens":800,"completion_tokens":30,\
        "total_tokens":830,"cost":0.0013,"total_cost":0.9},"user_id":"sample","time":1790000800}
        """,
        .init("", "openai", "gpt-5", "agent", tokens: TokenCounts(input: 800, output: 30), cost: "0.0013"))
    ]
  }
}
