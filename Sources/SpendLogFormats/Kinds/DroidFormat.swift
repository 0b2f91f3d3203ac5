import SpendCore

/// Settings of Droid's sessions, a document each with the sums of the session, and the transcripts beside
/// them, which have no counts. The name of the file is the session's.
///
/// Source: Factory CLI 0.2x, read by ccusage/ccusage, `adapter/droid`.
struct DroidFormat: RecordFormat {
  var name: StaticString { "droid" }
  var title: String { "Droid sessions" }
  var recognisedBy: String { "tokenUsage with thinkingTokens, in *.settings.json" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    let usage = json[.root, "tokenUsage"]
    if json.isObject(usage) {
      return json[usage, "inputTokens"].exists
        && (json[usage, "thinkingTokens"].exists || json[.root, "providerLock"].exists)
    }
    return json.equals(json[.root, "type"], "session_start") && json[.root, "cwd"].exists
      && json[.root, "id"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let usage = json[.root, "tokenUsage"]
    guard json.isObject(usage) else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.isSeveral = true
    let session = json.text(json.first(.root, "sessionId", "id"))
    draft.session = session.isEmpty ? context.text(context.fileName(without: ".settings.json")) : session
    draft.requestID = draft.session
    if !draft.session.isEmpty { draft.identityKey = context.text(FieldText("droid:"), draft.session) }
    draft.time = json.time(json.first(.root, "providerLockTimestamp", "updatedAt", "timestamp"))
    draft.model = model(json, context)
    let seller = json.text(json.first(.root, "providerLock", "provider"))
    draft.provider = seller.isEmpty || seller.equals("factory") ? Providers.ofModel(draft.model) : seller
    draft.queryType = FieldText("agent")
    draft.tokens.input = try json.count(json[usage, "inputTokens"])
    draft.tokens.cacheRead = try json.count(json[usage, "cacheReadTokens"])
    draft.tokens.cacheWrite5m = try json.count(json[usage, "cacheCreationTokens"])
    draft.tokens.reasoning = try json.count(json[usage, "thinkingTokens"])
    // Written without what was thought.
    if let output = try json.count(json[usage, "outputTokens"]) {
      draft.tokens.output = Int32(clamping: Int64(output) + Int64(draft.tokens.reasoning ?? 0))
    }
    guard draft.tokens.total > 0 else { return }
    context.drafts.append(draft)
  }

  /// A model's name; those of the user's own models have a mark before it.
  private func model(_ json: JSONIndex, _ context: LineContext) -> FieldText {
    let model = json.text(json[.root, "model"])
    guard model.hasPrefix("custom:") else { return model }
    return FieldText(
      UnsafeRawBufferPointer(rebasing: model.bytes.dropFirst("custom:".utf8.count)),
      isEscaped: model.isEscaped)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {
          "sessionId": "dr01d-sample-1",
          "model": "claude-opus-4-5-20251101",
          "providerLock": "anthropic",
          "providerLockTimestamp": "2026-09-21T10:00:00.000Z",
          "tokenUsage": { "inputTokens": 40, "outputTokens": 300, "cacheCreationTokens": 2000, "cacheReadTokens": 90000,
            "thinkingTokens": 50 }
        }
        """,
        .init(
          "dr01d-sample-1", "anthropic", "claude-opus-4-5-20251101", "agent",
          tokens: TokenCounts(input: 40, cacheRead: 90_000, cacheWrite5m: 2_000, output: 350, reasoning: 50)))
    ]
  }
}
