import SpendCore

/// OpenAI Responses, whole and as stream events.
struct OpenAIResponsesFormat: ResponseFormat {
  var name: StaticString { "openai-responses" }
  var title: String { "OpenAI Responses" }
  var recognisedBy: String { "object is response, or a stream event response.*" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let object = json[body, "object"]
    if json.equals(object, "response") { return true }
    if json.equals(object, "response.compaction") { return json.isObject(json[body, "usage"]) }
    let type = json[body, "type"]
    return json.hasPrefix(type, "response.")
      || json.hasPrefix(type, "session.") && RealtimeSession.states(json, type)
  }

  /// Events that end a response; `response.done` is the one of realtime sessions.
  private static let ends: [StaticString] = [
    "response.completed", "response.incomplete", "response.failed", "response.done",
  ]

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var body = body
    let type = json[body, "type"]
    if RealtimeSession.states(json, type) {
      if let session = RealtimeSession(json, body, before: context.streams.realtime) {
        context.streams.realtime = session
      }
      return false
    }
    if json.hasPrefix(type, "response.") {
      // Only the events that end a response state what it used; an error event behind the first one
      // does not name it.
      let event = body
      body = json[event, "response"]
      if json.equals(type, "response.created") {
        draft.requestID = json.text(json[body, "id"])
        draft.model = json.text(json[body, "model"])
        if draft.provider.isEmpty { draft.provider = FieldText("openai") }
        // Realtime answers are whole in the event that ends them.
        if json.equals(json[body, "object"], "realtime.response") { return false }
        context.streams.open(OpenMessage(draft), of: context.streamName)
        return false
      }
      guard Self.ends.contains(where: { json.equals(type, $0) }) else { return false }
      context.streams.close(answer: json.text(json[body, "id"]))
      draft.isStream = true
    }
    let status = json[body, "status"]
    // A background response is polled: the same id, until it is done.
    if json.equals(status, "in_progress") || json.equals(status, "queued") { return false }
    draft.format = name
    draft.isSnapshot = true
    draft.take(id: json.text(json[body, "id"]))
    draft.take(model: json.text(json[body, "model"]))
    if draft.model.isEmpty, let session = context.streams.realtime {
      draft.model = context.text(session.model)
    }
    draft.setCreated(json, json[body, "created_at"])
    let usage = json[body, "usage"]
    if json.isObject(usage) { try OpenAIUsage.read(json, usage, &draft) }
    let carriedTier = draft.tier
    draft.tier = Tiers.joined(carriedTier, json.text(json[body, "service_tier"]), context)
    draft.webSearches = try webSearches(json, json[body, "output"], context)
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.user.isEmpty { draft.user = json.text(json.first(body, "user", "safety_identifier")) }
    try Attribution.read(json, body, &draft, context)
    if draft.session.isEmpty { draft.session = json.text(json[body, "conversation", "id"]) }
    if json.equals(status, "failed") || json.isObject(json[body, "error"]) { draft.fail() }
    let seen = draft.webSearches
    try Sellers.read(json, body, usage, &draft)
    if draft.webSearches == nil { draft.webSearches = seen }
    let pictures = json[body, "tool_usage", "image_gen"]
    if json.isObject(pictures) { try readPictures(json, body, pictures, draft, carriedTier, context) }
    return true
  }

  /// Adds the pictures that an answer had made on the side: a request of the tool's model, which has counts and
  /// prices of its own.
  private func readPictures(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ usage: JSONIndex.Node, _ parent: EventDraft,
    _ tier: FieldText, _ context: LineContext
  ) throws(LineRejection) {
    var draft = parent
    try OpenAIImagesFormat.read(json, usage: usage, &draft)
    guard draft.tokens.total > 0, !parent.requestID.isEmpty else { return }
    let suffix = FieldText("#image")
    draft.requestID = context.text(parent.requestID, suffix)
    draft.identityKey = draft.requestID
    draft.model = .empty
    let tool = context.element
    var model = FieldText.empty
    try json.forEachObject(json[body, "tools"], in: tool) { () throws(LineRejection) in
      guard model.isEmpty, tool.equals(tool[.root, "type"], "image_generation") else { return }
      model = tool.text(tool[.root, "model"])
    }
    draft.model = model
    draft.tier = tier
    draft.queryType = FieldText("image")
    draft.webSearches = nil
    draft.loggedCost = nil
    draft.latencyMilliseconds = nil
    draft.firstTokenMilliseconds = nil
    context.drafts.append(draft)
  }

  /// Searches, each of which is billed; opening a page or finding a word in it is none. Calls of earlier
  /// versions do not name their action, and are searches.
  private func webSearches(
    _ json: JSONIndex, _ output: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Int32? {
    guard json.isArray(output) else { return nil }
    guard FieldText(json.bytes(output)).contains("web_search_call") else { return 0 }
    var searches: Int32 = 0
    let item = context.element
    try json.forEachObject(output, in: item) { () throws(LineRejection) in
      guard item.equals(item[.root, "type"], "web_search_call") else { return }
      let status = item[.root, "status"]
      let action = item[.root, "action", "type"]
      if !status.exists || item.equals(status, "completed"), !action.exists || item.equals(action, "search") {
        searches = searches &+ 1
      }
    }
    return searches
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"resp_0123456789abcdef","object":"response","created_at":1790000200,"status":"completed","model":"gpt-5-mini",\
        "output":[{"type":"web_search_call","status":"completed"},{"type":"message","content":[]}],"usage":{\
        "input_tokens":900,"input_tokens_details":{"cached_tokens":512},"output_tokens":300,\
        "output_tokens_details":{"reasoning_tokens":256},"total_tokens":1200},"metadata":{"feature":"planner"}}
        """,
        .init(
          "resp_0123456789abcdef", "openai", "gpt-5-mini", feature: "planner",
          tokens: TokenCounts(input: 388, cacheRead: 512, output: 300, reasoning: 256)))
    ]
  }
}
