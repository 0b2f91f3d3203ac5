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
    let stated = json.isObject(json[metadata, "usage_metadata"]) ? metadata : json[.root, "outputs"]
    if json.isObject(json[stated, "usage_metadata"]) {
      try Self.read(json, json[stated, "usage_metadata"], &draft)
    } else if try !readMessages(json, &draft, context) {
      try Self.read(json, usage(json), &draft)
    }
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

  private static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    try OpenAIUsage.read(json, usage, &draft)
    draft.tier = CountNames.tier(json, usage)
  }

  /// The counts of the model's output, where they have details or the run has none; else those of the run itself.
  private func usage(_ json: JSONIndex) -> JSONIndex.Node {
    let output = json.first(json[.root, "outputs"], "llm_output", "llmOutput")
    let usage = json.first(output, "token_usage", "tokenUsage", "usage")
    guard json.isObject(usage) else { return .root }
    let isRicher =
      CountNames.promptDetails(json, usage).exists && !CountNames.promptDetails(json, .root).exists
    return isRicher || json.kind(json[.root, "prompt_tokens"]) != .number ? usage : .root
  }

  /// Reads the counts of the answers' messages: those of the first answer to each prompt, which stand in every other one
  /// as well. False where no message has any.
  private func readMessages(
    _ json: JSONIndex, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let generations = json[.root, "outputs", "generations"]
    guard json.isArray(generations) else { return false }
    let entry = JSONIndex()
    var prompts = 0
    var isList = true
    try json.forEachElement(generations) { bytes throws(LineRejection) in
      guard isList, let start = bytes.firstIndex(of: UInt8(ascii: "{")),
        bytes[..<start].allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: "[") }),
        let end = context.endOfContainer(in: bytes, at: start)
      else { return }
      isList = start > 0
      try entry.index(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      var answer = draft
      guard try Self.readMessage(entry, &answer, context) else { return }
      if prompts > 0 {
        answer.tokens.add(draft.tokens)
        answer.isSeveral = true
      }
      prompts += 1
      draft = answer
    }
    return prompts > 0
  }

  /// Reads the counts of a message: the seller's own where they say more.
  private static func readMessage(
    _ json: JSONIndex, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let message = json[.root, "message"]
    let inner = json.first(message, "kwargs", "data")
    let members = json.isObject(inner) ? inner : message
    let response = json[members, "response_metadata"]
    let native = json[response, "usage"]
    if json.first(native, "cache_read_input_tokens", "cache_creation_input_tokens", "server_tool_use").exists
    {
      draft.tokens = try AnthropicUsage.tokens(json, native)
      draft.webSearches = try json.count(json[native, "server_tool_use", "web_search_requests"])
      draft.tier = AnthropicUsage.tier(json, native, .empty, context)
      draft.region = AnthropicUsage.region(json, native)
      return !draft.tokens.isUnknown
    }
    let usage = json[members, "usage_metadata"]
    guard json.isObject(usage) else { return false }
    try read(json, usage, &draft)
    if draft.tier.isEmpty { draft.tier = json.text(json[response, "service_tier"]) }
    return !draft.tokens.isUnknown
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
