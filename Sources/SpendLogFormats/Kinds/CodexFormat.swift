import SpendCore

/// Sessions of Codex CLI, and what `codex exec --json` prints.
///
/// A session has running totals, repeated without a change, and since 0.154 a record of each
/// response beside them. Forks, resumed sessions and subagents begin with a copy of an ancestor's rows:
/// a row without a response id is identified by the first ancestor and by its counters.
///
/// Source: openai/codex, `codex-rs/protocol` and `codex-rs/exec`.
struct CodexFormat: RecordFormat {
  var name: StaticString { "codex-cli" }
  var title: String { "Codex CLI sessions" }
  var recognisedBy: String { "timestamp, type and payload; or turn.completed with usage" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    let type = json[.root, "type"]
    if json.equals(type, "turn.completed") || json.equals(type, "turn.started")
      || json.equals(type, "turn.failed")
    {
      return true
    }
    if json.equals(type, "thread.started") { return json[.root, "thread_id"].exists }
    if json.hasPrefix(type, "item.") { return json.isObject(json[.root, "item"]) }
    guard json.isObject(json[.root, "payload"]), json[.root, "timestamp"].exists else { return false }
    return json.equals(type, "session_meta") || json.equals(type, "turn_context")
      || json.equals(type, "event_msg") || json.equals(type, "response_item")
      || json.equals(type, "compacted") || json.equals(type, "token_usage_record")
      || json.equals(type, "world_state")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let type = json[.root, "type"]
    if json.equals(type, "response_item") { return }
    var session = context.streams.codex ?? CodexSession()
    defer { context.streams.codex = session }
    let payload = json[.root, "payload"]
    if json.equals(type, "event_msg") {
      let kind = json[payload, "type"]
      if json.equals(kind, "token_count") {
        try snapshot(json, &session, context)
      } else if json.equals(kind, "thread_settings_applied") {
        settings(json, json[payload, "thread_settings"], &session, context)
      } else if json.equals(kind, "session_configured") {
        settings(json, payload, &session, context)
      }
    } else if json.equals(type, "token_usage_record") {
      try response(json, &session, context)
    } else if json.equals(type, "turn_context") {
      settings(json, payload, &session, context)
    } else if json.equals(type, "session_meta") {
      begin(json, &session)
      settings(json, payload, &session, context)
    } else if json.equals(type, "thread.started") {
      let id = json.text(json[.root, "thread_id"]).string
      if session.id != id { session = CodexSession() }
      session.id = id
    } else if json.equals(type, "turn.completed") {
      try turn(json, &session, context)
    }
  }

  // MARK: What is known of the session

  /// Takes the first header of a file for the session's own: later ones came with the history of an
  /// ancestor, the first ancestor last.
  private func begin(_ json: JSONIndex, _ session: inout CodexSession) {
    let payload = json[.root, "payload"]
    let id = json.text(json.first(payload, "id", "session_id"))
    if session.total.isEmpty {
      let spawned = json[payload, "source", "subagent"]
      let parent = json.first(spawned, "parent_thread_id", "thread_id")
      let spawner = parent.exists ? parent : json[spawned, "thread_spawn", "parent_thread_id"]
      let ancestor = json.text(json.first(payload, "forked_from_id", "parent_thread_id"))
      let origin = spawner.exists ? json.text(spawner) : json.text(json.first(payload, "session_id", "id"))
      session.root = (ancestor.isEmpty ? origin : ancestor).string
    }
    guard session.id == nil else { return }
    session.id = id.string
    session.project = json.text(json[payload, "cwd"]).string
    session.isCopy = json[payload, "forked_from_id"].exists || json[payload, "source", "subagent"].exists
    session.began = json.time(json[.root, "timestamp"])?.microseconds
  }

  /// Takes model, seller and tier from the settings of a session or a turn, for the requests that
  /// follow and for those that came before any model was named.
  private func settings(
    _ json: JSONIndex, _ settings: JSONIndex.Node, _ session: inout CodexSession, _ context: LineContext
  ) {
    let provider = json.text(json.first(settings, "model_provider", "model_provider_id"))
    if !provider.isEmpty { session.provider = provider.string }
    let tier = json[settings, "service_tier"]
    if tier.exists { session.tier = json.text(tier).string }
    let model = json[settings, "model"]
    guard json.isString(model) else { return }
    session.model = json.text(model).string
    for call in session.unnamed ?? [] { add(call, session, context) }
    session.unnamed = nil
  }

