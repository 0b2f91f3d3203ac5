import SpendCore

/// OpenAI Chat Completions, whole and as stream chunks, and everybody who speaks it.
///
/// Source: openai-openapi; openai Python SDK, `types/completion_usage.py`.
struct OpenAIChatFormat: ResponseFormat {
  var name: StaticString { "openai-chat" }
  var title: String { "OpenAI Chat Completions and compatible" }
  var recognisedBy: String {
    "object is chat.completion, chat.completion.chunk or text_completion, or choices with usage"
  }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let object = json[body, "object"]
    if json.hasPrefix(object, "chat.completion") || json.equals(object, "text_completion") {
      // A gateway's log has the kind of the answer, and its counts under a name of its own.
      return !json[body, "token_usage"].exists || json[body, "choices"].exists || json[body, "usage"].exists
    }
    return json.isArray(json[body, "choices"]) && (json[body, "usage"].exists || json[body, "model"].exists)
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let object = json[body, "object"]
    let isWhole = json.equals(object, "chat.completion")
    var usage = json[body, "usage"]
    if !json.isObject(usage) { usage = json[body, "x_groq", "usage"] }
    let id = json.text(json[body, "id"])
    var model = json.text(json[body, "model"])
    if model.isEmpty { model = json.text(json[body, "model_id"]) }
    let failed = json.isObject(json[body, "error"])
    var isUsageInChoice = false
    if !isWhole {
      // Chunks have any object or none, and are incomplete until the response ends: by a finish reason, or
      // by the usage behind it.
      let isChunk = json.equals(object, "chat.completion.chunk")
      if !(isChunk && json.isObject(usage)) {
        let choices = try Choices(json, json[body, "choices"], context)
        guard json.isObject(usage) || failed || choices.isFinished && !(id.isEmpty && model.isEmpty) else {
          return false
        }
        if choices.isDelta { draft.isStream = true }
        isUsageInChoice = choices.hasUsage
      }
      if isChunk { draft.isStream = true }
      draft.isSnapshot = true
    }
    draft.format = name
    draft.take(id: id)
    draft.take(model: model)
    draft.setCreated(json, json[body, "created"])
    if json.isObject(usage) {
      try OpenAIUsage.read(json, usage, &draft)
      // llama.cpp writes beside the usage how much of the prompt was in its cache.
      if draft.tokens.cacheRead == nil, let cached = try json.count(json[body, "timings", "cache_n"]) {
        draft.tokens.cacheRead = cached
        draft.tokens.input = Usage.exclusive(prompt: draft.tokens.input, cached: cached, written: nil)
      }
    } else if isUsageInChoice {
      let choice = context.element
      try json.forEachObject(json[body, "choices"], in: choice) { () throws(LineRejection) in
        let usage = choice[.root, "usage"]
        if choice.isObject(usage) { try OpenAIUsage.read(choice, usage, &draft) }
      }
    }
    draft.tier = Tiers.joined(draft.tier, json.text(json[body, "service_tier"]), context)
    if draft.queryType.isEmpty {
      draft.queryType = FieldText(json.equals(object, "text_completion") ? "completion" : "chat")
    }
    if draft.user.isEmpty { draft.user = json.text(json[body, "user"]) }
    try Attribution.read(json, body, &draft, context)
    if failed { draft.fail() }
    try Sellers.read(json, body, usage, &draft)
    if draft.provider.equals("groq") {
      try split(json, json[body, "usage_breakdown", "models"], &draft, context)
    }
    return true
  }

  /// Takes the calls that Groq's systems of several models made, each billed at the price of its model: the first one
  /// for the answer itself, the others as requests of their own.
  private func split(
    _ json: JSONIndex, _ models: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(models), !draft.requestID.isEmpty else { return }
    let call = context.element
    let answer = draft
    var calls: [EventDraft] = []
    try json.forEachObject(models, in: call) { () throws(LineRejection) in
      let usage = call[.root, "usage"]
      guard call.isObject(usage), call.isString(call[.root, "model"]), calls.count < Self.mostCalls else {
        return
      }
      var own = answer
      own.model = call.text(call[.root, "model"])
      try OpenAIUsage.read(call, usage, &own)
      if !calls.isEmpty {
        own.requestID = context.text(answer.requestID, context.text("#call\(calls.count)"))
        own.identityKey = own.requestID
        own.webSearches = nil
        own.latencyMilliseconds = nil
        own.firstTokenMilliseconds = nil
      }
      calls.append(own)
    }
    guard let first = calls.first else { return }
    draft = first
    context.drafts.append(contentsOf: calls.dropFirst())
  }

  private static let mostCalls = 256

  /// The choices of an answer or a chunk, as far as they show where it stands.
  private struct Choices {
    var isFinished = false
    var isDelta = false
    /// A choice states the usage, as the last chunks of Moonshot do.
    var hasUsage = false

    init(_ json: JSONIndex, _ list: JSONIndex.Node, _ context: LineContext) throws(LineRejection) {
      let choice = context.element
      var (isFinished, isDelta, hasUsage) = (false, false, false)
      try json.forEachObject(list, in: choice) { () throws(LineRejection) in
        if choice.isString(choice[.root, "finish_reason"]) {
          isFinished = true
          if choice.isObject(choice[.root, "usage"]) { hasUsage = true }
        }
        if choice[.root, "delta"].exists { isDelta = true }
      }
      (self.isFinished, self.isDelta, self.hasUsage) = (isFinished, isDelta, hasUsage)
    }
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
