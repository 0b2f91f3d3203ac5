import SpendCore

/// Rows of Goose's database: a session's, which grows, and since 2026 one for each request, to which the
/// sums of the session give way.
struct GooseFormat: RecordFormat {
  var name: StaticString { "goose" }
  var title: String { "Goose sessions (SQLite)" }
  var recognisedBy: String { "a database with a table sessions that has accumulated_total_tokens" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    if json.equals(json[.root, "spendtop_table"], "usage_ledger") { return true }
    return json[.root, "working_dir"].exists && json[.root, "created_at"].exists
      && (json[.root, "accumulated_total_tokens"].exists || json[.root, "total_tokens"].exists
        || json[.root, "model_config_json"].exists)
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if json[.root, "spendtop_table"].exists { return try request(json, context) }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.grain = .sum
    draft.isSeveral = json[.root, "accumulated_input_tokens"].exists
    let session = json.text(json[.root, "id"])
    draft.requestID = session
    draft.identityKey = context.text(
      FieldText("goose:"), session, FieldText("@"), json.text(json[.root, "created_at"]))
    draft.session = session
    draft.time = json.time(json[.root, "created_at"])
    draft.project = json.text(json[.root, "working_dir"])
    draft.provider = json.text(json[.root, "provider_name"])
    draft.queryType = FieldText("agent")
    model(json, &draft, context)
    // The plain columns are those of the last turn.
    draft.tokens.cacheRead = try json.count(json[.root, "accumulated_cache_read_tokens"])
    draft.tokens.cacheWrite5m = try json.count(json[.root, "accumulated_cache_write_tokens"])
    draft.tokens.input = Usage.exclusive(
      prompt: try json.count(json[.root, "accumulated_input_tokens"], or: json[.root, "input_tokens"]),
      cached: draft.tokens.cacheRead, written: draft.tokens.cacheWrite5m)
    draft.tokens.output = try json.count(
      json[.root, "accumulated_output_tokens"], or: json[.root, "output_tokens"])
    draft.loggedCost = json.money(json[.root, "accumulated_cost"])
    // A session before its first request is skipped.
    guard !draft.tokens.isUnknown else { return }
    context.drafts.append(draft)
  }

  /// A row of the ledger; its input includes what was cached.
  private func request(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.grain = .part
    draft.session = json.text(json[.root, "session_id"])
    draft.identityKey = context.text(
      FieldText("goose:"), draft.session, FieldText("#"), json.text(json[.root, "id"]),
      json.text(json[.root, "created_timestamp"]))
    draft.requestID = context.text(draft.session, FieldText("#"), json.text(json[.root, "id"]))
    draft.time = json.time(json[.root, "created_timestamp"])
    draft.model = json.text(json[.root, "model"])
    draft.provider = json.text(json.first(.root, "provider", "provider_name"))
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.queryType = FieldText("agent")
    draft.tokens = try Usage.tokens(ofRow: json)
    draft.loggedCost = json.money(json[.root, "cost"])
    guard draft.tokens.total > 0 else { return }
    context.drafts.append(draft)
  }

  private func model(_ json: JSONIndex, _ draft: inout EventDraft, _ context: LineContext) {
    let text = json[.root, "model_config_json"]
    guard json.isString(text) else { return }
    let bytes = json.bytes(text)
    do throws(LineRejection) {
      try context.attributes.index(json.kind(text) == .string ? bytes : context.unescaped(bytes))
      draft.model = context.attributes.text(context.attributes[.root, "model_name"])
    } catch {
      // The tokens are known even where the model is not.
    }
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"accumulated_input_tokens":"5200","accumulated_output_tokens":"310","accumulated_total_tokens":"5510","created_at":\
        "2026-09-21 10:00:00","id":"20260921_1","input_tokens":"900","model_config_json":\
        "{\\"model_name\\":\\"claude-sonnet-4-5\\"}","output_tokens":"40","provider_name":"anthropic","total_tokens":"940",\
        "updated_at":"2026-09-21 10:30:00","working_dir":"/home/ann/shop"}
        """,
        .init(
          "20260921_1", "anthropic", "claude-sonnet-4-5", "agent",
          tokens: TokenCounts(input: 5_200, output: 310))),
      FormatSample(
        """
        {"cache_read_tokens":"8320","created_timestamp":"1790003000","id":"2","input_tokens":"8527","model":"gpt-5.2",\
        "output_tokens":"132","session_id":"20260921_7","spendtop_table":"usage_ledger","total_tokens":"8659"}
        """,
        .init(
          "20260921_7#2", "openai", "gpt-5.2", "agent",
          tokens: TokenCounts(input: 207, cacheRead: 8_320, output: 132))),
    ]
  }
}
