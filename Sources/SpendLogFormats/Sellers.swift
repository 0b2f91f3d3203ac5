import SpendCore

/// Sellers with responses in OpenAI's shapes, identified by the marks in the responses.
enum Sellers {
  /// Identifies the provider by its characteristic fields, and reads the fields only it writes.
  static func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    func claim(_ name: StaticString) {
      if draft.provider.isEmpty { draft.provider = FieldText(name) }
    }
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
    } else if draft.model.isEmpty, json[usage, "prompt_cache_hit_tokens"].exists {
      // Other sellers with its names serve models that are not its own.
      claim("deepseek")
    } else if draft.provider.equals("openrouter") && json[usage, "cost"].exists
      || draft.requestID.hasPrefix("gen-") && (json[usage, "cost"].exists || json[body, "provider"].exists)
    {
      claim("openrouter")
      takeCost(json, usage, &draft)
      draft.webSearches = try json.count(json[usage, "server_tool_use_details", "web_search_requests"])
    } else if json[usage, "cost_in_usd_ticks"].exists || json[usage, "num_sources_used"].exists {
      claim("xai")
      // Ticks of 10⁻¹⁰ dollars.
      if let ticks = Numbers.scaled(json.bytes(json[usage, "cost_in_usd_ticks"]), places: 0) {
        draft.loggedCost = Money(nanodollars: ticks / 10 + (ticks % 10 >= 5 ? 1 : 0))
        draft.loggedCostIsBinding = true
      }
      draft.webSearches = try xaiSearches(json, usage)
    } else if json[body, "citations"].exists || json[body, "search_results"].exists
      || json[usage, "search_context_size"].exists || draft.provider.equals("perplexity")
      || json[usage, "cost", "total_cost"].exists
    {
      // xAI cites sources as well.
      if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
      claim("perplexity")
      draft.loggedCost = json.money(json[usage, "cost", "total_cost"])
      draft.loggedCostIsBinding = draft.loggedCost != nil
      draft.webSearches = try json.count(json[usage, "num_search_queries"])
      // What it read of its sources is billed as input, and in no other count.
      if draft.loggedCost == nil, let input = draft.tokens.input,
        let read = try json.count(json[usage, "citation_tokens"])
      {
        draft.tokens.input = Int32(clamping: Int64(input) + Int64(read))
      }
    } else if draft.provider.hasPrefix("vercel") {
      takeCost(json, usage, &draft)
    } else if json[body, "timings"].exists {
      claim("llamacpp")
    } else if json[body, "kv_transfer_params"].exists {
      claim("vllm")
    } else if json[body, "prompt_filter_results"].exists || json[body, "content_filter_results"].exists {
      claim("azure")
    } else if json.isArray(json[body, "prompt"]), json[body, "choices"].exists {
      claim("together")
    }
    readEstimate(json, usage, &draft)
    if draft.provider.isEmpty {
      draft.provider =
        draft.requestID.hasPrefix("gen-") ? FieldText("openrouter") : Providers.ofModel(draft.model)
      // IBM names the model twice.
      if draft.provider.isEmpty, json[body, "model_id"].exists, json[body, "created_at"].exists {
        draft.provider = FieldText("watsonx")
      }
    }
  }

  /// Takes the cost that a gateway states with the counts of every answer. Where it passed a key of the customer's on,
  /// the cost is its fee, and the maker bills the request.
  static func takeCost(_ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft) {
    let isOpenRouter = draft.provider.equals("openrouter")
    guard isOpenRouter || draft.provider.hasPrefix("vercel"), let cost = json.money(json[usage, "cost"])
    else {
      return
    }
    if json.truth(json[usage, "is_byok"]) == true {
      guard isOpenRouter else { return }
      draft.loggedCost =
        cost + (json.money(json[usage, "cost_details", "upstream_inference_cost"]) ?? .zero)
    } else {
      draft.loggedCost = cost
    }
    draft.loggedCostIsBinding = true
  }

  /// Searches of the web and of X, each of which is billed; of earlier answers the sources, which were.
  private static func xaiSearches(
    _ json: JSONIndex, _ usage: JSONIndex.Node
  ) throws(LineRejection) -> Int32? {
    let tools = json[usage, "server_side_tool_usage_details"]
    let web = try json.count(json[tools, "web_search_calls"])
    let x = try json.count(json[tools, "x_search_calls"])
    if web != nil || x != nil { return Int32(clamping: Int64(web ?? 0) + Int64(x ?? 0)) }
    let sources = try json.count(json[usage, "num_sources_used"]) ?? 0
    return sources > 0 ? sources : nil
  }

  /// Fields that Pydantic's gateway adds to every provider's usage.
  @inline(__always)
  static func readEstimate(_ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft) {
    let estimate = json[usage, "pydantic_ai_gateway"]
    guard estimate.exists, draft.loggedCost == nil else { return }
    draft.loggedCost = json.money(json[estimate, "cost_estimate"])
  }

  /// The seller of an Anthropic message, by what the seller puts before its ids, or by the form of the
  /// model's name.
  static func ofAnthropic(id: FieldText, model: FieldText) -> FieldText {
    if id.hasPrefix("msg_bdrk_") { return FieldText("bedrock") }
    if id.hasPrefix("msg_vrtx_") { return FieldText("vertex") }
    if id.hasPrefix("gen-") { return FieldText("openrouter") }
    let named = Providers.ofModel(model)
    return named.isEmpty ? FieldText("anthropic") : named
  }
}
