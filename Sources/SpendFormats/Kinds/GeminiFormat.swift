import SpendCore

/// Google Gemini and Vertex `generateContent`, whole and as stream chunks.
///
/// Source: google-genai SDK, `types.py`, GenerateContentResponseUsageMetadata.
struct GeminiFormat: ResponseFormat {
  var name: StaticString { "gemini" }
  var title: String { "Google Gemini generateContent" }
  var recognisedBy: String { "usageMetadata, or candidates with modelVersion" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "usageMetadata"].exists && !json[body, "sessionId"].exists
      || json.isArray(json[body, "candidates"]) && json[body, "modelVersion"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usageMetadata"]
    draft.format = name
    draft.policy = .largest
    let id = json.text(json[body, "responseId"])
    if !id.isEmpty {
      draft.requestID = id
      draft.identityKey = id
    }
    let model = json.text(json[body, "modelVersion"])
    if !model.isEmpty { draft.model = model }
    if draft.time == nil { draft.time = json.time(json[body, "createTime"]) }
    draft.tokens = try Usage.gemini(json, usage, &draft.totals, context)
    if draft.tokens.isUnknown, json[body, "promptFeedback", "blockReason"].exists {
      // Refused before anything was read.
      draft.tokens = TokenCounts(input: 0, output: 0)
    }
    Sellers.readEstimate(json, usage, &draft)
    draft.tier = json.text(json.first(usage, "serviceTier", "trafficType"))
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.provider.isEmpty {
      draft.provider = FieldText(json[usage, "trafficType"].exists ? "vertex" : "google")
    }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"candidates":[{"content":{"parts":[{"text":"ok"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":2000,\
        "cachedContentTokenCount":1500,"candidatesTokenCount":90,"thoughtsTokenCount":210,"totalTokenCount":2300,\
        "toolUsePromptTokenCount":0,"promptTokensDetails":[{"modality":"TEXT","tokenCount":1742},\
        {"modality":"IMAGE","tokenCount":258}]},"modelVersion":"gemini-2.5-flash","responseId":"aBcDeFgHiJkLmNoP"}
        """,
        .init(
          "aBcDeFgHiJkLmNoP", "google", "gemini-2.5-flash",
          tokens: TokenCounts(
            input: 500, cacheRead: 1_500, output: 300, reasoning: 210, audioIn: 0, imageIn: 258)))
    ]
  }
}

/// Google's Interactions API: the same arithmetic under other names.
struct GeminiInteractionsFormat: ResponseFormat {
  var name: StaticString { "gemini-interactions" }
  var title: String { "Google Gemini Interactions" }
  var recognisedBy: String { "object is interaction" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.equals(json[body, "object"], "interaction") || json[body, "usage", "total_input_tokens"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    draft.format = name
    draft.policy = .largest
    draft.requestID = json.text(json[body, "id"])
    draft.identityKey = draft.requestID
    draft.model = json.text(json.first(body, "model", "agent"))
    if draft.time == nil { draft.time = json.time(json.first(body, "created", "create_time")) }
    let prompt = try json.count(json[usage, "total_input_tokens"])
    let tools = try json.count(json[usage, "total_tool_use_tokens"]) ?? 0
    draft.tokens.cacheRead = try json.count(json[usage, "total_cached_tokens"])
    let whole = prompt.map { Int32(clamping: Int64($0) + Int64(tools)) }
    draft.tokens.input = Usage.exclusive(prompt: whole, cached: draft.tokens.cacheRead, written: nil)
    (draft.tokens.imageIn, draft.tokens.audioIn) = try Usage.modalities(
      json, json[usage, "input_tokens_by_modality"], context)
    draft.tokens.reasoning = try json.count(json[usage, "total_thought_tokens"])
    if let output = try json.count(json[usage, "total_output_tokens"]) {
      draft.tokens.output = Int32(clamping: Int64(output) + Int64(draft.tokens.reasoning ?? 0))
      draft.totals = StatedTotal(
        prompt: whole, output: output, total: try json.count(json[usage, "total_tokens"])
      ).settle(&draft.tokens, usual: Inclusion(cache: true, reasoning: false))
    }
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.provider.isEmpty { draft.provider = FieldText("google") }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"v1_SampleInteraction01","object":"interaction","model":"gemini-2.5-flash","status":"completed","usage":{\
        "total_input_tokens":100,"total_cached_tokens":40,"total_output_tokens":20,"total_thought_tokens":30,\
        "total_tool_use_tokens":5,"total_tokens":155}}
        """,
        .init(
          "v1_SampleInteraction01", "google", "gemini-2.5-flash",
          tokens: TokenCounts(input: 65, cacheRead: 40, output: 50, reasoning: 30)))
    ]
  }
}
