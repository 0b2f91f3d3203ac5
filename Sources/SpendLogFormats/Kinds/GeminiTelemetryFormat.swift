import SpendCore

/// The telemetry file of Gemini CLI and Qwen Code: records with plain attributes. A request is in
/// `api_response`, and again by a record of the GenAI convention; where the session's own file is read,
/// both give way to it.
///
/// Source: google-gemini/gemini-cli, `packages/core/src/telemetry`.
struct GeminiTelemetryFormat: RecordFormat {
  var name: StaticString { "gemini-cli-telemetry" }
  var title: String { "Gemini CLI and Qwen Code telemetry file" }
  var recognisedBy: String { "attributes with an event.name of gemini_cli or qwen-code" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    let event = json[.root, "attributes", "event.name"]
    return json.hasPrefix(event, "gemini_cli.") || json.hasPrefix(event, "qwen-code.")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let attributes = json[.root, "attributes"]
    let event = json.text(json[attributes, "event.name"])
    guard event.equals("gemini_cli.api_response") || event.equals("qwen-code.api_response") else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.grain = .sum
    draft.time = json.time(json.first(attributes, "event.timestamp", "timestamp"))
    draft.session = json.text(json[attributes, "session.id"])
    let prompt = json.text(json[attributes, "prompt_id"])
    draft.requestID = json.text(json.first(attributes, "response_id", "responseId"))
    if draft.requestID.isEmpty { draft.requestID = prompt }
    if !draft.session.isEmpty || !prompt.isEmpty {
      draft.identityKey = context.text(
        draft.session, FieldText("#"), prompt, FieldText("@"), json.text(json[attributes, "event.timestamp"]))
    }
    draft.model = json.text(json[attributes, "model"])
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = FieldText("agent")
    draft.latencyMilliseconds = json.milliseconds(json[attributes, "duration_ms"])
    let tool = try json.count(json[attributes, "tool_token_count"]) ?? 0
    let input = try json.count(json[attributes, "input_token_count"])
    draft.tokens.cacheRead = try json.count(json[attributes, "cached_content_token_count"])
    draft.tokens.reasoning = try json.count(json[attributes, "thoughts_token_count"])
    draft.tokens.input = Usage.exclusive(
      prompt: input.map { Int32(clamping: Int64($0) + Int64(tool)) }, cached: draft.tokens.cacheRead,
      written: nil)
    if let output = try json.count(json[attributes, "output_token_count"]) {
      draft.tokens.output = Int32(clamping: Int64(output) + Int64(draft.tokens.reasoning ?? 0))
    }
    guard draft.tokens.total > 0 else { return }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"hrTime":[1790001000,0],"attributes":{"session.id":"9e3-t","event.name":"gemini_cli.user_prompt","prompt_length":5}}
        {"hrTime":[1790001001,0],"attributes":{"session.id":"9e3-t","event.name":"gemini_cli.api_response","event.timestamp":\
        "2026-09-21T10:00:01.000Z","model":"gemini-2.5-pro","prompt_id":"9e3-t########0","duration_ms":900,"input_token_count":\
        700,"output_token_count":30,"cached_content_token_count":200,"thoughts_token_count":12,"tool_token_count":3,\
        "total_token_count":745}}
        """,
        .init(
          "9e3-t########0", "google", "gemini-2.5-pro", "agent",
          tokens: TokenCounts(input: 503, cacheRead: 200, output: 42, reasoning: 12)))
    ]
  }
}