  // MARK: Requests

  /// A `token_count`: the running total, and what the last request added to it.
  private func snapshot(
    _ json: JSONIndex, _ session: inout CodexSession, _ context: LineContext
  ) throws(LineRejection) {
    let payload = json[.root, "payload"]
    let info = json[payload, "info"]
    guard json.isObject(info) else { return }
    let stated = json[info, "total_token_usage"]
    let lastNode = json[info, "last_token_usage"]
    let last = json.isObject(lastNode) ? try CodexCounters(json, lastNode) : nil
    let used: CodexCounters
    if json.isObject(stated) {
      let total = try CodexCounters(json, stated)
      guard total.all != session.total else { return }
      if let last {
        used = last
      } else {
        // A total that was written before is a late copy, and no reset of the counters.
        guard session.isNew(total) else { return }
        used = total.since(session.total)
      }
      session.total = total.all
    } else if let last, last.all != session.last {
      used = last
      session.total = last.added(to: session.total)
      session.last = last.all
    } else {
      return
    }
    guard !used.isZero, !session.isReported(used) else { return }
    let time = json.time(json[.root, "timestamp"])
    guard !session.isReplay(at: time) else { return }
    let counters = session.total + (last?.all ?? [])
    let key =
      "codex:\(session.root ?? session.id ?? "")#" + counters.map { "\($0)" }.joined(separator: ".")
    var call = CodexCall(key: key, time: time?.microseconds, counters: used.all)
    call.model = json.text(json.first(info, "model", "model_name")).string
    if call.model.isEmpty { call.model = json.text(json[payload, "model"]).string }
    try add(checked: call, &session, context)
    session.noteSnapshot(used)
  }

  /// A record of one response. `turn_token_usage` and `thread_token_usage` are running totals.
  private func response(
    _ json: JSONIndex, _ session: inout CodexSession, _ context: LineContext
  ) throws(LineRejection) {
    let payload = json[.root, "payload"]
    guard json.isObject(json[payload, "usage"]) else { return }
    let used = try CodexCounters(json, json[payload, "usage"])
    let time = json.time(json[.root, "timestamp"])
    let thread = json.text(json[payload, "thread_id"])
    let isOwn = thread.isEmpty || session.id == nil || thread.string == session.id
    guard !used.isZero, isOwn || !session.isReplay(at: time) else { return }
    guard !session.isCounted(used) else { return }
    session.noteResponse(used)
    let id = json.text(json[payload, "response_id"])
    let total = json[payload, "thread_token_usage"]
    var key = id.string
    if key.isEmpty {
      let counters = (json.isObject(total) ? try CodexCounters(json, total).all : []) + used.all
      key = "codex:\(session.root ?? thread.string)#" + counters.map { "\($0)" }.joined(separator: ".")
    }
    var call = CodexCall(key: key, time: time?.microseconds, counters: used.all)
    call.response = id.string
    call.model = json.text(json[payload, "model"]).string
    try add(checked: call, &session, context)
  }

  /// The end of a turn in `codex exec --json`, with the running total of its thread. It gives way to
  /// the requests of the session file of that thread.
  private func turn(
    _ json: JSONIndex, _ session: inout CodexSession, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isObject(json[.root, "usage"]) else { return }
    let total = try CodexCounters(json, json[.root, "usage"])
    let used = session.id == nil ? total : total.since(session.total)
    if session.id != nil { session.total = total.all }
    let model = json.text(json[.root, "model"])
    var draft = context.envelope
    draft.format = name
    draft.time = json.time(json.first(.root, "timestamp", "created_at"))
    draft.queryType = FieldText("agent")
    draft.model = model.isEmpty ? context.text(session.model ?? "") : model
    draft.provider = seller(session, of: draft.model, context)
    draft.tokens = try used.tokens
    draft.isSeveral = true
    if let id = session.id {
      draft.scope = .global
      draft.grain = .sum
      draft.session = context.text(id)
      draft.identityKey = context.text(
        "codex-exec:\(id)#" + total.all.map { "\($0)" }.joined(separator: "."))
    }
    context.drafts.append(draft)
  }

  /// Adds a request, and keeps it in mind while no model has been named.
  private func add(
    checked call: CodexCall, _ session: inout CodexSession, _ context: LineContext
  ) throws(LineRejection) {
    _ = try CodexCounters(call.counters).tokens
    add(call, session, context)
    if call.model.isEmpty, session.model == nil { session.keepUnnamed(call) }
  }

