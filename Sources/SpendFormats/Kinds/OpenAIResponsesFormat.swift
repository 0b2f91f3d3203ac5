import SpendCore

/// OpenAI Responses, whole and as stream events.
struct OpenAIResponsesFormat: ResponseFormat {
  var name: StaticString { "openai-responses" }
  var title: String { "OpenAI Responses" }
  var recognisedBy: String { "object is response, or a stream event response.*" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.equals(json[body, "object"], "response") || json.hasPrefix(json[body, "type"], "response.")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var body = body
    if json.hasPrefix(json[body, "type"], "response.") {
      // Only the events that end a response say what it used.
      let type = json[body, "type"]
      guard
        json.equals(type, "response.completed") || json.equals(type, "response.incomplete")
          || json.equals(type, "response.failed")
      else { return false }
      body = json[body, "response"]
      draft.isStream = true
    }
    let status = json[body, "status"]
    // A background response is polled: the same id, until it is done.
    if json.equals(status, "in_progress") || json.equals(status, "queued") { return false }
    draft.format = name
    draft.policy = .largest
    draft.requestID = json.text(json[body, "id"])
    draft.identityKey = draft.requestID
    draft.model = json.text(json[body, "model"])
    if draft.time == nil { draft.time = json.time(json[body, "created_at"]) }
    if json.isObject(json[body, "usage"]) {
      draft.tokens = try Usage.responses(json, json[body, "usage"], &draft.totals)
    }
    draft.tier = json.text(json[body, "service_tier"])
    draft.webSearches = try webSearches(json, json[body, "output"], context)
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.user.isEmpty { draft.user = json.text(json.first(body, "user", "safety_identifier")) }
    try Attribution.read(json, body, &draft, context)
    if json.equals(status, "failed") || json.isObject(json[body, "error"]) { draft.fail() }
    let seen = draft.webSearches
    try Sellers.read(json, body, json[body, "usage"], &draft)
    if draft.webSearches == nil { draft.webSearches = seen }
    return true
  }

  private func webSearches(
    _ json: JSONIndex, _ output: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Int32? {
    var searches: Int32 = 0
    try json.forEachElement(output) { bytes throws(LineRejection) in
      guard bytes.first == UInt8(ascii: "{") else { return }
      let item = context.element
      try item.index(bytes)
      guard item.equals(item[.root, "type"], "web_search_call") else { return }
      let status = item[.root, "status"]
      if !status.exists || item.equals(status, "completed") { searches = searches &+ 1 }
    }
    return json.isArray(output) ? searches : nil
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
