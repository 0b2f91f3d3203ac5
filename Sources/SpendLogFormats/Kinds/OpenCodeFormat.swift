import SpendCore

/// Messages of OpenCode and of its forks: documents, rows of its database in both layouts, an exported
/// session, and the steps that `opencode run --format json` prints.
///
/// A fork of a session copies its messages under new ids. Their times stay, to the millisecond, and
/// identify them; a message counts once it is complete, because its end is one of them.
///
/// Source: sst/opencode, `packages/opencode/src/session`.
struct OpenCodeFormat: RecordFormat {
  var name: StaticString { "opencode" }
  var title: String { "OpenCode messages" }
  var recognisedBy: String { "modelID with tokens.cache, or a row of OpenCode's database" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    if json[.root, "modelID"].exists, json.isObject(json[.root, "tokens"]) { return true }
    if json[.root, "spendtop_twin"].exists { return true }
    if json.hasPrefix(json[.root, "sessionID"], "ses_") {
      return json[.root, "role"].exists || json.isObject(json[.root, "part"]) || json[.root, "error"].exists
        || json[.root, "messageID"].exists
    }
    return json.hasPrefix(json[.root, "info", "id"], "ses_") && json.isArray(json[.root, "messages"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let messages = json[.root, "messages"]
    if json.isArray(messages) {
      let entry = context.element
      try json.forEachObject(messages, in: entry) { () throws(LineRejection) in
        try message(entry, entry[.root, "info"], context)
      }
    } else if json.isObject(json[.root, "part"]) {
      try step(json, context)
    } else {
      try message(json, .root, context)
    }
  }

  private func message(
    _ json: JSONIndex, _ message: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) {
    let tokens = json[message, "tokens"]
    guard json.equals(json[message, "role"], "assistant"), json.isObject(tokens) else { return }
    let hasFailed = json.isObject(json[message, "error"])
    let end = json.time(json[message, "time", "completed"])
    guard end != nil || hasFailed else { return }

    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.grain = .part
    draft.requestID = json.text(json[message, "id"])
    draft.session = json.text(json[message, "sessionID"])
    draft.time = json.time(json[message, "time", "created"])
    if let start = draft.time, let end {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    let model = json[message, "model"]
    draft.provider = json.text(json.first(message, "providerID", "provider"))
    if draft.provider.isEmpty { draft.provider = json.text(json[model, "providerID"]) }
    draft.model = json.text(json.first(message, "modelID", "model"))
    if draft.model.isEmpty { draft.model = json.text(json.first(model, "id", "modelID")) }
    draft.project = json.text(json[message, "path", "cwd"])
    draft.queryType = FieldText("agent")
    draft.tokens = try counts(json, tokens)
    draft.loggedCost = json.money(json[message, "cost"])
    draft.identityKey = identity(of: draft, until: end, json.text(json[message, "spendtop_twin"]), context)
    if hasFailed { draft.outcome = .error }
    context.drafts.append(draft)
  }

  /// The identity of a request: start, end, provider and model; the request id when either time is missing.
  private func identity(
    of draft: EventDraft, until end: Instant?, _ twin: FieldText, _ context: LineContext
  ) -> FieldText {
    guard let start = draft.time, let end else { return draft.requestID }
    let place = twin.isEmpty ? "0" : twin.string
    return context.text(
      FieldText("opencode:"), context.text("\(start.microseconds)-\(end.microseconds)-\(place):"),
      draft.provider, FieldText("/"), draft.model)
  }

  /// Input, cache and output do not include each other; the output is written without its reasoning.
  private func counts(_ json: JSONIndex, _ tokens: JSONIndex.Node) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    counts.input = try json.count(json[tokens, "input"])
    counts.cacheRead = try json.count(json[tokens, "cache", "read"])
    counts.cacheWrite5m = try json.count(json[tokens, "cache", "write"])
    counts.reasoning = try json.count(json[tokens, "reasoning"])
    if let output = try json.count(json[tokens, "output"]) {
      counts.output = Int32(clamping: Int64(output) + Int64(counts.reasoning ?? 0))
    }
    return counts
  }

  /// The end of a step, which names no model. It gives way to the messages of the session.
  private func step(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let part = json[.root, "part"]
    guard json.isObject(json[part, "tokens"]) else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.grain = .sum
    draft.requestID = json.text(json[part, "id"])
    draft.identityKey = draft.requestID
    draft.session = json.text(json[.root, "sessionID"])
    draft.time = json.time(json[.root, "timestamp"])
    draft.queryType = FieldText("agent")
    draft.tokens = try counts(json, json[part, "tokens"])
    draft.loggedCost = json.money(json[part, "cost"])
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
          cost: "0.01")),
      FormatSample(
        """
        {"id":"msg_0pencode-sample-2","role":"user","sessionID":"ses_sample","spendtop_twin":"0","content":[]}
        {"id":"msg_0pencode-sample-3","role":"assistant","sessionID":"ses_sample","spendtop_twin":"0","agent":"build","model":\
        {"id":"gpt-5.6-terra","providerID":"openai"},"time":{"created":1790001010000,"completed":1790001012500},"cost":0.02,\
        "tokens":{"input":21,"output":31,"reasoning":6,"cache":{"read":101,"write":11}},"content":[]}
        """,
        .init(
          "msg_0pencode-sample-3", "openai", "gpt-5.6-terra", "agent",
          tokens: TokenCounts(input: 21, cacheRead: 101, cacheWrite5m: 11, output: 37, reasoning: 6),
          cost: "0.02")),
      FormatSample(
        """
        {"type":"text","timestamp":1790001020000,"sessionID":"ses_sample2","part":{"id":"prt_sample01","type":"text","text":"ok"}}
        {"type":"step_finish","timestamp":1790001021000,"sessionID":"ses_sample2","part":{"id":"prt_sample02","type":\
        "step-finish","reason":"stop","cost":0.03,"tokens":{"input":22,"output":32,"reasoning":0,"cache":{"read":102,"write":0}}}}
        """,
        .init(
          "prt_sample02", "", "", "agent",
          tokens: TokenCounts(input: 22, cacheRead: 102, cacheWrite5m: 0, output: 32, reasoning: 0),
          cost: "0.03")),
    ]
  }
}
