import SpendCore

/// Sessions of Gemini CLI: a message is appended again as it grows.
///
/// Source: google-gemini/gemini-cli, `chatRecordingService.ts`.
struct GeminiCLIFormat: RecordFormat {
  var name: StaticString { "gemini-cli" }
  var title: String { "Gemini CLI sessions" }
  var recognisedBy: String { "type gemini with tokens, or projectHash" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "type"], "gemini") && json[.root, "tokens"].exists
      || json[.root, "projectHash"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if json[.root, "sessionId"].exists {
      context.streams.session = json.text(json[.root, "sessionId"]).string
    }
    // Older versions wrote a session as one document.
    let messages = json[.root, "messages"]
    guard json.isArray(messages) else { return try message(json, context) }
    try json.forEachObject(messages, in: context.element) { () throws(LineRejection) in
      try message(context.element, context)
    }
  }

  private func message(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let tokens = json[.root, "tokens"]
    guard json.isObject(tokens) else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.grain = .part
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "timestamp"])
    draft.provider = FieldText("google")
    draft.model = json.text(json[.root, "model"])
    draft.queryType = FieldText("agent")
    if let session = context.streams.session { draft.session = context.text(session) }
    let prompt = try json.count(json[tokens, "input"])
    let tool = try json.count(json[tokens, "tool"]) ?? 0
    draft.tokens.cacheRead = try json.count(json[tokens, "cached"])
    let whole = prompt.map { Int32(clamping: Int64($0) + Int64(tool)) }
    draft.tokens.input = Usage.exclusive(prompt: whole, cached: draft.tokens.cacheRead, written: nil)
    draft.tokens.reasoning = try json.count(json[tokens, "thoughts"])
    if let output = try json.count(json[tokens, "output"]) {
      draft.tokens.output = Int32(clamping: Int64(output) + Int64(draft.tokens.reasoning ?? 0))
      draft.totals = ReportedTotal(
        field: "total", prompt: whole, output: output, total: try json.count(json[tokens, "total"])
      ).settle(&draft.tokens, usual: CountingConvention(cache: true, reasoning: false))
    }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"sessionId":"s-1","projectHash":"3f2a","startTime":"2026-09-21T10:00:00Z"}
        {"id":"9e311n1c-sample-1","timestamp":"2026-09-21T10:00:05Z","type":"gemini","model":"gemini-2.5-pro","tokens":null}
        {"id":"9e311n1c-sample-1","timestamp":"2026-09-21T10:00:09Z","type":"gemini","model":"gemini-2.5-pro","tokens":\
        {"input":500,"output":40,"cached":200,"thoughts":60,"tool":5,"total":605}}
        """,
        .init(
          "9e311n1c-sample-1", "google", "gemini-2.5-pro", "agent",
          tokens: TokenCounts(input: 305, cacheRead: 200, output: 100, reasoning: 60))),
      FormatSample(
        """
        {
          "sessionId": "s-2", "projectHash": "3f2a", "messages": [
            {"id": "0", "type": "user", "content": "hello"},
            {"id": "9e311n1c-sample-2", "timestamp": "2026-09-21T10:00:05Z", "type": "gemini", "model": "gemini-2.5-flash",
             "tokens": {"input": 50, "output": 4, "cached": 0, "thoughts": 0, "tool": 0, "total": 54}}
          ]
        }
        """,
        .init(
          "9e311n1c-sample-2", "google", "gemini-2.5-flash", "agent",
          tokens: TokenCounts(input: 50, cacheRead: 0, output: 4, reasoning: 0))),
    ]
  }
}
