import SpendCore

/// PostHog's events of requests to models. Traces and spans sum up their generations, and are no requests.
///
/// Source: PostHog/posthog, `nodejs/src/ingestion/ai/costs/input-costs.ts`.
struct PostHogFormat: RecordFormat {
  var name: StaticString { "posthog" }
  var title: String { "PostHog LLM analytics events" }
  var recognisedBy: String { "event begins with $ai_, with properties" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.hasPrefix(json[.root, "event"], "$ai_") && json.isObject(json[.root, "properties"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let event = json[.root, "event"]
    let isEmbedding = json.equals(event, "$ai_embedding")
    guard isEmbedding || json.equals(event, "$ai_generation") else { return }
    let properties = json[.root, "properties"]
    var draft = context.envelope
    draft.format = name
    draft.requestID = json.text(json.first(.root, "uuid", "id"))
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "timestamp"])
    draft.model = json.text(json[properties, "$ai_model"])
    draft.provider = json.text(json[properties, "$ai_provider"])
    let isCacheBeside = isCacheBeside(json, properties, draft)
    let address = context.address(of: json.text(json[properties, "$ai_base_url"])).provider
    if !address.isEmpty { draft.provider = address }
    if draft.provider.equals("gateway") { draft.provider = FieldText("vercel") }
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.queryType = FieldText(isEmbedding ? "embedding" : "chat")
    draft.tokens.cacheRead = try json.count(json[properties, "$ai_cache_read_input_tokens"])
    draft.tokens.cacheWrite5m = try json.count(json[properties, "$ai_cache_creation_input_tokens"])
    draft.tokens.reasoning = try json.count(json[properties, "$ai_reasoning_tokens"])
    var stated = ReportedTotal()
    stated.prompt = try json.count(json[properties, "$ai_input_tokens"])
    stated.output = try json.count(json[properties, "$ai_output_tokens"])
    draft.totals = stated.resolve(
      &draft.tokens, usual: CountingConvention(cache: !isCacheBeside, reasoning: true))
    if isEmbedding, draft.tokens.input != nil, draft.tokens.output == nil { draft.tokens.output = 0 }
    draft.webSearches = try json.count(json[properties, "$ai_web_search_count"])
    draft.loggedCost = json.money(json[properties, "$ai_total_cost_usd"])
    draft.latencyMilliseconds = json.milliseconds(json[properties, "$ai_latency"], unit: .seconds)
    draft.firstTokenMilliseconds = json.milliseconds(
      json[properties, "$ai_time_to_first_token"], unit: .seconds)
    draft.isStream = json.truth(json[properties, "$ai_stream"])
    draft.session = json.text(json.first(properties, "$ai_session_id", "$ai_trace_id"))
    draft.user = json.text(json[.root, "distinct_id"])
    draft.feature = json.text(json[properties, "$ai_span_name"])
    Attribution.members(json, properties, &draft, context)
    let status = try json.count(json[properties, "$ai_http_status"]) ?? 0
    if status >= 400 || json.truth(json[properties, "$ai_is_error"]) == true {
      draft.fail(ErrorClass(status: status))
    }
    context.drafts.append(draft)
  }

  /// True where the input leaves out what was cached: as the event states, else for Anthropic's models, except by
  /// Vercel's gateway.
  private func isCacheBeside(
    _ json: JSONIndex, _ properties: JSONIndex.Node, _ draft: EventDraft
  ) -> Bool {
    if let stated = json.truth(json[properties, "$ai_cache_reporting_exclusive"]) { return stated }
    if draft.provider.equalsLowercased("gateway") { return false }
    return draft.provider.equalsLowercased("anthropic") || draft.model.contains("anthropic")
      || draft.model.hasPrefix("claude")
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"event":"$ai_generation","uuid":"0199posthog-sample-0001","timestamp":"2026-09-21T10:00:00Z","distinct_id":"u-1",\
        "properties":{"$ai_trace_id":"t","$ai_provider":"anthropic","$ai_model":"claude-sonnet-4-5","$ai_input_tokens":40,\
        "$ai_cache_read_input_tokens":300,"$ai_output_tokens":20,"$ai_latency":1.5,"feature":"search"}}
        {"event":"$ai_trace","uuid":"0199posthog-sample-0002","timestamp":"2026-09-21T10:00:00Z","distinct_id":"u-1",\
        "properties":{"$ai_trace_id":"t","$ai_input_tokens":40,"$ai_output_tokens":20}}
        """,
        .init(
          "0199posthog-sample-0001", "anthropic", "claude-sonnet-4-5", feature: "search",
          tokens: TokenCounts(input: 40, cacheRead: 300, output: 20)))
    ]
  }
}
