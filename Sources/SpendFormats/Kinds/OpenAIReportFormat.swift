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
    let bucket = context.element
    let result = context.leaf
    try json.forEachElement(json[.root, "data"]) { bytes throws(LineRejection) in
      guard bytes.first == UInt8(ascii: "{") else { return }
      try bucket.index(bytes)
      guard let start = bucket.time(bucket[.root, "start_time"]),
        let end = bucket.time(bucket[.root, "end_time"]), start < end
      else { return }
      try bucket.forEachElement(bucket[.root, "results"]) { bytes throws(LineRejection) in
        guard bytes.first == UInt8(ascii: "{") else { return }
        try result.index(bytes)
        if let row = aggregate(result, TimeWindow(start: start, end: end)) { context.aggregates.append(row) }
      }
    }
  }

  private func aggregate(_ json: JSONIndex, _ window: TimeWindow) -> ProviderAggregate? {
    let object = json.text(json[.root, "object"]).string
    guard object.hasPrefix("organization."), object.hasSuffix(".result") else { return nil }
    let report = object.dropFirst("organization.".count).dropLast(".result".count)
    var row = ProviderAggregate(endpoint: "openai.\(report)", window: window, provider: "openai")
    row.project = json.text(json[.root, "project_id"]).string
    row.key = json.text(json[.root, "api_key_id"]).string
    row.user = json.text(json[.root, "user_id"]).string
    row.model = json.text(json[.root, "model"]).string
    if report == "costs" {
      row.detail = json.text(json[.root, "line_item"]).string
      // Lines of the bill begin with the model they are for.
      row.model = row.detail.split(separator: ",").first.map(String.init) ?? ""
      guard
        json.equals(json[.root, "amount", "currency"], "usd")
          || json.equals(json[.root, "amount", "currency"], "USD")
      else { return nil }
      row.cost = json.money(json[.root, "amount", "value"])
      return row
    }
    let isBatch = json.truth(json[.root, "batch"]) == true
    row.tier = isBatch ? "batch" : Tiers.canonical(json.text(json[.root, "service_tier"])).string
    row.detail = json.text(json.first(.root, "size", "source")).string
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

extension JSONIndex {
  /// A whole number that may be larger than that of a request; nil for anything else and below zero.
  func sum(_ node: Node) -> Int64? {
    switch kind(node) {
    case .number, .string: Numbers.scaled(bytes(node), places: 0).flatMap { $0 >= 0 ? $0 : nil }
    default: nil
    }
  }
}
