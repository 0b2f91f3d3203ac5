import SpendCore

/// Events of Copilot CLI's sessions. A run ends with the sums of what it used of each model; until then
/// only the output of its messages is known. Where telemetry or the program's own usage events have the
/// requests of a session, these sums give way to them.
///
/// A session that is resumed ends once more: since 1.0.7x with the sums of all its runs, before with
/// those of the last.
///
/// Source: github/copilot-cli, session events of the Copilot SDK.
struct CopilotSessionFormat: RecordFormat {
  var name: StaticString { "copilot-cli" }
  var title: String { "Copilot CLI sessions" }
  var recognisedBy: String { "type session.… or assistant.… with data" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    if json.equals(json[.root, "spendtop_table"], "assistant_usage_events") { return true }
    guard json.isObject(json[.root, "data"]), json[.root, "timestamp"].exists else { return false }
    let type = json[.root, "type"]
    return json.hasPrefix(type, "session.") || json.hasPrefix(type, "assistant.")
      || json.hasPrefix(type, "user.") || json.hasPrefix(type, "tool.") || json.hasPrefix(type, "subagent.")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if json[.root, "spendtop_table"].exists { return try row(json, context) }
    let type = json[.root, "type"]
    let data = json[.root, "data"]
    guard json.hasPrefix(type, "session.") || json.hasPrefix(type, "assistant.") else { return }
    var session = context.streams.copilot ?? CopilotSession()
    defer { context.streams.copilot = session }
    if json.equals(type, "session.start") || json.equals(type, "session.resume") {
      let id = json.text(json[data, "sessionId"]).string
      if !id.isEmpty, id != session.id { session = CopilotSession(id: id) }
      let model = json.text(json.first(data, "selectedModel", "model"))
      if !model.isEmpty { session.model = model.string }
      let folder = json.text(json[data, "context", "cwd"])
      if !folder.isEmpty { session.project = folder.string }
    } else if json.equals(type, "session.model_change") {
      session.model = json.text(json[data, "newModel"]).string
    } else if json.equals(type, "session.compaction_complete") {
      // The sums begin anew.
      if json.truth(json[data, "success"]) == true { session.beginRun(resetting: true) }
    } else if json.equals(type, "assistant.message") {
      try message(json, data, &session, context)
    } else if json.equals(type, "assistant.usage") {
      try usage(json, data, session, context)
    } else if json.equals(type, "session.shutdown") {
      try shutdown(json, data, &session, context)
    }
  }

  private func begin(_ json: JSONIndex, _ session: CopilotSession, _ context: LineContext) -> EventDraft {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.time = json.time(json[.root, "timestamp"])
    draft.provider = FieldText("github")
    draft.queryType = FieldText("agent")
    draft.session = context.text(session.id)
    if let project = session.project { draft.project = context.text(project) }
    return draft
  }

  /// The output of a run so far, of one model.
  private func message(
    _ json: JSONIndex, _ data: JSONIndex.Node, _ session: inout CopilotSession, _ context: LineContext
  ) throws(LineRejection) {
    guard let output = try json.count(json[data, "outputTokens"]), output > 0 else { return }
    let stated = json.text(json[data, "model"])
    let model = stated.isEmpty ? session.model ?? "" : stated.string
    // Output alone, and of no model: the end of the run has both.
    guard !model.isEmpty else { return }
    var draft = begin(json, session, context)
    draft.grain = .sum
    draft.model = context.text(model)
    draft.requestID = json.text(json.first(data, "messageId", "apiCallId"))
    draft.identityKey = context.text(session.key(of: model))
    draft.tokens.output = Int32(clamping: session.add(output: Int64(output), of: model, at: draft.time))
    draft.time = session.began.map(Instant.init(microseconds:))
    context.drafts.append(draft)
  }

  /// One request, where the program writes its usage events.
  private func usage(
    _ json: JSONIndex, _ data: JSONIndex.Node, _ session: CopilotSession, _ context: LineContext
  ) throws(LineRejection) {
    var draft = begin(json, session, context)
    draft.grain = .part
    draft.requestID = json.text(json.first(data, "providerCallId", "apiCallId"))
    if draft.requestID.isEmpty { draft.requestID = json.text(json[.root, "id"]) }
    draft.identityKey = draft.requestID
    draft.model = json.text(json[data, "model"])
    draft.tokens = try counts(json, data)
    draft.latencyMilliseconds = json.milliseconds(json[data, "duration"])
    guard !draft.tokens.isUnknown else { return }
    context.drafts.append(draft)
  }

