import SpendCore

/// Messages of OpenCode, a document each.
struct OpenCodeFormat: RecordFormat {
  var name: StaticString { "opencode" }
  var title: String { "OpenCode messages" }
  var recognisedBy: String { "modelID with tokens.cache" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "modelID"].exists && json.isObject(json[.root, "tokens"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json.equals(json[.root, "role"], "assistant") else { return }
    let tokens = json[.root, "tokens"]
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.policy = .largest
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.session = json.text(json[.root, "sessionID"])
    draft.time = json.time(json[.root, "time", "created"])
    if let start = draft.time, let end = json.time(json[.root, "time", "completed"]) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    draft.provider = json.text(json[.root, "providerID"])
    draft.model = json.text(json[.root, "modelID"])
    draft.project = json.text(json[.root, "path", "cwd"])
    draft.queryType = FieldText("agent")
    draft.tokens.input = try json.count(json[tokens, "input"])
    draft.tokens.cacheRead = try json.count(json[tokens, "cache", "read"])
    draft.tokens.cacheWrite5m = try json.count(json[tokens, "cache", "write"])
    // Written as the output without its reasoning.
    draft.tokens.reasoning = try json.count(json[tokens, "reasoning"])
    if let output = try json.count(json[tokens, "output"]) {
      draft.tokens.output = Int32(clamping: Int64(output) + Int64(draft.tokens.reasoning ?? 0))
    }
    draft.loggedCost = json.money(json[.root, "cost"])
    if json.isObject(json[.root, "error"]) { draft.outcome = .error }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {
          "id": "msg_0pencode-sample-1",
          "role": "assistant",
          "time": { "created": 1790001000000, "completed": 1790001002500 },
          "modelID": "claude-sonnet-4-5",
          "providerID": "anthropic",
          "cost": 0.01,
          "tokens": { "input": 20, "output": 30, "reasoning": 5, "cache": { "read": 100, "write": 10 } }
        }
        """,
        .init(
          "msg_0pencode-sample-1", "anthropic", "claude-sonnet-4-5", "agent",
          tokens: TokenCounts(input: 20, cacheRead: 100, cacheWrite5m: 10, output: 35, reasoning: 5),
          cost: "0.01"))
    ]
  }
}
