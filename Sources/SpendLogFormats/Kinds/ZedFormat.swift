import SpendCore

/// Threads of Zed's agent, rows of its database. A thread states the usage of the last request of each turn, older ones
/// the sum of all their requests; it is one growing record.
///
/// Source: zed-industries/zed, `crates/agent/src/db.rs`, `crates/language_model`.
struct ZedFormat: RecordFormat {
  var name: StaticString { "zed" }
  var title: String { "Zed agent threads (SQLite)" }
  var recognisedBy: String { "a database with a table threads that has data_type and data" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "spendtop_table"], "zed")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.session = json.text(json[.root, "id"])
    draft.requestID = draft.session
    draft.identityKey = context.text(FieldText("zed:"), draft.session)
    draft.time = json.time(json[.root, "updated_at"])
    draft.queryType = FieldText("agent")
    draft.model = json.text(json[.root, "model", "model"])
    draft.provider = Self.seller(json.text(json[.root, "model", "provider"]), of: draft.model)
    draft.project = json.text(json[.root, "folder_paths"])
    if json.equals(json[.root, "speed"], "fast") { draft.tier = FieldText("fast") }
    var turns = TokenCounts()
    try json.forEachMember(json[.root, "request_token_usage"]) { _, usage throws(LineRejection) in
      turns.add(try Self.tokens(json, usage))
    }
    let sum = try Self.tokens(json, json[.root, "cumulative_token_usage"])
    draft.tokens = sum.total > turns.total ? sum : turns
    guard draft.tokens.total > 0 else { return }
    context.drafts.append(draft)
  }

  /// Counts that lie beside each other. What a thread leaves out is zero.
  private static func tokens(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts
  {
    guard json.isObject(usage) else { return TokenCounts() }
    return TokenCounts(
      input: try json.count(json[usage, "input_tokens"]) ?? 0,
      cacheRead: try json.count(json[usage, "cache_read_input_tokens"]) ?? 0,
      cacheWrite5m: try json.count(json[usage, "cache_creation_input_tokens"]) ?? 0,
      output: try json.count(json[usage, "output_tokens"]) ?? 0)
  }

  /// Zed's own service sells models of several makers, and is billed by their prices.
  private static func seller(_ provider: FieldText, of model: FieldText) -> FieldText {
    if provider.equals("copilot_chat") { return FieldText("github") }
    if provider.equals("amazon-bedrock") { return FieldText("bedrock") }
    return provider.isEmpty || provider.equals("zed.dev") ? Providers.ofModel(model) : provider
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"b5d7c2f0-sample-thread","spendtop_table":"zed","updated_at":"2026-09-21T10:00:00.123456+00:00","version":\
        "0.3.0","messages":[],"cumulative_token_usage":{},"request_token_usage":{"turn-1":{"input_tokens":12,"output_tokens":\
        80,"cache_creation_input_tokens":900,"cache_read_input_tokens":4000},"turn-2":{"input_tokens":9,"output_tokens":20}},\
        "model":{"provider":"anthropic","model":"claude-sonnet-4-5"}}
        """,
        .init(
          "b5d7c2f0-sample-thread", "anthropic", "claude-sonnet-4-5", "agent",
          tokens: TokenCounts(input: 21, cacheRead: 4_000, cacheWrite5m: 900, output: 100)))
    ]
  }
}