  /// A request in the program's database.
  private func row(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.grain = .part
    draft.session = json.text(json[.root, "session_id"])
    draft.requestID = context.text(draft.session, FieldText("#"), json.text(json[.root, "id"]))
    draft.identityKey = context.text(
      FieldText("copilot-store:"), draft.requestID, FieldText("@"), json.text(json[.root, "created_at"]))
    draft.time = json.time(json[.root, "created_at"])
    draft.provider = FieldText("github")
    draft.model = json.text(json.first(.root, "copilot_usage_model", "model"))
    draft.queryType = FieldText("agent")
    draft.tokens = try Usage.tokens(ofRow: json)
    draft.latencyMilliseconds = json.milliseconds(json[.root, "duration_ms"])
    draft.firstTokenMilliseconds = json.milliseconds(json[.root, "time_to_first_token_ms"])
    guard draft.tokens.total > 0 else { return }
    context.drafts.append(draft)
  }

  private func counts(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts {
    var tokens = TokenCounts()
    tokens.cacheRead = try json.count(json[usage, "cacheReadTokens"])
    tokens.cacheWrite5m = try json.count(json[usage, "cacheWriteTokens"])
    tokens.input = Usage.exclusive(
      prompt: try json.count(json[usage, "inputTokens"]), cached: tokens.cacheRead,
      written: tokens.cacheWrite5m)
    tokens.output = try json.count(json[usage, "outputTokens"])
    tokens.reasoning = try json.count(json[usage, "reasoningTokens"])
    return tokens
  }

  private func shutdown(
    _ json: JSONIndex, _ data: JSONIndex.Node, _ session: inout CopilotSession, _ context: LineContext
  ) throws(LineRejection) {
    let models = json[data, "modelMetrics"]
    guard json.isObject(models) else { return }
    session.note(start: json.text(json[data, "sessionStartTime"]).string)
    var names: [String] = []
    try json.forEachMember(models) { model, _ throws(LineRejection) in
      names.append(FieldText(model, isEscaped: model.contains(UInt8(ascii: "\\"))).string)
    }
    session.adopt(names)
    var position = 0
    try json.forEachMember(models) { _, metrics throws(LineRejection) in
      defer { position += 1 }
      let model = names[position]
      guard json.isObject(json[metrics, "usage"]) else { return }
      let sums = try CopilotSums(json, metrics)
      let used = session.use(sums, of: model)
      guard !used.isZero else { return }
      var draft = begin(json, session, context)
      draft.grain = .sum
      draft.isSeveral = used.all.first != 1
      draft.model = context.text(model)
      draft.requestID = context.text(json.text(json[.root, "id"]), FieldText(":"), draft.model)
      draft.identityKey =
        session.id.isEmpty ? draft.requestID : context.text(session.key(of: model))
      draft.tokens = try used.tokens
      context.drafts.append(draft)
    }
    session.beginRun(resetting: false)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"type":"session.start","data":{"sessionId":"c0p-1","context":{"cwd":"/home/ann/shop"}},"id":"e1","timestamp":\
        "2026-09-21T10:00:00Z"}
        {"type":"assistant.message","data":{"content":"ok","outputTokens":90},"id":"e2","timestamp":"2026-09-21T10:00:05Z"}
        {"type":"session.shutdown","data":{"modelMetrics":{"gpt-5.1":{"requests":{"count":2},"usage":{"inputTokens":900,\
        "outputTokens":90,"cacheReadTokens":600,"cacheWriteTokens":0}}}},"id":"c0p1l07-end-1","timestamp":\
        "2026-09-21T10:05:00Z"}
        """,
        .init(
          "c0p1l07-end-1:gpt-5.1", "github", "gpt-5.1", "agent",
          tokens: TokenCounts(input: 300, cacheRead: 600, cacheWrite5m: 0, output: 90, reasoning: 0))),
      FormatSample(
        """
        {"type":"session.start","data":{"sessionId":"c0p-2","selectedModel":"gpt-5.4"},"id":"e1","timestamp":\
        "2026-09-21T11:00:00Z"}
        {"type":"assistant.message","data":{"messageId":"c0p1l07-msg-1","outputTokens":90},"id":"e2","timestamp":\
        "2026-09-21T11:00:05Z"}
        {"type":"assistant.message","data":{"messageId":"c0p1l07-msg-2","outputTokens":20},"id":"e3","timestamp":\
        "2026-09-21T11:00:09Z"}
        """,
        .init("c0p1l07-msg-2", "github", "gpt-5.4", "agent", tokens: TokenCounts(output: 110))),
      FormatSample(
        """
        {"cache_read_tokens":"600","cache_write_tokens":"0","created_at":"2026-09-21T12:00:00.000Z","id":"7","input_tokens":\
        "900","model":"gpt-5.4","output_tokens":"40","session_id":"c0p-3","spendtop_table":"assistant_usage_events"}
        """,
        .init(
          "c0p-3#7", "github", "gpt-5.4", "agent",
          tokens: TokenCounts(input: 300, cacheRead: 600, cacheWrite5m: 0, output: 40))),
    ]
  }
}
