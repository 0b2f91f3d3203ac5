import SpendCore

/// Sessions of Pi. The counts do not include each other; `cost` is Pi's own estimate.
///
/// Source: pi coding agent, `docs/session-format.md`.
struct PiFormat: RecordFormat {
  var name: StaticString { "pi" }
  var title: String { "Pi sessions" }
  var recognisedBy: String { "type message with message.usage.cacheRead, or type session with version" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    if json.equals(json[.root, "type"], "session") {
      return json[.root, "version"].exists && json[.root, "cwd"].exists
    }
    let message = json[.root, "message"]
    if json[.root, "parentId"].exists, json.equals(json[.root, "type"], "message"),
      json.isString(json[message, "role"])
    {
      return true
    }
    let usage = json[message, "usage"]
    return json[usage, "input"].exists && json[usage, "output"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if json.equals(json[.root, "type"], "session") {
      context.streams.session = json.text(json[.root, "id"]).string
      context.streams.project = json.text(json[.root, "cwd"]).string
      return
    }
    let message = json[.root, "message"]
    let usage = json[message, "usage"]
    // The result of a tool has the usage of requests that the tool made, such as a subagent's.
    let isTool = json.equals(json[message, "role"], "toolResult")
    guard isTool || json.equals(json[message, "role"], "assistant"), json.isObject(usage) else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    // Forks copy the entries of their parent: an entry's id and time stay.
    let response = json.text(json[message, "responseId"])
    draft.requestID = response.isEmpty ? json.text(json[.root, "id"]) : response
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "timestamp"]) ?? json.time(json[message, "timestamp"])
    draft.provider = json.text(json[message, "provider"])
    draft.model = json.text(json[message, "model"])
    // A router's answer names the model that it chose. Bedrock bills the id that was called.
    if !draft.provider.equals("amazon-bedrock") {
      draft.take(model: json.text(json[message, "responseModel"]))
    }
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.queryType = FieldText("agent")
    if let session = context.streams.session { draft.session = context.text(session) }
    if let project = context.streams.project { draft.project = context.text(project) }
    draft.tokens.input = try json.count(json[usage, "input"])
    draft.tokens.cacheRead = try json.count(json[usage, "cacheRead"])
    (draft.tokens.cacheWrite5m, draft.tokens.cacheWrite1h) = CountNames.split(
      written: try json.count(json[usage, "cacheWrite"]), short: nil,
      long: try json.count(json[usage, "cacheWrite1h"]))
    draft.tokens.output = try json.count(json[usage, "output"])
    draft.totals = ReportedTotal(
      field: "totalTokens", prompt: draft.tokens.input, output: draft.tokens.output,
      total: try json.count(json[usage, "totalTokens"])
    ).settle(&draft.tokens, usual: CountingConvention(cache: false, reasoning: true))
    draft.loggedCost = json.money(json[usage, "cost", "total"])
    if json.equals(json[message, "stopReason"], "error") { draft.fail() }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"type":"session","version":3,"id":"p1-session","timestamp":"2026-09-21T10:00:00.000Z","cwd":"/home/ann/shop"}
        {"type":"message","id":"a1b2c3d4","parentId":null,"timestamp":"2026-09-21T10:00:04.000Z","message":{"role":"user",\
        "content":"hello"}}
        {"type":"message","id":"b2c3d4e5","parentId":"a1b2c3d4","timestamp":"2026-09-21T10:00:09.000Z","message":{"role":\
        "assistant","provider":"anthropic","model":"claude-sonnet-4-5","content":[],"usage":{"input":3,"output":120,\
        "cacheRead":8000,"cacheWrite":400,"totalTokens":8523,"cost":{"input":0.000009,"output":0.0018,"total":0.005709}},\
        "stopReason":"stop"}}
        """,
        .init(
          "b2c3d4e5", "anthropic", "claude-sonnet-4-5", "agent",
          tokens: TokenCounts(input: 3, cacheRead: 8_000, cacheWrite5m: 400, output: 120), cost: "0.005709"))
    ]
  }
}
