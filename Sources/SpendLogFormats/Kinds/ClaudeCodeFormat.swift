import SpendCore

/// Transcripts of Claude Code, and what `claude -p` and the Agent SDK print.
///
/// One answer is written as several lines with the same id and growing counts, and copied into other
/// files by resuming and forking. Printed lines may have no more than an early count of the output; the
/// result behind them has the sums: its rest counts, and gives way to a transcript of the session.
struct ClaudeCodeFormat: RecordFormat {
  var name: StaticString { "claude-code" }
  var title: String { "Claude Code transcripts and printed streams" }
  var recognisedBy: String {
    "sessionId with message.usage or uuid; session_id with type assistant or result"
  }
  var ownsFile: Bool { true }

  /// Types of printed lines that are neither messages nor results.
  private static let otherPrinted: [StaticString] = [
    "stream_event", "tool_progress", "tool_use_summary", "rate_limit_event", "auth_status",
    "prompt_suggestion",
  ]

  func recognises(_ json: JSONIndex) -> Bool {
    if json[.root, "sessionId"].exists {
      // Qwen Code's transcripts have the same frame around Google's counts.
      if json[.root, "usageMetadata"].exists || json[.root, "systemPayload"].exists { return false }
      return json[.root, "message", "usage"].exists || json[.root, "uuid"].exists
        || json[.root, "leafUuid"].exists || json[.root, "snapshot"].exists
    }
    let type = json[.root, "type"]
    guard json.isString(type) else {
      // Statistics of all time, which the tool keeps beside the transcripts.
      return json[.root, "dailyModelTokens"].exists && json[.root, "modelUsage"].exists
    }
    let isMessage = json.equals(type, "assistant") || json.equals(type, "user")
    if json[.root, "session_id"].exists {
      if isMessage { return json.isObject(json[.root, "message"]) }
      if json.equals(type, "result") || json.equals(type, "system") { return json[.root, "subtype"].exists }
      return Self.otherPrinted.contains { json.equals(type, $0) } && json[.root, "uuid"].exists
    }
    // The first versions wrote no session.
    return isMessage && json[.root, "uuid"].exists && json.isObject(json[.root, "message"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json[.root, "session_id"].exists else {
      let known = context.drafts.count
      try message(json, json.text(json[.root, "sessionId"]), context)
      for place in known..<context.drafts.count { context.drafts[place].grain = .part }
      return
    }
    let session = json.text(json[.root, "session_id"])
    var run = context.streams.claude ?? ClaudeRun()
    defer { context.streams.claude = run }
    if run.session != session.string { run = ClaudeRun(session: session.string) }
    if json.equals(json[.root, "type"], "result") {
      try result(json, session, &run, context)
    } else if json.equals(json[.root, "type"], "system") {
      let model = json.text(json[.root, "model"])
      if !model.isEmpty { run.model = Providers.bare(model).string }
      let folder = json.text(json[.root, "cwd"])
      if !folder.isEmpty { run.project = folder.string }
    } else {
      let known = context.drafts.count
      try message(json, session, context)
      for place in known..<context.drafts.count {
        if context.drafts[place].project.isEmpty {
          context.drafts[place].project = context.text(run.project ?? "")
        }
        run.note(context.drafts[place])
      }
    }
  }

  private func message(
    _ json: JSONIndex, _ session: FieldText, _ context: LineContext
  ) throws(LineRejection) {
    var message = json[.root, "message"]
    if json.equals(json[.root, "type"], "progress") {
      message = json[.root, "data", "message"]
      if json[message, "message"].exists { message = json[message, "message"] }
    }
    let usage = json[message, "usage"]
    let isFlat = !usage.exists && json[.root, "outputTokens"].exists
    guard json.isObject(usage) || isFlat, json.truth(json[.root, "isApiErrorMessage"]) != true,
      !json.equals(json[message, "model"], "<synthetic>")
    else { return }

    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    let id = json.text(json[message, "id"])
    let request = json.text(json.first(.root, "requestId", "request_id"))
    // A replay may carry another request id: the message's own decides.
    draft.identityKey = id
    draft.requestID = id.isEmpty || request.isEmpty ? id : context.text(id, FieldText(":"), request)
    draft.time = json.time(json[.root, "timestamp"])
    draft.model = json.text(json[message, "model"])
    draft.provider = Sellers.ofAnthropic(id: id, model: draft.model)
    draft.queryType = FieldText("agent")
    draft.session = session
    draft.project = json.text(json[.root, "cwd"])
    draft.loggedCost = json.money(json[.root, "costUSD"])
    draft.latencyMilliseconds = json.milliseconds(json[.root, "durationMs"])
    if isFlat {
      draft.requestID = json.text(json[.root, "uuid"])
      draft.identityKey = draft.requestID
      draft.tokens.input = try json.count(json[.root, "inputTokens"])
      draft.tokens.cacheRead = try json.count(json[.root, "cacheReadInputTokens"])
      draft.tokens.cacheWrite5m = try json.count(json[.root, "cacheCreationInputTokens"])
      draft.tokens.output = try json.count(json[.root, "outputTokens"])
    } else {
      try AnthropicUsage.read(json, usage, &draft, context)
    }
    context.drafts.append(draft)
  }

  // MARK: Results

  private func result(
    _ json: JSONIndex, _ session: FieldText, _ run: inout ClaudeRun, _ context: LineContext
  ) throws(LineRejection) {
    let models = json[.root, "modelUsage"]
    let usage = json[.root, "usage"]
    if json.isObject(models) {
      var stated: [(model: String, counts: ClaudeCounts)] = []
      var costs: [Money?] = []
      try json.forEachMember(models) { name, counts throws(LineRejection) in
        let model = Providers.bare(FieldText(name, isEscaped: name.contains(UInt8(ascii: "\\")))).string
        stated.append((model, try sums(json, counts)))
        costs.append(json.money(json[counts, "costUSD"]))
      }
      if !stated.isEmpty {
        for rest in run.rest(of: stated) {
          // The cost is that of the whole.
          let whole = stated.firstIndex { $0.model == rest.model && $0.counts.all == rest.counts.all }
          try add(rest, json, session, run, context, cost: whole.flatMap { costs[$0] })
        }
        return
      }
    }
    guard json.isObject(usage) else { return }
    var draft = context.envelope
    draft.tokens = try AnthropicUsage.tokens(json, usage)
    draft.webSearches = try json.count(json[usage, "server_tool_use", "web_search_requests"])
    let rest = run.rest(of: ClaudeCounts(draft))
    if !rest.counts.isZero { try add(rest, json, session, run, context) }
  }

  private func sums(_ json: JSONIndex, _ counts: JSONIndex.Node) throws(LineRejection) -> ClaudeCounts {
    ClaudeCounts([
      try json.total(json[counts, "inputTokens"]) ?? 0,
      try json.total(json[counts, "cacheReadInputTokens"]) ?? 0,
      try json.total(json[counts, "cacheCreationInputTokens"]) ?? 0,
      try json.total(json[counts, "outputTokens"]) ?? 0,
      try json.total(json[counts, "webSearchRequests"]) ?? 0,
    ])
  }

  /// Adds the rest of a result as the sum of a session's requests.
  private func add(
    _ rest: (model: String, counts: ClaudeCounts), _ json: JSONIndex, _ session: FieldText,
    _ run: ClaudeRun, _ context: LineContext, cost: Money? = nil
  ) throws(LineRejection) {
    guard rest.counts.all.allSatisfy({ $0 <= Int64(TokenCounts.largest) }) else { throw .impossibleCount }
    let counts = rest.counts.all.map { Int32($0) }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.grain = .sum
    draft.isSeveral = !json.text(json[.root, "num_turns"]).equals("1")
    draft.model = context.text(rest.model)
    let id = json.text(json[.root, "uuid"])
    if !id.isEmpty { draft.requestID = context.text(id, FieldText(":"), draft.model) }
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "timestamp"])
    draft.provider = Sellers.ofAnthropic(id: .empty, model: draft.model)
    draft.queryType = FieldText("agent")
    draft.session = session
    draft.project = context.text(run.project ?? "")
    draft.tokens = TokenCounts(
      input: counts[0], cacheRead: counts[1], cacheWrite5m: counts[2], output: counts[3])
    draft.webSearches = counts[4] > 0 ? counts[4] : nil
    draft.loggedCost = cost
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"parentUuid":null,"isSidechain":false,"cwd":"/home/ann/shop","sessionId":"0d0f","version":"2.0.1","type":"assistant",\
        "uuid":"a1","requestId":"req_01","timestamp":"2026-09-21T10:00:05.120Z","message":{"id":"msg_01Code0000000001",\
        "type":"message","role":"assistant","model":"claude-opus-4-5","content":[{"type":"text","text":"…"}],\
        "usage":{"input_tokens":4,"cache_creation_input_tokens":800,"cache_read_input_tokens":20000,\
        "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":800},"output_tokens":212}}}
        """,
        .init(
          "msg_01Code0000000001:req_01", "anthropic", "claude-opus-4-5", "agent",
          tokens: TokenCounts(input: 4, cacheRead: 20_000, cacheWrite5m: 0, cacheWrite1h: 800, output: 212))),
      FormatSample(
        """
        {"type":"system","subtype":"init","cwd":"/home/ann/shop","session_id":"0d1f","model":"claude-sonnet-5[1m]","uuid":"b0"}
        {"type":"assistant","message":{"id":"msg_01Code0000000002","type":"message","role":"assistant","model":\
        "claude-sonnet-5","content":[],"usage":{"input_tokens":5,"cache_creation_input_tokens":700,\
        "cache_read_input_tokens":9000,"output_tokens":2,"speed":"standard"}},"parent_tool_use_id":null,"session_id":"0d1f",\
        "uuid":"b1"}
        {"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"ok","session_id":"0d1f","total_cost_usd":\
        0.01,"usage":{"input_tokens":5,"output_tokens":310},"modelUsage":{"claude-sonnet-5[1m]":{"inputTokens":5,\
        "outputTokens":310,"cacheReadInputTokens":9000,"cacheCreationInputTokens":700,"webSearchRequests":0,"costUSD":0.01}},\
        "uuid":"b2-result-sample"}
        """,
        .init(
          "msg_01Code0000000002", "anthropic", "claude-sonnet-5", "agent",
          tokens: TokenCounts(input: 5, cacheRead: 9_000, cacheWrite5m: 700, cacheWrite1h: 0, output: 2)),
        .init(
          "b2-result-sample:claude-sonnet-5", "anthropic", "claude-sonnet-5", "agent",
          tokens: TokenCounts(input: 0, cacheRead: 0, cacheWrite5m: 0, output: 308))),
    ]
  }
}
