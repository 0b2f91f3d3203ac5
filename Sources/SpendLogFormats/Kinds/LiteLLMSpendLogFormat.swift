import SpendCore

/// Rows of LiteLLM's spend table, exported as JSON: maps are texts.
struct LiteLLMSpendLogFormat: RecordFormat {
  var name: StaticString { "litellm-spendlogs" }
  var title: String { "LiteLLM SpendLogs" }
  var recognisedBy: String { "request_id, spend and call_type" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "request_id"].exists && json[.root, "spend"].exists && json[.root, "call_type"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    try LiteLLM.readSpendLog(context) { column in
      let node = json[.root, column.name]
      // The interface answers with objects and lists where the table has texts.
      return json.isObject(node) || json.isArray(node) ? FieldText(json.bytes(node)) : json.text(node)
    }
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
