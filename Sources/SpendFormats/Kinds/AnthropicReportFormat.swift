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
    let bucket = context.element
    let result = context.leaf
    try json.forEachElement(json[.root, "data"]) { bytes throws(LineRejection) in
      guard bytes.first == UInt8(ascii: "{") else { return }
      try bucket.index(bytes)
      guard let start = bucket.time(bucket[.root, "starting_at"]),
        let end = bucket.time(bucket[.root, "ending_at"]), start < end
      else { return }
      try bucket.forEachElement(bucket[.root, "results"]) { bytes throws(LineRejection) in
        guard bytes.first == UInt8(ascii: "{") else { return }
        try result.index(bytes)
        if let row = aggregate(result, TimeWindow(start: start, end: end)) { context.aggregates.append(row) }
      }
    }
  }

  private func aggregate(_ json: JSONIndex, _ window: TimeWindow) -> ProviderAggregate? {
    let isCost = json[.root, "amount"].exists
    var row = ProviderAggregate(
      endpoint: isCost ? "anthropic.costs" : "anthropic.usage.messages", window: window,
      provider: "anthropic")
    row.model = json.text(json[.root, "model"]).string
    row.project = json.text(json[.root, "workspace_id"]).string
    row.key = json.text(json[.root, "api_key_id"]).string
    row.tier = Tiers.canonical(json.text(json[.root, "service_tier"])).string
    let details: [StaticString] = [
      "context_window", "inference_geo", "description", "cost_type", "token_type",
    ]
    row.detail = details.map { json.text(json[.root, $0]).string }.joined(separator: "|")
    if isCost {
      guard json.equals(json[.root, "currency"], "USD") || json.equals(json[.root, "currency"], "usd") else {
        return nil
      }
      row.cost = Numbers.scaled(json.bytes(json[.root, "amount"]), places: 7).map(Money.init(nanodollars:))
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
