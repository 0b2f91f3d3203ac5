import SpendCore

/// OpenAI Chat Completions, whole and as stream chunks, and everybody who speaks it.
///
/// Source: openai-openapi; openai Python SDK, `types/completion_usage.py`.
struct OpenAIChatFormat: ResponseFormat {
  let name: StaticString = "openai-chat"
  let title = "OpenAI Chat Completions and compatible"
  let recognisedBy =
    "object is chat.completion, chat.completion.chunk or text_completion, or choices with usage"

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let object = json[body, "object"]
    if json.hasPrefix(object, "chat.completion") || json.equals(object, "text_completion") { return true }
    return json.isArray(json[body, "choices"]) && (json[body, "usage"].exists || json[body, "model"].exists)
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    let isChunk = json.equals(json[body, "object"], "chat.completion.chunk")
    let groqUsage = json[body, "x_groq", "usage"]
    if isChunk {
      // A chunk settles nothing until the answer ends: by a reason, or by the usage behind it.
      let hasUsage = json.isObject(usage) || json.isObject(groqUsage)
      if !hasUsage {
        guard try isFinished(json, body, context) else { return false }
      }
      draft.policy = .largest
      draft.isStream = true
    }
    draft.format = name
    draft.requestID = json.text(json[body, "id"])
    draft.identityKey = draft.requestID
    draft.model = json.text(json[body, "model"])
    if draft.time == nil { draft.time = json.time(json[body, "created"]) }
    if json.isObject(usage) {
      draft.tokens = try Usage.openAI(json, usage)
    } else if json.isObject(groqUsage) {
      draft.tokens = try Usage.openAI(json, groqUsage)
    }
    draft.tier = json.text(json[body, "service_tier"])
    if draft.queryType.isEmpty {
      draft.queryType = FieldText(
        json.equals(json[body, "object"], "text_completion") ? "completion" : "chat")
    }
    if draft.user.isEmpty { draft.user = json.text(json[body, "user"]) }
    try Attribution.read(json, body, &draft, context)
    if json.isObject(json[body, "error"]) { draft.fail() }
    try seller(json, body, usage, &draft, context)
    return true
  }

  private func isFinished(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var isFinished = false
    try json.forEachElement(json[body, "choices"]) { bytes throws(LineRejection) in
      guard bytes.first == UInt8(ascii: "{") else { return }
      try context.element.index(bytes)
      let reason = context.element[.root, "finish_reason"]
      if context.element.isString(reason) { isFinished = true }
    }
    return isFinished
  }

  /// Who sold it, by the marks each leaves, and what only that seller states.
  private func seller(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ usage: JSONIndex.Node, _ draft: inout EventDraft,
    _ context: LineContext
  ) throws(LineRejection) {
    func claim(_ name: StaticString) {
      if draft.provider.isEmpty { draft.provider = FieldText(name) }
    }
    let model = draft.model
    if json[body, "x_groq"].exists || json[usage, "queue_time"].exists {
      claim("groq")
      if draft.latencyMilliseconds == nil,
        let total = json.milliseconds(json[usage, "total_time"], unit: .seconds)
      {
        let queue = json.milliseconds(json[usage, "queue_time"], unit: .seconds) ?? 0
        let prompt = json.milliseconds(json[usage, "prompt_time"], unit: .seconds)
        draft.latencyMilliseconds = total &+ queue
        if draft.firstTokenMilliseconds == nil { draft.firstTokenMilliseconds = prompt.map { $0 &+ queue } }
      }
    } else if json[body, "time_info"].exists {
      claim("cerebras")
      if draft.latencyMilliseconds == nil {
        draft.latencyMilliseconds = json.milliseconds(json[body, "time_info", "total_time"], unit: .seconds)
      }
    } else if json[usage, "prompt_cache_hit_tokens"].exists {
      claim("deepseek")
    } else if draft.requestID.hasPrefix("gen-"), json[body, "provider"].exists {
      claim("openrouter")
      let fee = json.money(json[usage, "cost"])
      let upstream = json.money(json[usage, "cost_details", "upstream_inference_cost"]) ?? .zero
      draft.loggedCost = json.truth(json[usage, "is_byok"]) == true ? fee.map { $0 + upstream } : fee
      draft.loggedCostIsBinding = true
      draft.webSearches = try json.count(json[usage, "server_tool_use_details", "web_search_requests"])
    } else if json[usage, "cost_in_usd_ticks"].exists || json[usage, "num_sources_used"].exists {
      claim("xai")
      // Ticks of 10⁻¹⁰ dollars.
      if let ticks = Numbers.scaled(json.bytes(json[usage, "cost_in_usd_ticks"]), places: 0) {
        draft.loggedCost = Money(nanodollars: ticks / 10 + (ticks % 10 >= 5 ? 1 : 0))
        draft.loggedCostIsBinding = true
      }
      draft.webSearches = try json.count(json[usage, "server_side_tool_usage_details", "web_search_calls"])
    } else if json[body, "citations"].exists || json[body, "search_results"].exists
      || json[usage, "search_context_size"].exists
    {
      claim("perplexity")
      draft.loggedCost = json.money(json[usage, "cost", "total_cost"])
      draft.loggedCostIsBinding = draft.loggedCost != nil
      draft.webSearches = try json.count(json[usage, "num_search_queries"])
    } else if json[usage, "pydantic_ai_gateway"].exists {
      draft.loggedCost = json.money(json[usage, "pydantic_ai_gateway", "cost_estimate"])
    } else if json[body, "timings"].exists {
      claim("llamacpp")
    } else if json[body, "prompt_filter_results"].exists || json[body, "content_filter_results"].exists {
      claim("azure")
    } else if json.isArray(json[body, "prompt"]), json[body, "choices"].exists {
      claim("together")
    }
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(model) }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"chatcmpl-Q1w2E3r4T5y6","object":"chat.completion","created":1790000000,"model":"gpt-4o-mini-2024-07-18",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"A tale of \\"usage\\":{\\"prompt_tokens\\":9}"},\
        "finish_reason":"stop"}],"usage":{"prompt_tokens":1200,"completion_tokens":80,"total_tokens":1280,\
        "prompt_tokens_details":{"cached_tokens":1024},"completion_tokens_details":{"reasoning_tokens":0}}}
        """,
        .init(
          "chatcmpl-Q1w2E3r4T5y6", "openai", "gpt-4o-mini-2024-07-18",
          tokens: TokenCounts(input: 176, cacheRead: 1_024, output: 80, reasoning: 0))),
      FormatSample(
        """
        {"id":"9b1f","object":"chat.completion","created":1790000100,"model":"grok-4","choices":[],\
        "usage":{"prompt_tokens":50,"completion_tokens":10,"total_tokens":360,\
        "completion_tokens_details":{"reasoning_tokens":300},"num_sources_used":0,"cost_in_usd_ticks":12345}}
        """,
        .init(
          "9b1f", "xai", "grok-4", tokens: TokenCounts(input: 50, output: 310, reasoning: 300),
          cost: "0.000001235")),
    ]
  }
}
