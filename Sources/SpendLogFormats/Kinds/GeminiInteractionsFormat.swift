import SpendCore

/// Google's Interactions API: the same arithmetic under other names.
struct GeminiInteractionsFormat: ResponseFormat {
  var name: StaticString { "gemini-interactions" }
  var title: String { "Google Gemini Interactions" }
  var recognisedBy: String { "object is interaction" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.equals(json[body, "object"], "interaction") || json[body, "usage", "total_input_tokens"].exists
      || json.hasPrefix(json[body, "event_type"], "interaction.")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var body = body
    let isEvent = json[body, "event_type"].exists
    if isEvent {
      body = json[body, "interaction"]
      draft.isStream = true
    }
    // Events before the last one, and answers that are polled, have no usage yet.
    let status = json[body, "status"]
    if json.equals(status, "in_progress") || !json.isObject(body) {
      if isEvent, json.isObject(body) { begin(json, body, draft, context) }
      return false
    }
    let usage = json[body, "usage"]
    draft.format = name
    draft.isSnapshot = true
    let id = json.text(json[body, "id"])
    if isEvent { context.streams.close(answer: id) }
    draft.take(id: id)
    draft.take(model: json.text(json.first(body, "model", "agent")))
    if draft.time == nil { draft.time = json.time(json.first(body, "created", "create_time")) }
    draft.tier = Tiers.joined(draft.tier, json.text(json[body, "service_tier"]), context)
    try GeminiUsage.read(json, usage, &draft, context)
    draft.webSearches = try GroundingSearches.count(json, interaction: body, context)
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.provider.isEmpty { draft.provider = FieldText("google") }
    if json.equals(status, "failed") || json.isObject(json[body, "error"]) { draft.fail() }
    return true
  }

  /// Remembers an interaction that has begun, for an error that does not name it.
  private func begin(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: EventDraft, _ context: LineContext
  ) {
    var open = draft
    open.requestID = json.text(json[body, "id"])
    open.model = json.text(json[body, "model"])
    if open.provider.isEmpty { open.provider = FieldText("google") }
    if context.streams.message(ofExactly: context.streamName)?.id != open.requestID.string {
      context.streams.open(OpenMessage(open), of: context.streamName)
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"event_type":"interaction.created","interaction":{"id":"v1_SampleInteraction02","object":"interaction","model":\
        "gemini-2.5-flash","status":"in_progress"}}
        {"event_type":"interaction.completed","interaction":{"id":"v1_SampleInteraction02","object":"interaction","model":\
        "gemini-2.5-flash","status":"completed","usage":{"total_input_tokens":70,"total_output_tokens":26,\
        "total_thought_tokens":52,"total_tokens":148}}}
        """,
        .init(
          "v1_SampleInteraction02", "google", "gemini-2.5-flash",
          tokens: TokenCounts(input: 70, output: 78, reasoning: 52))),
      FormatSample(
        """
        {"id":"v1_SampleInteraction01","object":"interaction","model":"gemini-2.5-flash","status":"completed","usage":{\
        "total_input_tokens":100,"total_cached_tokens":40,"total_output_tokens":20,"total_thought_tokens":30,\
        "total_tool_use_tokens":5,"total_tokens":155}}
        """,
        .init(
          "v1_SampleInteraction01", "google", "gemini-2.5-flash",
          tokens: TokenCounts(input: 65, cacheRead: 40, output: 50, reasoning: 30))),
    ]
  }
}
