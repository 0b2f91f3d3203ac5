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

    let usage = json[metadata, "usage_object"]
    var stated = ReportedTotal()
    stated.prompt = try json.count(json[.root, "prompt_tokens"])
    stated.output = try json.count(json[.root, "completion_tokens"])
    stated.total = try json.count(json[.root, "total_tokens"])
    draft.tokens = try LiteLLM.tokens(stated, json, usage, &draft.totals)
    draft.tier = AnthropicUsage.tier(json, usage, .empty, context)
    draft.region = AnthropicUsage.region(json, usage)
    draft.webSearches = try json.count(json[usage, "server_tool_use", "web_search_requests"])

    draft.user = json.text(json.first(metadata, "user_api_key_user_id", "user_api_key_end_user_id"))
    if draft.user.isEmpty { draft.user = json.text(json[.root, "end_user"]) }
    draft.team = json.text(json.first(metadata, "user_api_key_team_id", "user_api_key_team_alias"))
    draft.key = json.text(json[metadata, "user_api_key_alias"])
    if draft.key.isEmpty { draft.key = context.alias(ofKey: json.text(json[metadata, "user_api_key_hash"])) }
    draft.project = json.text(json[metadata, "user_api_key_project_id"])
    draft.session = json.text(json[.root, "session_id"])
    Attribution.members(json, json[metadata, "requester_metadata"], &draft, context)
    Attribution.members(json, json[metadata, "spend_logs_metadata"], &draft, context)
    if draft.queryType.isEmpty {
      draft.queryType = context.queryType(ofOperation: json.text(json[.root, "call_type"]))
    }
    draft.tags = try Attribution.joined(json, json[.root, "request_tags"], context)

    if json.truth(json[.root, "cache_hit"]) == true { LiteLLM.answerFromCache(&draft) }
    if json.equals(json[.root, "status"], "failure") { draft.fail(ErrorClassReader.failure(json, .root)) }
    context.drafts.append(draft)
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

