import SpendCore

/// Transcripts of Claude Code. One answer is written as several lines with the same id and growing
/// counts, and copied into other files by resuming and forking.
struct ClaudeCodeFormat: RecordFormat {
  var name: StaticString { "claude-code" }
  var title: String { "Claude Code transcripts" }
  var recognisedBy: String { "sessionId with message.usage or uuid" }

  func recognises(_ json: JSONIndex) -> Bool {
    guard json[.root, "sessionId"].exists else { return false }
    // Qwen Code's transcripts have the same frame around Google's counts.
    if json[.root, "usageMetadata"].exists || json[.root, "systemPayload"].exists { return false }
    return json[.root, "message", "usage"].exists || json[.root, "uuid"].exists
      || json[.root, "leafUuid"].exists || json[.root, "snapshot"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var message = json[.root, "message"]
    if json.equals(json[.root, "type"], "progress") {
      message = json[.root, "data", "message"]
      if json[message, "message"].exists { message = json[message, "message"] }
    }
    let usage = json[message, "usage"]
    guard json.isObject(usage), json.truth(json[.root, "isApiErrorMessage"]) != true,
      !json.equals(json[message, "model"], "<synthetic>")
    else { return }

    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.policy = .largest
    let id = json.text(json[message, "id"])
    let request = json.text(json[.root, "requestId"])
    // A replay may carry another request id: the message's own decides.
    draft.identityKey = id
    draft.requestID = id.isEmpty || request.isEmpty ? id : context.text(id, FieldText(":"), request)
    draft.time = json.time(json[.root, "timestamp"])
    draft.model = json.text(json[message, "model"])
    draft.provider = Sellers.ofAnthropic(id: id, model: draft.model)
    draft.queryType = FieldText("agent")
    draft.session = json.text(json[.root, "sessionId"])
    draft.project = json.text(json[.root, "cwd"])
    draft.loggedCost = json.money(json[.root, "costUSD"])
    draft.latencyMilliseconds = json.milliseconds(json[.root, "durationMs"])
    try AnthropicUsage.read(json, usage, &draft, context)
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"parentUuid":null,"isSidechain":false,"cwd":"/home/ann/shop","sessionId":"0d0f","version":"2.0.1","type":"assistant",\
        "uuid":"a1","requestId":"req_01","timestamp":"2026-09-21T10:00:05.120Z","message":{"id":"msg_01Code0000000001",\
        "type":"message","role":"assistant","model":"claude-opus-4-5","content":[{"type":"text","text":"…"}],\
        "usage":{"input_tokens":4,"cache_creation_input_tokens":800,"cache_read_input_tokens":20000,\
        "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":800},"output_tokens":212}}}
        """,
        .init(
          "msg_01Code0000000001:req_01", "anthropic", "claude-opus-4-5", "agent",
          tokens: TokenCounts(input: 4, cacheRead: 20_000, cacheWrite5m: 0, cacheWrite1h: 800, output: 212)))
    ]
  }
}
