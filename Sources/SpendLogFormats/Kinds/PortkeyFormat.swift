import SpendCore

/// Portkey's log export. It does not say what `cost` is counted in: cents, as elsewhere in Portkey's
/// interfaces, unless the configuration says dollars.
///
/// Source: portkey.ai documentation, Logs Export.
struct PortkeyFormat: RecordFormat {
  var name: StaticString { "portkey" }
  var title: String { "Portkey log export" }
  var recognisedBy: String { "ai_org with ai_model" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "ai_org"].exists && json[.root, "ai_model"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    let body = json[.root, "response", "body"]
    // The answer itself says more than the units: what was cached, and the seller's own id.
    if json.isObject(body), let format = FormatRegistry.response(json, body), !(format is ErrorFormat) {
      _ = try format.readAnswer(json, body, &draft, context)
    } else {
      try OpenAIUsage.read(json, json[body, "usage"], &draft)
    }
    if draft.tokens.isUnknown {
      draft.tokens.input = try json.count(json[.root, "req_units"])
      draft.tokens.output = try json.count(json[.root, "res_units"])
    }
    draft.format = name
    draft.requestID = json.text(json[.root, "id"])
    if draft.identityKey.isEmpty { draft.identityKey = draft.requestID }
    draft.time = json.time(json[.root, "created_at"])
    draft.provider = json.text(json[.root, "ai_org"])
    draft.model = json.text(json[.root, "ai_model"])
    let path = context.queryType(ofPath: json.text(json[.root, "request_url"]))
    if !path.isEmpty { draft.queryType = path }
    draft.latencyMilliseconds = json.milliseconds(json[.root, "response_time"])
    let isCents = context.portkeyCost == .cents
    draft.loggedCost = json.money(json[.root, "cost"]).map {
      isCents ? Money(nanodollars: $0.nanodollars / 100) : $0
    }
    draft.loggedCostIsBinding = false
    let metadata = json[.root, "metadata"]
    draft.user = json.text(json[metadata, "_user"])
    draft.environment = json.text(json[metadata, "_environment"])
    draft.team = json.text(json[metadata, "_organisation"])
    Attribution.members(json, metadata, &draft, context)
    StatedLabels(json, metadata).fill(&draft)
    if draft.feature.isEmpty { draft.feature = json.text(json[.root, "prompt_slug"]) }
    let status = try json.count(json[.root, "response_status_code"]) ?? 0
    if status >= 400 || json.truth(json[.root, "is_success"]) == false {
      draft.fail(ErrorClassReader.failure(json, .root))
    }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"90r7-key-sample-0001","trace_id":"t","created_at":"2026-09-21T10:00:00Z","request":{"body":{}},"response":{\
        "body":{"usage":{"prompt_tokens":120,"completion_tokens":30,"prompt_tokens_details":{"cached_tokens":20}}}},\
        "is_success":true,"ai_org":"openai","ai_model":"gpt-4o","req_units":120,"res_units":30,"total_units":150,\
        "request_url":"https://api.openai.com/v1/chat/completions","cost":0.055,"cost_currency":"USD","response_time":640,\
        "response_status_code":200,"prompt_slug":null,"metadata":{"_user":"ann","feature":"faq"}}
        {"id":"90r7-key-sample-0002","created_at":"2026-09-21T10:00:09Z","response":{"body":{"error":{"message":"no"}}},\
        "is_success":false,"ai_org":"openai","ai_model":"gpt-4o","req_units":0,"res_units":0,"response_status_code":429,\
        "request_url":"https://api.openai.com/v1/chat/completions","cost":0,"metadata":null}
        """,
        .init(
          "90r7-key-sample-0001", "openai", "gpt-4o", feature: "faq",
          tokens: TokenCounts(input: 100, cacheRead: 20, output: 30), cost: "0.00055"),
        .init(
          "90r7-key-sample-0002", "openai", "gpt-4o", tokens: TokenCounts(input: 0, output: 0), cost: "0",
          outcome: .error))
    ]
  }
}
