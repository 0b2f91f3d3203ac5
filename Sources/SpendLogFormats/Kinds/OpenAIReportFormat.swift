import SpendCore

/// Pages of OpenAI's organization usage and costs: sums of spans of time, no requests.
///
/// Source: openai Python SDK, `types/admin/organization`.
struct OpenAIReportFormat: RecordFormat {
  var name: StaticString { "openai-admin-usage" }
  var title: String { "OpenAI organization usage and costs (for reconcile; no requests)" }
  var recognisedBy: String { "object is page, with buckets in data" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "object"], "page") && json.isArray(json[.root, "data"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    try ReportPage.read(json, context, start: "start_time", end: "end_time") { result, window in
      aggregate(result, window, context)
    }
  }

  /// A kind of report, by the name of its results.
  struct Report {
    let endpoint: String
    let isCosts: Bool

    init?(_ object: UnsafeRawBufferPointer) {
      let name = FieldText(object).string
      guard name.hasPrefix("organization."), name.hasSuffix(".result") else { return nil }
      let report = name.dropFirst("organization.".count).dropLast(".result".count)
      endpoint = "openai.\(report)"
      isCosts = report == "costs"
    }
  }

  private func aggregate(
    _ json: JSONIndex, _ window: TimeWindow, _ context: LineContext
  ) -> ProviderAggregate? {
    let object = json.text(json[.root, "object"]).bytes
    guard let report = context.reports.value(of: object, { Report($0) }) else { return nil }
    func string(_ node: JSONIndex.Node) -> String { context.string(of: json.text(node)) }
    var row = ProviderAggregate(endpoint: report.endpoint, window: window, provider: "openai")
    row.project = string(json[.root, "project_id"])
    row.key = string(json[.root, "api_key_id"])
    row.user = string(json[.root, "user_id"])
    if report.isCosts {
      let item = json.text(json[.root, "line_item"])
      row.detail = context.string(of: item)
      // Lines of the bill begin with the model they are for.
      let model = item.bytes.prefix { $0 != UInt8(ascii: ",") }
      row.model = context.string(
        of: FieldText(UnsafeRawBufferPointer(rebasing: model), isEscaped: item.isEscaped))
      let (amount, currency) = (json[.root, "amount", "value"], json[.root, "amount", "currency"])
      if ReportPage.isUSD(json, currency) { row.cost = json.money(amount) }
      if row.cost == nil { row.detail += ReportPage.foreignAmount(json, amount, currency, context) }
      return row
    }
    row.model = string(json[.root, "model"])
    let isBatch = json.truth(json[.root, "batch"]) == true
    row.tier =
      isBatch ? "batch" : context.string(of: Tiers.canonical(json.text(json[.root, "service_tier"])))
    row.detail = string(json.first(.root, "size", "source"))
    row.requests = json.sum(json[.root, "num_model_requests"])
    row.cacheRead = json.sum(json[.root, "input_cached_tokens"])
    row.cacheWrite = json.sum(json[.root, "input_cache_write_tokens"])
    row.output = json.sum(json[.root, "output_tokens"])
    // The input includes what was cached and written.
    row.input =
      json.sum(json[.root, "input_uncached_tokens"])
      ?? json.sum(json[.root, "input_tokens"]).map {
        max(0, $0 &- (row.cacheRead ?? 0) &- (row.cacheWrite ?? 0))
      }
    return row
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"object":"page","data":[{"object":"bucket","start_time":1789948800,"end_time":1790035200,"results":[{"object":\
        "organization.usage.completions.result","input_tokens":900,"input_cached_tokens":300,"output_tokens":80,\
        "num_model_requests":4,"project_id":"proj_shop","model":"gpt-4o-2024-08-06","batch":false}]}],"has_more":false}
        {"object":"page","data":[{"object":"bucket","start_time":1789948800,"end_time":1790035200,"results":[{"object":\
        "organization.costs.result","amount":{"value":0.0175,"currency":"usd"},"line_item":"gpt-4o-2024-08-06, input",\
        "project_id":"proj_shop"}]}],"has_more":false,"next_page":null}
        """)
    ]
  }
}
