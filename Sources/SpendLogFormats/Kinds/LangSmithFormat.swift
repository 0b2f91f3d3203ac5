import SpendCore

/// Runs of LangSmith, as its interface exports them. Chains and agents sum up the runs below them; the
/// prompt includes what was cached.
///
/// Source: langchain-ai/langsmith-sdk, `schemas.py`; langchain-core, `UsageMetadata`.
struct LangSmithFormat: RecordFormat {
  var name: StaticString { "langsmith" }
  var title: String { "LangSmith runs" }
  var recognisedBy: String { "run_type with start_time and trace_id or dotted_order" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.isString(json[.root, "run_type"]) && json[.root, "start_time"].exists
      && (json[.root, "trace_id"].exists || json[.root, "dotted_order"].exists)
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json.equals(json[.root, "run_type"], "llm") || json.equals(json[.root, "run_type"], "embedding")
    else { return }
    let metadata = json[.root, "extra", "metadata"]
    var draft = context.envelope
    draft.model = json.text(json.first(metadata, "ls_model_name", "model_name"))
    let output = json[.root, "outputs", "llm_output"]
    if draft.model.isEmpty { draft.model = json.text(json.first(output, "model_name", "model")) }
    if draft.model.isEmpty {
      draft.model = json.text(json.first(json[.root, "extra", "invocation_params"], "model", "model_name"))
    }
    draft.provider = json.text(json[metadata, "ls_provider"])
    let usage = usage(json, metadata)
    try OpenAIUsage.read(json, usage, &draft)
    draft.loggedCost = json.money(json[.root, "total_cost"])
    let failed = json.isString(json[.root, "error"]) && !json.bytes(json[.root, "error"]).isEmpty
    guard !draft.tokens.isUnknown || draft.loggedCost != nil || failed else { return }
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "start_time"])
    if let start = draft.time, let end = json.time(json[.root, "end_time"]) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    if let start = draft.time, let first = json.time(json[.root, "first_token_time"]) {
      draft.firstTokenMilliseconds = LiteLLM.milliseconds(from: start, to: first)
    }
    draft.queryType = FieldText(json.equals(json[.root, "run_type"], "embedding") ? "embedding" : "chat")
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.feature = json.text(json[.root, "name"])
    try Attribution.read(json, json[.root, "extra"], &draft, context)
    if draft.tags.isEmpty, json.isArray(json[.root, "tags"]) {
      draft.tags = try Attribution.joined(json, json[.root, "tags"], context)
    }
    if failed { draft.fail(ErrorClassReader.failure(json, .root)) }
    context.drafts.append(draft)
  }

  /// The counts with their details where the run has them, else those of the run itself.
  private func usage(_ json: JSONIndex, _ metadata: JSONIndex.Node) -> JSONIndex.Node {
    for node in [json[metadata, "usage_metadata"], json[.root, "outputs", "usage_metadata"]]
    where json.isObject(node) {
      return node
    }
    let output = json[.root, "outputs", "llm_output"]
    let usage = json.first(output, "token_usage", "usage")
    return json.isObject(usage) && json.kind(json[.root, "prompt_tokens"]) != .number ? usage : .root
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"1a9b5f1c-run-sample-0001","trace_id":"t","dotted_order":"o","run_type":"llm","name":"ChatAnthropic","start_time":\
        "2026-09-21T10:00:00.000000","end_time":"2026-09-21T10:00:02.000000","extra":{"metadata":{"ls_provider":"anthropic",\
        "ls_model_name":"claude-sonnet-4-5","usage_metadata":{"input_tokens":900,"output_tokens":40,"total_tokens":940,\
        "input_token_details":{"cache_read":600,"cache_creation":100}}}},"outputs":{}}
        {"id":"1a9b5f1c-run-sample-0002","trace_id":"t","dotted_order":"o","run_type":"chain","name":"agent","start_time":\
        "2026-09-21T10:00:00.000000","prompt_tokens":900,"completion_tokens":40,"total_tokens":940}
        """,
        .init(
          "1a9b5f1c-run-sample-0001", "anthropic", "claude-sonnet-4-5", feature: "ChatAnthropic",
          tokens: TokenCounts(input: 200, cacheRead: 600, cacheWrite5m: 100, output: 40)))
    ]
  }
}
