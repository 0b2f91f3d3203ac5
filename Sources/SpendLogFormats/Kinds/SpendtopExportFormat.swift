import SpendCore

/// The lines of `spendtop export events`.
struct SpendtopExportFormat: RecordFormat {
  var name: StaticString { "spendtop-export" }
  var title: String { "spendtop export events, JSON lines" }
  var recognisedBy: String { "cost_status, computed_cost_usd and identity" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "cost_status"].exists && json[.root, "computed_cost_usd"].exists
      && json[.root, "identity"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    try SpendtopExport.read(name, context) {
      json.text(json[.root, SpendtopExport.columns[$0.rawValue]])
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"time":"2026-09-21T10:00:00.000Z","provider":"openai","model":"gpt-4o","feature":"search","query_type":"chat",\
        "request_id":"chatcmpl-Export7sample1","input":800,"cache_read":200,"cache_write_5m":null,"output":100,\
        "cost_usd":"0.00325","cost_status":"priced","logged_cost_usd":null,"computed_cost_usd":"0.00325","status":"ok",\
        "stream":null,"format":"openai-chat","path":"/var/log/llm.jsonl","line":1,"offset":0,"host":"web-1",\
        "identity":"9d0c4e0f0a1b2c3d4e5f60718293a4b5"}
        """,
        .init(
          "chatcmpl-Export7sample1", "openai", "gpt-4o", feature: "search",
          tokens: TokenCounts(input: 800, cacheRead: 200, output: 100)))
    ]
  }
}