  private func add(_ call: CodexCall, _ session: CodexSession, _ context: LineContext) {
    guard let tokens = try? CodexCounters(call.counters).tokens else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.grain = .part
    draft.time = call.time.map(Instant.init(microseconds:))
    draft.identityKey = context.text(call.key)
    draft.requestID = context.text(call.response)
    draft.model = context.text(call.model.isEmpty ? session.model ?? "" : call.model)
    draft.provider = seller(session, of: draft.model, context)
    draft.tier = context.text(session.tier ?? "")
    draft.queryType = FieldText("agent")
    draft.session = context.text(session.id ?? "")
    draft.project = context.text(session.project ?? "")
    draft.tokens = tokens
    context.drafts.append(draft)
  }

  /// OpenAI unless the session names another provider. The names are those of the user's own
  /// configuration: an unknown one is passed over in favour of the model's maker.
  private func seller(_ session: CodexSession, of model: FieldText, _ context: LineContext) -> FieldText {
    switch session.provider ?? "openai" {
    case "openai": return FieldText("openai")
    case "azure", "azure-openai", "azure_openai": return FieldText("azure")
    case "amazon-bedrock", "bedrock": return FieldText("bedrock")
    case "openrouter": return FieldText("openrouter")
    case "ollama", "oss": return FieldText("ollama")
    case "lmstudio": return FieldText("lmstudio")
    default:
      let maker = Providers.ofModel(model)
      return maker.isEmpty ? context.text(session.provider ?? "") : maker
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"timestamp":"2026-09-21T10:00:00Z","type":"session_meta","payload":{"id":"c0de-1","cwd":"/home/ann/shop"}}
        {"timestamp":"2026-09-21T10:00:01Z","type":"turn_context","payload":{"model":"gpt-5.2-codex"}}
        {"timestamp":"2026-09-21T10:00:09Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10},"last_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10}}}}
        {"timestamp":"2026-09-21T10:00:10Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10},"last_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10}}}}
        """,
        .init(
          "", "openai", "gpt-5.2-codex", "agent",
          tokens: TokenCounts(input: 400, cacheRead: 500, cacheWrite5m: 0, output: 40, reasoning: 10))),
      FormatSample(
        """
        {"timestamp":"2026-09-21T11:00:00Z","type":"session_meta","payload":{"id":"c0de-2","cwd":"/home/ann/shop",\
        "cli_version":"0.155.0","model_provider":"openai"}}
        {"timestamp":"2026-09-21T11:00:01Z","type":"event_msg","payload":{"type":"thread_settings_applied","thread_settings":\
        {"model":"gpt-5.6-terra","model_provider_id":"openai","service_tier":"default"}}}
        {"timestamp":"2026-09-21T11:00:09Z","type":"token_usage_record","payload":{"thread_id":"c0de-2","turn_id":"t1",\
        "response_id":"resp_0codexsample01","usage":{"input_tokens":700,"cached_input_tokens":300,\
        "cache_write_input_tokens":100,"output_tokens":60,"reasoning_output_tokens":20},"thread_token_usage":\
        {"input_tokens":700,"cached_input_tokens":300,"cache_write_input_tokens":100,"output_tokens":60,\
        "reasoning_output_tokens":20}}}
        {"timestamp":"2026-09-21T11:00:09Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":\
        {"input_tokens":700,"cached_input_tokens":300,"cache_write_input_tokens":100,"output_tokens":60,\
        "reasoning_output_tokens":20},"last_token_usage":{"input_tokens":700,"cached_input_tokens":300,\
        "cache_write_input_tokens":100,"output_tokens":60,"reasoning_output_tokens":20}}}}
        """,
        .init(
          "resp_0codexsample01", "openai", "gpt-5.6-terra", "agent",
          tokens: TokenCounts(input: 300, cacheRead: 300, cacheWrite5m: 100, output: 60, reasoning: 20))),
      FormatSample(
        """
        {"type":"thread.started","thread_id":"c0de-3"}
        {"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"ok"}}
        {"type":"turn.completed","timestamp":"2026-09-21T12:00:00Z","model":"gpt-5.2-codex","usage":{"input_tokens":120,\
        "cached_input_tokens":20,"output_tokens":30}}
        """,
        .init(
          "", "openai", "gpt-5.2-codex", "agent",
          tokens: TokenCounts(input: 100, cacheRead: 20, cacheWrite5m: 0, output: 30, reasoning: 0))),
    ]
  }
}
