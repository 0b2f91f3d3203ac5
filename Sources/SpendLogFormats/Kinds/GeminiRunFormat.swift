import SpendCore

/// What `gemini -p` prints: a document at its end, or events with a result at the end. Both state sums by model,
/// which give way to the session's own file.
///
/// Source: google-gemini/gemini-cli, `packages/core/src/output`, `telemetry/uiTelemetry.ts`.
struct GeminiRunFormat: RecordFormat {
  var name: StaticString { "gemini-cli-output" }
  var title: String { "Gemini CLI's printed results (json, stream-json)" }
  var recognisedBy: String { "stats.models with stats.tools; type result with stats.tool_calls" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    let stats = json[.root, "stats"]
    if json.isObject(stats) {
      return json.isObject(json[stats, "models"]) && json.isObject(json[stats, "tools"])
        || json.equals(json[.root, "type"], "result") && json[stats, "tool_calls"].exists
    }
    return json.equals(json[.root, "type"], "init") && json[.root, "session_id"].exists
      && json[.root, "model"].exists && json[.root, "timestamp"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let stats = json[.root, "stats"]
    guard json.isObject(stats) else {
      context.streams.gemini = GeminiRun(
        session: json.text(json[.root, "session_id"]).string, model: json.text(json[.root, "model"]).string)
      return
    }
    let models = json[stats, "models"]
    if json.isObject(json[stats, "tools"]) {
      let session = json.text(json[.root, "session_id"])
      try json.forEachMember(models) { model, sums throws(LineRejection) in
        let tokens = try Self.tokens(json, json[sums, "tokens"])
        let requests = json.text(json[sums, "api", "totalRequests"])
        add(FieldText(model), tokens, json, session, context, isSeveral: !requests.equals("1"))
      }
      return
    }
    let run = context.streams.gemini
    context.streams.gemini = nil
    let session = context.text(run?.session ?? "")
    // Without tools the first answer is the last.
    let isSeveral = !json.text(json[stats, "tool_calls"]).equals("0")
    var isListed = false
    try json.forEachMember(models) { model, sums throws(LineRejection) in
      isListed = true
      add(FieldText(model), try Self.printedTokens(json, sums), json, session, context, isSeveral: isSeveral)
    }
    guard !isListed else { return }
    add(
      context.text(run?.model ?? ""), try Self.printedTokens(json, stats), json, session, context,
      isSeveral: isSeveral)
  }

  /// The sums of a document: thoughts and the prompts of tools come on top.
  private static func tokens(_ json: JSONIndex, _ sums: JSONIndex.Node) throws(LineRejection) -> [Int64] {
    let thoughts = try json.total(json[sums, "thoughts"]) ?? 0
    let cached = try json.total(json[sums, "cached"]) ?? 0
    let prompt = try json.total(json[sums, "prompt"]) ?? 0
    let tools = try json.total(json[sums, "tool"]) ?? 0
    let answer = try json.total(json[sums, "candidates"]) ?? 0
    return [max(0, prompt + tools - cached), cached, answer + thoughts, thoughts]
  }

  /// The sums of a result: what the total has beyond the prompt and the answer are thoughts.
  private static func printedTokens(
    _ json: JSONIndex, _ sums: JSONIndex.Node
  ) throws(LineRejection) -> [Int64] {
    let prompt = try json.total(json[sums, "input_tokens"]) ?? 0
    let answer = try json.total(json[sums, "output_tokens"]) ?? 0
    let cached = try json.total(json[sums, "cached"]) ?? 0
    let thoughts = max(0, (try json.total(json[sums, "total_tokens"]) ?? 0) - prompt - answer)
    return [max(0, prompt - cached), cached, answer + thoughts, thoughts]
  }

  /// Adds the sum of a model's requests in a session.
  private func add(
    _ model: FieldText, _ sums: [Int64], _ json: JSONIndex, _ session: FieldText, _ context: LineContext,
    isSeveral: Bool
  ) {
    guard sums.contains(where: { $0 > 0 }) else { return }
    guard sums.allSatisfy({ $0 <= Int64(TokenCounts.largest) }) else {
      context.damage = context.damage ?? .impossibleCount
      return
    }
    let counts = sums.map { Int32($0) }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.grain = .sum
    draft.isSeveral = isSeveral
    draft.time = json.time(json[.root, "timestamp"])
    draft.session = session
    draft.requestID = session
    if !session.isEmpty {
      draft.identityKey = context.text(FieldText("gemini:"), session, FieldText("#"), model)
    }
    draft.model = model
    draft.provider = Providers.ofModel(model)
    draft.queryType = FieldText("agent")
    draft.tokens = TokenCounts(
      input: counts[0], cacheRead: counts[1], output: counts[2], reasoning: counts[3])
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"session_id":"3d1c-sample","response":"ok","stats":{"models":{"gemini-2.5-pro":{"api":{"totalRequests":2,"totalErrors":\
        0,"totalLatencyMs":900},"tokens":{"input":400,"prompt":1000,"candidates":50,"total":1085,"cached":600,"thoughts":30,\
        "tool":5},"roles":{}}},"tools":{"totalCalls":0},"files":{"totalLinesAdded":0,"totalLinesRemoved":0}}}
        """,
        .init(
          "3d1c-sample", "google", "gemini-2.5-pro", "agent",
          tokens: TokenCounts(input: 405, cacheRead: 600, output: 80, reasoning: 30))),
      FormatSample(
        """
        {"type":"init","timestamp":"2026-09-21T10:00:00.000Z","session_id":"3d1d-sample","model":"gemini-2.5-flash"}
        {"type":"message","timestamp":"2026-09-21T10:00:01.000Z","role":"assistant","content":"ok","delta":true}
        {"type":"result","timestamp":"2026-09-21T10:00:02.000Z","status":"success","stats":{"total_tokens":1080,"input_tokens":\
        1000,"output_tokens":50,"cached":600,"input":400,"duration_ms":900,"tool_calls":0}}
        """,
        .init(
          "3d1d-sample", "google", "gemini-2.5-flash", "agent",
          tokens: TokenCounts(input: 400, cacheRead: 600, output: 80, reasoning: 30))),
    ]
  }
}
