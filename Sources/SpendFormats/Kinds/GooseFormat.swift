import SpendCore

/// Sessions of Goose, rows of its database: one that grows. What it says last is the whole session.
struct GooseFormat: RecordFormat {
  var name: StaticString { "goose" }
  var title: String { "Goose sessions (SQLite)" }
  var recognisedBy: String { "a database with a table sessions that has accumulated_total_tokens" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "working_dir"].exists && json[.root, "created_at"].exists
      && (json[.root, "accumulated_total_tokens"].exists || json[.root, "total_tokens"].exists
        || json[.root, "model_config_json"].exists)
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.policy = .largest
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
    draft.tokens.input = try json.count(
      json[.root, "accumulated_input_tokens"], or: json[.root, "input_tokens"])
    draft.tokens.output = try json.count(
      json[.root, "accumulated_output_tokens"], or: json[.root, "output_tokens"])
    draft.loggedCost = json.money(json[.root, "accumulated_cost"])
    // A session that has not asked yet is no request.
    guard !draft.tokens.isUnknown else { return }
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
          tokens: TokenCounts(input: 5_200, output: 310)))
    ]
  }
}
