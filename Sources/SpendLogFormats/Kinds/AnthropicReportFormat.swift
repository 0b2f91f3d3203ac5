import SpendCore

/// Anthropic's usage and cost reports: sums of spans of time, no requests. Amounts are in cents.
///
/// Source: Anthropic's Admin API, `usage_report/messages` and `cost_report`.
struct AnthropicReportFormat: RecordFormat {
  var name: StaticString { "anthropic-admin-usage" }
  var title: String { "Anthropic usage and cost reports (for reconcile; no requests)" }
  var recognisedBy: String { "data with has_more and next_page, its members with starting_at" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.isArray(json[.root, "data"]) && json[.root, "has_more"].exists && json[.root, "next_page"].exists
      && !json[.root, "object"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    try ReportPage.read(json, context, start: "starting_at", end: "ending_at") { result, window in
      aggregate(result, window, context)
    }
  }

  private func aggregate(
    _ json: JSONIndex, _ window: TimeWindow, _ context: LineContext
  ) -> ProviderAggregate? {
    func string(_ node: JSONIndex.Node) -> String { context.string(of: json.text(node)) }
    let isCost = json[.root, "amount"].exists
    var row = ProviderAggregate(
      endpoint: isCost ? "anthropic.costs" : "anthropic.usage.messages", window: window,
      provider: "anthropic")
    row.model = string(json[.root, "model"])
    row.project = string(json[.root, "workspace_id"])
    row.key = string(json[.root, "api_key_id"])
    row.tier = context.string(of: Tiers.canonical(json.text(json[.root, "service_tier"])))
    row.detail = detail(json, context)
    if isCost {
      let (amount, currency) = (json[.root, "amount"], json[.root, "currency"])
      if ReportPage.isUSD(json, currency) {
        row.cost = Numbers.scaled(json.bytes(amount), places: 7).map(Money.init(nanodollars:))
      }
      if row.cost == nil { row.detail += ReportPage.foreignAmount(json, amount, currency, context) }
      return row
    }
    row.input = json.sum(json[.root, "uncached_input_tokens"])
    row.cacheRead = json.sum(json[.root, "cache_read_input_tokens"])
    let short = json.sum(json[.root, "cache_creation", "ephemeral_5m_input_tokens"])
    let long = json.sum(json[.root, "cache_creation", "ephemeral_1h_input_tokens"])
    if short != nil || long != nil { row.cacheWrite = (short ?? 0) &+ (long ?? 0) }
    row.output = json.sum(json[.root, "output_tokens"])
    row.webSearches = json.sum(json[.root, "server_tool_use", "web_search_requests"])
    return row
  }

  /// Remaining labels that distinguish two sums of one bucket.
  private func detail(_ json: JSONIndex, _ context: LineContext) -> String {
    let window = json.text(json[.root, "context_window"])
    let place = json.text(json[.root, "inference_geo"])
    let description = json.text(json[.root, "description"])
    let kind = json.text(json[.root, "cost_type"])
    let token = json.text(json[.root, "token_type"])
    let bar = FieldText("|")
    let ends = (context.text(window, bar, place, bar), context.text(bar, kind, bar, token))
    return context.string(of: ends.0) + context.string(of: description) + context.string(of: ends.1)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"data":[{"starting_at":"2026-09-21T00:00:00Z","ending_at":"2026-09-22T00:00:00Z","results":[{"uncached_input_tokens":\
        70,"cache_creation":{"ephemeral_1h_input_tokens":5,"ephemeral_5m_input_tokens":20},"cache_read_input_tokens":400,\
        "output_tokens":33,"server_tool_use":{"web_search_requests":1},"workspace_id":"wrkspc_shop","model":\
        "claude-sonnet-4-5-20250929","service_tier":"standard"}]}],"has_more":false,"next_page":null}
        {"data":[{"starting_at":"2026-09-21T00:00:00Z","ending_at":"2026-09-22T00:00:00Z","results":[{"currency":"USD",\
        "amount":"12.5","workspace_id":null,"description":"Claude Sonnet 4.5 Usage","model":"claude-sonnet-4-5-20250929"}]}],\
        "has_more":false,"next_page":null}
        """)
    ]
  }
}
