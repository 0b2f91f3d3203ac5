import SpendCore

/// Sessions of Qwen Code: Google's usage counts in a transcript. Its telemetry lines repeat them.
///
/// Source: QwenLM/qwen-code, `chatRecordingService.ts`.
struct QwenCodeFormat: RecordFormat {
  var name: StaticString { "qwen-code" }
  var title: String { "Qwen Code sessions" }
  var recognisedBy: String { "sessionId and uuid with usageMetadata, or subtype ui_telemetry" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    guard json[.root, "sessionId"].exists, json[.root, "uuid"].exists else { return false }
    return json.isObject(json[.root, "usageMetadata"]) || json[.root, "systemPayload"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let usage = json[.root, "usageMetadata"]
    guard json.isObject(usage), json.equals(json[.root, "type"], "assistant") else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.grain = .part
    draft.requestID = json.text(json[.root, "uuid"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "timestamp"])
    draft.model = json.text(json[.root, "model"])
    draft.provider = Providers.ofModel(draft.model)
    // The tool's own seller. Names with a maker and a slash are those of others.
    if draft.provider.isEmpty, !draft.model.contains("/") { draft.provider = FieldText("dashscope") }
    draft.queryType = FieldText("agent")
    draft.session = json.text(json[.root, "sessionId"])
    draft.project = json.text(json[.root, "cwd"])
    try GeminiUsage.read(json, usage, &draft, context)
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"uuid":"u-0","sessionId":"qs-1","timestamp":"2026-09-21T10:00:00Z","type":"system","cwd":"/srv/shop","subtype":\
        "ui_telemetry","systemPayload":{"uiEvent":{"event.name":"qwen-code.api_response","model":"qwen3-coder-plus",\
        "input_token_count":700,"output_token_count":30}}}
        {"uuid":"9we11-c0de-sample-1","sessionId":"qs-1","timestamp":"2026-09-21T10:00:01Z","type":"assistant","cwd":\
        "/srv/shop","model":"qwen3-coder-plus","message":{"role":"model","parts":[]},"usageMetadata":{"promptTokenCount":700,\
        "candidatesTokenCount":30,"thoughtsTokenCount":0,"totalTokenCount":730,"cachedContentTokenCount":200}}
        """,
        .init(
          "9we11-c0de-sample-1", "dashscope", "qwen3-coder-plus", "agent",
          tokens: TokenCounts(input: 500, cacheRead: 200, output: 30, reasoning: 0, audioIn: nil)))
    ]
  }
}
