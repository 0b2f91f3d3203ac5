import SpendCore

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
    let outputDetails = CountNames.outputDetails(json, usage)
    var counts = TokenCounts()
    counts.cacheRead = try CountNames.cacheRead(json, usage, details: details)
    (counts.cacheWrite5m, counts.cacheWrite1h) = try CountNames.cacheWrites(json, usage, details: details)
    counts.reasoning = try CountNames.reasoning(json, usage, details: outputDetails)
    counts.audioIn = try json.count(json[details, "audio_tokens"])
    counts.imageIn = try json.count(json[details, "image_tokens"])
    counts.audioOut = try json.count(json[outputDetails, "audio_tokens"])
    counts.imageOut = try json.count(json[outputDetails, "image_tokens"])
    totals = stated.resolve(&counts, usual: .inside)
    return counts
  }

  /// Searches of the web, which the gateway counts in Anthropic's place or among the details of the prompt.
  static func webSearches(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> Int32? {
    try json.count(
      json[usage, "server_tool_use", "web_search_requests"],
      or: json[CountNames.promptDetails(json, usage), "web_search_requests"])
  }

  /// Reads what the kind of a call shows: all output of an image's request is the image where nothing else is stated,
  /// and a batch that was fetched is billed at the batch's prices.
  static func take(callType: FieldText, _ draft: inout EventDraft) {
    if draft.queryType.equals("image"), draft.tokens.imageOut == nil {
      draft.tokens.imageOut = draft.tokens.output
    }
    if callType.hasSuffix("retrieve_batch"), draft.tier.isEmpty { draft.tier = FieldText("batch") }
  }

  /// True for a call of a tool server, which is no request to a model; one with a price of its own counts.
  static func isToolCall(_ callType: FieldText, cost: Money?) -> Bool {
    callType.hasSuffix("mcp_tool") && (cost ?? .zero) == .zero
  }

  /// Marks a response from the gateway's own cache: the counts belong to another call, and the request is
  /// free.
  static func answerFromCache(_ draft: inout EventDraft) {
    draft.tokens = TokenCounts()
    draft.webSearches = nil
    draft.units = nil
    draft.isFree = true
    draft.loggedCost = .zero
    draft.loggedCostIsBinding = true
  }

  /// Names of the team in the metadata.
  static let teams: JSONIndex.Names = ["user_api_key_team_id", "user_api_key_team_alias"]

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
    guard !isToolCall(column(.callType), cost: draft.loggedCost) else { return }
    draft.user = column(.user)
    draft.team = column(.teamID)
    draft.session = column(.sessionID)
    // The gateway's end users are its customers.
    draft.customer = column(.endUser)

    let prompt = try Numbers.count(column(.promptTokens).bytes)
    let completion = try Numbers.count(column(.completionTokens).bytes)
    let metadata = context.attributes
    if context.index(column(.metadata), in: metadata) {
      let extra = metadata[.root, "additional_usage_values"]
      let usage = metadata.isObject(metadata[.root, "usage_object"]) ? metadata[.root, "usage_object"] : extra
      let stated = ReportedTotal(prompt: prompt, output: completion)
      draft.tokens = try tokens(stated, metadata, usage, &draft.totals)
      draft.key = metadata.text(metadata[.root, "user_api_key_alias"])
      if draft.team.isEmpty { draft.team = metadata.text(metadata.first(.root, teams)) }
      draft.tier = AnthropicUsage.tier(metadata, usage, .empty, context)
      draft.region = AnthropicUsage.region(metadata, usage)
      draft.webSearches = try webSearches(metadata, usage)
      Attribution.members(metadata, metadata[.root, "spend_logs_metadata"], &draft, context)
      Attribution.members(metadata, metadata[.root, "requester_metadata"], &draft, context)
    } else {
      draft.tokens = TokenCounts(input: prompt, output: completion)
    }
    take(callType: column(.callType), &draft)
    if draft.key.isEmpty { draft.key = context.alias(ofKey: column(.apiKey)) }
    readTags(column(.requestTags), &draft, context)
    if column(.cacheHit).equals("True") || column(.cacheHit).equals("true") { answerFromCache(&draft) }
    if column(.status).equals("failure") { draft.fail() }
    context.drafts.append(draft)
  }

  /// Reads tags such as `["a", "feature:b"]`, which are a text.
  private static func readTags(_ text: FieldText, _ draft: inout EventDraft, _ context: LineContext) {
    guard text.bytes.first == UInt8(ascii: "[") else { return }
    let list = context.body
    do throws(LineRejection) {
      try list.index(text.isEscaped ? context.unescaped(text.bytes) : text.bytes)
      draft.tags = try Attribution.joined(list, .root, context)
      try Attribution.readTags(list, .root, &draft)
    } catch {
      // Tags in another form state nothing.
    }
  }
}
