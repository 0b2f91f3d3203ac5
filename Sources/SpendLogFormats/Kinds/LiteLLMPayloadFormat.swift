import SpendCore

/// LiteLLM's StandardLoggingPayload: what its callbacks write to files and buckets.
///
/// Source: BerriAI/litellm, `litellm/types/utils.py`.
struct LiteLLMPayloadFormat: RecordFormat {
  var name: StaticString { "litellm" }
  var title: String { "LiteLLM StandardLoggingPayload" }
  var recognisedBy: String { "call_type, response_cost and startTime" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "call_type"].exists && json[.root, "response_cost"].exists && json[.root, "startTime"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    let metadata = json[.root, "metadata"]
    draft.requestID = json.text(json.first(.root, "id", "litellm_call_id"))
    draft.identityKey = draft.requestID
    draft.isSnapshot = true
    let start = json.time(json[.root, "startTime"])
    draft.time = start
    if let start, let end = json.time(json[.root, "endTime"]) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    draft.isStream = json.truth(json[.root, "stream"])
    if let start, draft.isStream == true, let first = json.time(json[.root, "completionStartTime"]) {
      draft.firstTokenMilliseconds = LiteLLM.milliseconds(from: start, to: first)
    }
    draft.provider = json.text(json[.root, "custom_llm_provider"])
    draft.model = json.text(json[.root, "model"])
    draft.loggedCost = json.money(json[.root, "response_cost"])
    guard !LiteLLM.isToolCall(json.text(json[.root, "call_type"]), cost: draft.loggedCost) else { return }

    var usage = json[metadata, "usage_object"]
    let response = json[.root, "response"]
    if !json.isObject(usage) { usage = json[response, "usage"] }
    var stated = ReportedTotal()
    stated.prompt = try json.count(json[.root, "prompt_tokens"])
    stated.output = try json.count(json[.root, "completion_tokens"])
    stated.total = try json.count(json[.root, "total_tokens"])
    draft.tokens = try LiteLLM.tokens(stated, json, usage, &draft.totals)
    draft.tier = AnthropicUsage.tier(json, usage, .empty, context)
    if draft.tier.isEmpty { draft.tier = tier(json, response) }
    draft.region = AnthropicUsage.region(json, usage)
    draft.webSearches = try LiteLLM.webSearches(json, usage)

    draft.user = json.text(json.first(metadata, "user_api_key_user_id", "user_api_key_user_email"))
    draft.customer = json.text(json[metadata, "user_api_key_end_user_id"])
    if draft.customer.isEmpty { draft.customer = json.text(json[.root, "end_user"]) }
    draft.team = json.text(json.first(metadata, LiteLLM.teams))
    draft.key = json.text(json[metadata, "user_api_key_alias"])
    if draft.key.isEmpty { draft.key = context.alias(ofKey: json.text(json[metadata, "user_api_key_hash"])) }
    draft.project = json.text(json[metadata, "user_api_key_project_id"])
    draft.session = json.text(json[.root, "session_id"])
    Attribution.members(json, json[metadata, "requester_metadata"], &draft, context)
    Attribution.members(json, json[metadata, "spend_logs_metadata"], &draft, context)
    if draft.queryType.isEmpty {
      draft.queryType = context.queryType(ofOperation: json.text(json[.root, "call_type"]))
    }
    LiteLLM.take(callType: json.text(json[.root, "call_type"]), &draft)
    draft.tags = try Attribution.joined(json, json[.root, "request_tags"], context)
    try Attribution.readTags(json, json[.root, "request_tags"], &draft)

    if json.truth(json[.root, "cache_hit"]) == true { LiteLLM.answerFromCache(&draft) }
    if json.equals(json[.root, "status"], "failure") { draft.fail(ErrorClassReader.failure(json, .root)) }
    context.drafts.append(draft)
  }

  /// The tier that answered; where the answer is not logged, the one that was asked for.
  private func tier(_ json: JSONIndex, _ response: JSONIndex.Node) -> FieldText {
    let answered = json.text(json[response, "service_tier"])
    return answered.isEmpty ? json.text(json[.root, "model_parameters", "service_tier"]) : answered
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"chatcmpl-litellm-sample-1","call_type":"acompletion","cache_hit":null,"stream":true,"status":"success",\
        "custom_llm_provider":"anthropic","startTime":1790000400.25,"endTime":1790000401.5,\
        "completionStartTime":1790000400.75,"model":"claude-sonnet-4-5-20250929","metadata":{"user_api_key_alias":"web",\
        "user_api_key_team_id":"core","requester_metadata":{"feature":"rag"},"usage_object":{"prompt_tokens_details":\
        {"cached_tokens":3000,"cache_creation_token_details":{"ephemeral_5m_input_tokens":200,\
        "ephemeral_1h_input_tokens":0}},"cache_creation_input_tokens":200,"cache_read_input_tokens":3000}},\
        "response_cost":0.0123,"prompt_tokens":3700,"completion_tokens":400,"request_tags":["rag"],"messages":[],\
        "response":{}}
        """,
        .init(
          "chatcmpl-litellm-sample-1", "anthropic", "claude-sonnet-4-5-20250929", feature: "rag",
          tokens: TokenCounts(input: 500, cacheRead: 3_000, cacheWrite5m: 200, cacheWrite1h: 0, output: 400),
          cost: "0.0123"))
    ]
  }
}
