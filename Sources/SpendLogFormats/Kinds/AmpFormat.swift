import SpendCore

/// Threads of Amp, a document each: a ledger of requests, and messages with what was cached.
///
/// Source: ryoppippi/ccusage, `adapter/amp`.
struct AmpFormat: RecordFormat {
  var name: StaticString { "amp" }
  var title: String { "Amp threads" }
  var recognisedBy: String { "usageLedger, or messages and an id that begins with T-" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    json.isObject(json[.root, "usageLedger"])
      || json.isArray(json[.root, "messages"]) && json.hasPrefix(json[.root, "id"], "T-")
  }

  /// The usage of the answer in a message.
  private struct Message {
    var number: FieldText
    var model: FieldText
    var time: Instant?
    var tokens: TokenCounts
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let messages = try messages(json, context)
    let thread = json.text(json[.root, "id"])
    let ledger = json[.root, "usageLedger", "events"]
    guard json.isArray(ledger), !json.isEmptyArray(ledger) else {
      for message in messages where !message.tokens.isUnknown {
        var draft = start(thread, context)
        draft.identityKey = context.text(thread, FieldText("#"), message.number)
        draft.requestID = draft.identityKey
        draft.time = message.time ?? json.time(json[.root, "created"])
        draft.model = message.model
        draft.provider = Providers.ofModel(message.model)
        draft.tokens = message.tokens
        context.drafts.append(draft)
      }
      return
    }
    let entry = context.element
    try json.forEachObject(ledger, in: entry) { () throws(LineRejection) in
      var draft = start(thread, context)
      draft.requestID = entry.text(entry[.root, "id"])
      draft.identityKey = draft.requestID
      draft.time = entry.time(entry[.root, "timestamp"])
      draft.model = entry.text(entry[.root, "model"])
      draft.provider = Providers.ofModel(draft.model)
      draft.tokens.input = try entry.count(entry[.root, "tokens", "input"])
      draft.tokens.output = try entry.count(entry[.root, "tokens", "output"])
      // The ledger leaves out the cache; the message it led to has it.
      let number = entry.text(entry[.root, "toMessageId"])
      if let message = messages.first(where: { $0.number.bytes.elementsEqual(number.bytes) }) {
        draft.tokens.cacheRead = message.tokens.cacheRead
        draft.tokens.cacheWrite5m = message.tokens.cacheWrite5m
      }
      context.drafts.append(draft)
    }
  }

  private func start(_ thread: FieldText, _ context: LineContext) -> EventDraft {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.queryType = FieldText("agent")
    draft.session = thread
    return draft
  }

  private func messages(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) -> [Message] {
    var messages: [Message] = []
    let entry = context.element
    try json.forEachObject(json[.root, "messages"], in: entry) { () throws(LineRejection) in
      let usage = entry[.root, "usage"]
      guard entry.isObject(usage) else { return }
      var tokens = TokenCounts()
      tokens.input = try entry.count(entry[usage, "inputTokens"])
      tokens.cacheRead = try entry.count(entry[usage, "cacheReadInputTokens"])
      tokens.cacheWrite5m = try entry.count(entry[usage, "cacheCreationInputTokens"])
      tokens.output = try entry.count(entry[usage, "outputTokens"])
      messages.append(
        Message(
          number: entry.text(entry[.root, "messageId"]), model: entry.text(entry[usage, "model"]),
          time: entry.time(entry.first(usage, "timestamp", "createdAt")), tokens: tokens))
    }
    return messages
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {
          "v": 3,
          "id": "T-5a3p1e",
          "created": 1790001000000,
          "messages": [
            {"role": "user", "messageId": 0, "content": [{"type": "text", "text": "\\"usage\\": {}"}]},
            {"role": "assistant", "messageId": 1, "usage": {"model": "claude-opus-4-5", "inputTokens": 12,
             "outputTokens": 40, "cacheCreationInputTokens": 300, "cacheReadInputTokens": 9000}}
          ],
          "usageLedger": {"events": [
            {"id": "1ed9e7-amp-sample-1", "timestamp": "2026-09-21T10:00:00Z", "model": "claude-opus-4-5", "credits": 1.5,
             "tokens": {"input": 12, "output": 40}, "toMessageId": 1}
          ]}
        }
        """,
        .init(
          "1ed9e7-amp-sample-1", "anthropic", "claude-opus-4-5", "agent",
          tokens: TokenCounts(input: 12, cacheRead: 9_000, cacheWrite5m: 300, output: 40))),
      FormatSample(
        """
        {"id":"T-5a3p1e-2","created":1790001000000,"messages":[{"role":"user","messageId":0,"content":[]},{"role":"assistant",\
        "messageId":1,"usage":{"model":"claude-haiku-4-5","inputTokens":13,"outputTokens":41,"cacheCreationInputTokens":301,\
        "cacheReadInputTokens":9001,"timestamp":"2026-09-21T10:00:00.652Z"}}]}
        """,
        .init(
          "T-5a3p1e-2#1", "anthropic", "claude-haiku-4-5", "agent",
          tokens: TokenCounts(input: 13, cacheRead: 9_001, cacheWrite5m: 301, output: 41))),
    ]
  }
}
