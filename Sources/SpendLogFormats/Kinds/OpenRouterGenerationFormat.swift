import SpendCore

/// OpenRouter's statistics of one generation: the native counts are billed, the others are not.
struct OpenRouterGenerationFormat: ResponseFormat {
  var name: StaticString { "openrouter-generation" }
  var title: String { "OpenRouter generation statistics" }
  var recognisedBy: String { "native_tokens_prompt, alone or under data" }

  private func place(_ json: JSONIndex, _ body: JSONIndex.Node) -> JSONIndex.Node {
    json[body, "data", "native_tokens_prompt"].exists ? json[body, "data"] : body
  }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[place(json, body), "native_tokens_prompt"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let data = place(json, body)
    draft.format = name
    draft.isSnapshot = true
    draft.requestID = json.text(json[data, "id"])
    draft.identityKey = draft.requestID
    // The request was made before its statistics were fetched.
    draft.time = json.time(json[data, "created_at"]) ?? draft.time
    draft.provider = FieldText("openrouter")
    draft.model = json.text(json[data, "model"])
    draft.queryType = FieldText(json.equals(json[data, "api_type"], "embeddings") ? "embedding" : "chat")
    draft.tokens.cacheRead = try json.count(json[data, "native_tokens_cached"])
    draft.tokens.input = Usage.exclusive(
      prompt: try json.count(json[data, "native_tokens_prompt"]), cached: draft.tokens.cacheRead, written: nil
    )
    draft.tokens.output = try json.count(json[data, "native_tokens_completion"])
    draft.tokens.reasoning = try json.count(json[data, "native_tokens_reasoning"])
    draft.loggedCost = json.money(json[data, "total_cost"])
    // With a key of one's own the seller bills the request, and the gateway its fee.
    if json.truth(json[data, "is_byok"]) == true,
      let upstream = json.money(json[data, "upstream_inference_cost"])
    {
      draft.loggedCost = draft.loggedCost.map { $0 + upstream } ?? upstream
    }
    draft.loggedCostIsBinding = draft.loggedCost != nil
    draft.isStream = json.truth(json[data, "streamed"])
    // `latency` is the time to the first token, `generation_time` what came after it.
    let first = json.milliseconds(json[data, "latency"])
    draft.firstTokenMilliseconds = first
    if let first, let rest = json.milliseconds(json[data, "generation_time"]) {
      draft.latencyMilliseconds = first &+ rest
    }
    if json.truth(json[data, "cancelled"]) == true { draft.outcome = .error }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"data":{"id":"gen-1790000700-SampleAbc","total_cost":0.0021,"created_at":"2026-09-21T10:00:00Z","model":\
        "anthropic/claude-haiku-4.5","streamed":true,"latency":300,"generation_time":900,"tokens_prompt":90,\
        "tokens_completion":40,"native_tokens_prompt":120,"native_tokens_completion":50,"native_tokens_cached":20}}
        """,
        .init(
          "gen-1790000700-SampleAbc", "openrouter", "anthropic/claude-haiku-4.5",
          tokens: TokenCounts(input: 100, cacheRead: 20, output: 50), cost: "0.0021"))
    ]
  }
}
