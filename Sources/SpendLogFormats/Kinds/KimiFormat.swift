import SpendCore

/// Sessions of Kimi CLI (`~/.kimi`) and of Kimi Code (`~/.kimi-code`), in files `wire.jsonl`.
///
/// Source: MoonshotAI/kimi-cli, `src/kimi_cli/wire`.
struct KimiFormat: RecordFormat {
  var name: StaticString { "kimi" }
  var title: String { "Kimi CLI and Kimi Code sessions" }
  var recognisedBy: String {
    "type StatusUpdate with payload.token_usage, or usage.record with usage.inputOther"
  }
  var ownsFile: Bool { true }

  /// Types of Kimi CLI's messages.
  private static let messages: [StaticString] = [
    "TurnBegin", "TurnEnd", "StepBegin", "StatusUpdate", "ContentPart", "ToolCall", "ToolCallPart",
    "ToolResult", "ApprovalRequest", "ApprovalResponse", "SteerInput", "CompactionBegin", "CompactionEnd",
    "SubagentEvent",
  ]

  func recognises(_ json: JSONIndex) -> Bool {
    let message = json[.root, "message"]
    if json.isObject(message), json[.root, "timestamp"].exists, json.isObject(json[message, "payload"]) {
      return Self.messages.contains { json.equals(json[message, "type"], $0) }
    }
    let type = json[.root, "type"]
    if json.equals(type, "usage.record") { return json.isObject(json[.root, "usage"]) }
    if json.equals(type, "llm.request") {
      return json[.root, "modelAlias"].exists || json[.root, "turnStep"].exists
    }
    if json.equals(type, "metadata") { return json[.root, "protocol_version"].exists }
    return (json.equals(type, "turn.prompt") || json.hasPrefix(type, "context."))
      && json[.root, "time"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let type = json[.root, "type"]
    if json.equals(type, "usage.record") { return try record(json, context) }
    if json.equals(type, "llm.request") {
      // A record names the model by an alias of the configuration.
      let alias = json.text(json[.root, "modelAlias"]).string
      let model = json.text(json[.root, "model"]).string
      if !model.isEmpty { context.streams.kimi = KimiModel(alias: alias, model: model) }
      return
    }
    let payload = json[.root, "message", "payload"]
    guard json.equals(json[.root, "message", "type"], "StatusUpdate"),
      json.isObject(json[payload, "token_usage"])
    else { return }
    let usage = json[payload, "token_usage"]
    var draft = begin(context)
    draft.requestID = json.text(json[payload, "message_id"])
    draft.identityKey = draft.requestID
    draft.isSnapshot = true
    draft.time = json.time(json[.root, "timestamp"])
    draft.model = json.text(json.first(payload, "model", "model_name"))
    draft.tokens.input = try json.count(json[usage, "input_other"])
    draft.tokens.cacheRead = try json.count(json[usage, "input_cache_read"])
    draft.tokens.cacheWrite5m = try json.count(json[usage, "input_cache_creation"])
    draft.tokens.output = try json.count(json[usage, "output"])
    finish(draft, context)
  }

  private func record(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let usage = json[.root, "usage"]
    var draft = begin(context)
    draft.time = json.time(json[.root, "time"])
    draft.model = json.text(json[.root, "model"])
    if let known = context.streams.kimi, known.alias.isEmpty || known.alias == draft.model.string {
      draft.model = context.text(known.model)
    }
    draft.tokens.input = try json.count(json[usage, "inputOther"])
    draft.tokens.cacheRead = try json.count(json[usage, "inputCacheRead"])
    draft.tokens.cacheWrite5m = try json.count(json[usage, "inputCacheCreation"])
    draft.tokens.output = try json.count(json[usage, "output"])
    finish(draft, context)
  }

  private func begin(_ context: LineContext) -> EventDraft {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.queryType = FieldText("agent")
    draft.session = context.text(context.session(above: "wire.jsonl"))
    return draft
  }

  private func finish(_ draft: EventDraft, _ context: LineContext) {
    guard draft.tokens.total > 0 else { return }
    var draft = draft
    draft.provider = Providers.ofModel(draft.model)
    if draft.provider.isEmpty { draft.provider = FieldText("moonshot") }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"type":"metadata","protocol_version":"1.2"}
        {"timestamp":1790001000.5,"message":{"type":"TurnBegin","payload":{"user_input":"hello"}}}
        {"timestamp":1790001002.25,"message":{"type":"StatusUpdate","payload":{"context_usage":0.03,"token_usage":\
        {"input_other":120,"output":45,"input_cache_read":7000,"input_cache_creation":0},"message_id":"chatcmpl-kimi-sample1"}}}
        """,
        .init(
          "chatcmpl-kimi-sample1", "moonshot", "", "agent",
          tokens: TokenCounts(input: 120, cacheRead: 7_000, cacheWrite5m: 0, output: 45))),
      FormatSample(
        """
        {"type":"turn.prompt","time":1790002000000,"input":[{"type":"text","text":"hello"}]}
        {"type":"llm.request","time":1790002001000,"model":"kimi-k2-turbo","modelAlias":"kimi-for-coding","turnStep":"1.1"}
        {"type":"usage.record","time":1790002003000,"model":"kimi-for-coding","usage":{"inputOther":121,"output":46,\
        "inputCacheRead":7001,"inputCacheCreation":1}}
        """,
        .init(
          "", "moonshot", "kimi-k2-turbo", "agent",
          tokens: TokenCounts(input: 121, cacheRead: 7_001, cacheWrite5m: 1, output: 46))),
    ]
  }
}