/// Rows of LiteLLM's spend table, exported as JSON: maps are texts.
struct LiteLLMSpendLogFormat: RecordFormat {
  var name: StaticString { "litellm-spendlogs" }
  var title: String { "LiteLLM SpendLogs" }
  var recognisedBy: String { "request_id, spend and call_type" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "request_id"].exists && json[.root, "spend"].exists && json[.root, "call_type"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    try LiteLLM.readSpendLog(context) { json.text(json[.root, $0.name]) }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"request_id":"chatcmpl-spend-sample-1","call_type":"acompletion","cache_hit":"None","startTime":\
        "2026-09-21T10:00:00.250000+00:00","endTime":"2026-09-21T10:00:01+00:00","model":"gpt-4o-mini","user":"u-1",\
        "team_id":"growth","metadata":"{\\"additional_usage_values\\": {\\"prompt_tokens_details\\": \
        {\\"cached_tokens\\": 64}}}","spend":0.0005,"prompt_tokens":100,"completion_tokens":20,"request_tags":\
        "[\\"faq\\"]","custom_llm_provider":"openai","status":"success"}
        """,
        .init(
          "chatcmpl-spend-sample-1", "openai", "gpt-4o-mini",
          tokens: TokenCounts(input: 36, cacheRead: 64, output: 20), cost: "0.0005"))
    ]
  }
}

/// Common parts of LiteLLM's two exports.
enum LiteLLM {
  static func milliseconds(from start: Instant, to end: Instant) -> Int32? {
    let (difference, overflow) = end.microseconds.subtractingReportingOverflow(start.microseconds)
    return overflow || difference < 0 ? nil : Int32(exactly: difference / 1_000)
  }

  /// The prompt includes what was cached, for Anthropic models, too, unless the counts prove otherwise.
  static func tokens(
    _ stated: ReportedTotal, _ json: JSONIndex, _ usage: JSONIndex.Node, _ totals: inout TotalFinding
  ) throws(LineRejection) -> TokenCounts {
    let details = CountNames.promptDetails(json, usage)
    var counts = TokenCounts()
    counts.cacheRead = try CountNames.cacheRead(json, usage, details: details)
    (counts.cacheWrite5m, counts.cacheWrite1h) = try CountNames.cacheWrites(json, usage, details: details)
    counts.reasoning = try CountNames.reasoning(json, usage, details: CountNames.outputDetails(json, usage))
    counts.audioIn = try json.count(json[details, "audio_tokens"])
    counts.imageIn = try json.count(json[details, "image_tokens"])
    totals = stated.resolve(&counts, usual: .inside)
    return counts
  }

  /// Marks a response from the gateway's own cache: the counts belong to another call, and the request is
  /// free.
  static func answerFromCache(_ draft: inout EventDraft) {
    draft.tokens = TokenCounts()
    draft.isFree = true
    draft.loggedCost = .zero
    draft.loggedCostIsBinding = true
  }

  /// Columns of the spend table.
  enum SpendColumn: Int, CaseIterable {
    case requestID, callType, spend, startTime, endTime, customLLMProvider, model, user, endUser, teamID,
      sessionID, promptTokens, completionTokens, metadata, apiKey, requestTags, cacheHit, status

    static let names: [StaticString] = [
      "request_id", "call_type", "spend", "startTime", "endTime", "custom_llm_provider", "model", "user",
      "end_user", "team_id", "session_id", "prompt_tokens", "completion_tokens", "metadata", "api_key",
      "request_tags", "cache_hit", "status",
    ]

    var name: StaticString { Self.names[rawValue] }
  }

  /// Reads a row of the spend table, whose values `column` finds by the column.
  static func readSpendLog(
    _ context: LineContext, _ column: (SpendColumn) -> FieldText
  ) throws(LineRejection) {
    func instant(_ name: SpendColumn) -> Instant? { Timestamp.parse(column(name).bytes) }
    var draft = context.envelope
    draft.format = "litellm-spendlogs"
    draft.isSnapshot = true
    draft.requestID = column(.requestID)
    draft.identityKey = draft.requestID
    draft.time = instant(.startTime)
    if let start = draft.time, let end = instant(.endTime) {
      draft.latencyMilliseconds = milliseconds(from: start, to: end)
    }
    draft.provider = column(.customLLMProvider)
    draft.model = column(.model)
    draft.queryType = context.queryType(ofOperation: column(.callType))
    draft.loggedCost = Numbers.money(column(.spend).bytes)
    draft.user = column(.user)
    draft.team = column(.teamID)
    draft.session = column(.sessionID)
    if draft.user.isEmpty { draft.user = column(.endUser) }

    let prompt = try Numbers.count(column(.promptTokens).bytes)
    let completion = try Numbers.count(column(.completionTokens).bytes)
    let metadata = context.attributes
    if index(column(.metadata), metadata, context) {
      let extra = metadata[.root, "additional_usage_values"]
      let usage = metadata.isObject(metadata[.root, "usage_object"]) ? metadata[.root, "usage_object"] : extra
      let stated = ReportedTotal(prompt: prompt, output: completion)
      draft.tokens = try tokens(stated, metadata, usage, &draft.totals)
      draft.key = metadata.text(metadata[.root, "user_api_key_alias"])
      draft.tier = AnthropicUsage.tier(metadata, usage, .empty, context)
      draft.region = AnthropicUsage.region(metadata, usage)
      draft.webSearches = try metadata.count(metadata[usage, "server_tool_use", "web_search_requests"])
      Attribution.members(metadata, metadata[.root, "spend_logs_metadata"], &draft, context)
      Attribution.members(metadata, metadata[.root, "requester_metadata"], &draft, context)
    } else {
      draft.tokens = TokenCounts(input: prompt, output: completion)
    }
    if draft.key.isEmpty { draft.key = context.alias(ofKey: column(.apiKey)) }
    draft.tags = tags(column(.requestTags), context)
    if column(.cacheHit).equals("True") || column(.cacheHit).equals("true") { answerFromCache(&draft) }
    if column(.status).equals("failure") { draft.fail() }
    context.drafts.append(draft)
  }

  private static func index(_ text: FieldText, _ index: JSONIndex, _ context: LineContext) -> Bool {
    guard text.bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return false }
    do {
      try index.index(text.isEscaped ? context.unescaped(text.bytes) : text.bytes)
      return true
    } catch {
      return false
    }
  }

  /// `["a", "b"]` as a text.
  private static func tags(_ text: FieldText, _ context: LineContext) -> FieldText {
    guard text.bytes.first == UInt8(ascii: "[") else { return .empty }
    let list = context.body
    do throws(LineRejection) {
      try list.index(text.isEscaped ? context.unescaped(text.bytes) : text.bytes)
      return try Attribution.joined(list, .root, context)
    } catch {
      return .empty
    }
  }
}
