import SpendCore

/// Messages of Cline, Roo Code and Kilo Code: a list that is rewritten as a task goes on, in which each
/// request has a message with its counts as JSON in text.
///
/// Source: cline/cline, `src/shared/ExtensionMessage.ts`; RooCodeInc/Roo-Code, `packages/types`.
struct ClineFormat: RecordFormat {
  var name: StaticString { "cline" }
  var title: String { "Cline, Roo Code and Kilo Code tasks" }
  var recognisedBy: String { "ts with type say or ask, in ui_messages.json" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    if json[.root, "ts"].exists {
      let type = json[.root, "type"]
      if json.equals(type, "say") && json[.root, "say"].exists
        || json.equals(type, "ask") && json[.root, "ask"].exists || isTask(json)
      {
        return true
      }
    }
    // The conversation beside the messages has the same counts again.
    return json[.root, "role"].exists && json.isObject(json[.root, "metrics", "tokens"])
      && json[.root, "modelInfo"].exists
  }

  private static let marksOfTasks: JSONIndex.Names = [
    "task", "size", "workspace", "cwdOnTaskInitialization", "apiConfigName", "rootTaskId", "ulid",
  ]

  /// True for an entry of the list of tasks, which has the sums of a task's requests.
  private func isTask(_ json: JSONIndex) -> Bool {
    json[.root, "id"].exists && json[.root, "tokensIn"].exists && json[.root, "tokensOut"].exists
      && json[.root, "totalCost"].exists && json.first(.root, Self.marksOfTasks).exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let say = json[.root, "say"]
    guard json.equals(say, "api_req_started") || json.equals(say, "subagent_usage"),
      json.isString(json[.root, "text"])
    else { return }
    let text = json.bytes(json[.root, "text"])
    let usage = context.attributes
    do throws(LineRejection) {
      try usage.index(json.kind(json[.root, "text"]) == .string ? text : context.unescaped(text))
    } catch {
      // A request that has been interrupted may leave half a text.
      return
    }
    guard usage[.root, "tokensIn"].exists || usage[.root, "tokensOut"].exists else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.time = json.time(json[.root, "ts"])
    draft.identityKey = context.text(
      FieldText("cline:"), json.text(say), FieldText(":"), json.text(json[.root, "ts"]))
    draft.queryType = FieldText("agent")
    let model = json[.root, "modelInfo"]
    draft.model = json.text(json.first(model, "modelId", "model"))
    draft.provider = json.text(json.first(model, "providerId", "provider"))
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.tokens.cacheRead = try usage.count(usage[.root, "cacheReads"])
    draft.tokens.cacheWrite5m = try usage.count(usage[.root, "cacheWrites"])
    draft.tokens.output = try usage.count(usage[.root, "tokensOut"])
    let prompt = try usage.count(usage[.root, "tokensIn"])
    // In Roo Code the protocol decides whether the cache is part of the prompt.
    draft.tokens.input =
      usage.equals(usage[.root, "apiProtocol"], "openai")
      ? Usage.exclusive(prompt: prompt, cached: draft.tokens.cacheRead, written: draft.tokens.cacheWrite5m)
      : prompt
    draft.loggedCost = usage.money(usage.first(.root, "cost", "totalCost"))
    if usage[.root, "streamingFailedMessage"].exists { draft.outcome = .error }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        [{"ts":1790001000000,"type":"say","say":"text","text":"hello"},{"ts":1790001001000,"type":"say","say":"api_req_started",\
        "text":"{\\"request\\":\\"…\\",\\"tokensIn\\":30,\\"tokensOut\\":200,\\"cacheWrites\\":400,\\"cacheReads\\":5000,\
        \\"cost\\":0.0061}","modelInfo":{"providerId":"anthropic","modelId":"claude-sonnet-4-5","mode":"act"}},\
        {"ts":1790001003000,"type":"ask","ask":"completion_result","text":""}]
        """,
        .init(
          "", "anthropic", "claude-sonnet-4-5", "agent",
          tokens: TokenCounts(input: 30, cacheRead: 5_000, cacheWrite5m: 400, output: 200), cost: "0.0061")),
      FormatSample(
        """
        [{"ts":1790002001000,"type":"say","say":"api_req_started","text":"{\\"apiProtocol\\":\\"openai\\",\\"tokensIn\\":900,\
        \\"tokensOut\\":20,\\"cacheReads\\":600,\\"cacheWrites\\":0,\\"cost\\":0.002}"}]
        """,
        .init(
          "", "", "", "agent", tokens: TokenCounts(input: 300, cacheRead: 600, cacheWrite5m: 0, output: 20),
          cost: "0.002")),
    ]
  }
}
