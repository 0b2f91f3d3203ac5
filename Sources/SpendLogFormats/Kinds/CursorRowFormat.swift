import SpendCore

/// Messages of Cursor's local database. Versions up to 2025 wrote the counts of each answer there; newer
/// ones write zeros, and only the usage table of the dashboard has them.
struct CursorRowFormat: RecordFormat {
  var name: StaticString { "cursor-local" }
  var title: String { "Cursor's local database (SQLite)" }
  var recognisedBy: String { "a database with a table cursorDiskKV" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "spendtop_table"], "cursorDiskKV")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let counts = json[.root, "tokenCount"]
    guard json.isObject(counts) else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.tokens.input = try json.count(json[counts, "inputTokens"])
    draft.tokens.output = try json.count(json[counts, "outputTokens"])
    guard draft.tokens.total > 0 else { return }
    draft.identityKey = json.text(json[.root, "spendtop_key"])
    draft.requestID = json.text(json.first(.root, "usageUuid", "bubbleId"))
    draft.time = json.time(json[.root, "createdAt"])
    draft.model = json.text(json[.root, "modelInfo", "modelName"])
    if draft.model.equals("default") { draft.model = .empty }
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = FieldText("agent")
    // `bubbleId:<conversation>:<message>`.
    let parts = json.text(json[.root, "spendtop_key"]).string.split(separator: ":")
    if parts.count >= 3 { draft.session = context.text(String(parts[1])) }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"spendtop_key":"bubbleId:c0:b0","spendtop_table":"cursorDiskKV","type":1,"text":"hello","tokenCount":{"inputTokens":0,\
        "outputTokens":0}}
        {"spendtop_key":"bubbleId:c0nversation:b1","spendtop_table":"cursorDiskKV","type":2,"bubbleId":"b1-sample","createdAt":\
        "2026-09-21T10:00:00.000Z","modelInfo":{"modelName":"gpt-5.1"},"tokenCount":{"inputTokens":900,"outputTokens":80}}
        """,
        .init("b1-sample", "openai", "gpt-5.1", "agent", tokens: TokenCounts(input: 900, output: 80)))
    ]
  }
}
