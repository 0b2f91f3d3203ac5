import SpendCore

/// Google Gemini and Vertex `generateContent`, whole and as stream chunks.
///
/// Source: google-genai SDK, `types.py`, GenerateContentResponseUsageMetadata.
struct GeminiFormat: ResponseFormat {
  var name: StaticString { "gemini" }
  var title: String { "Google Gemini generateContent" }
  var recognisedBy: String { "usageMetadata, or candidates with modelVersion" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if json[body, "usageMetadata"].exists {
      // LangChain's usage has names of its own.
      return !json[body, "sessionId"].exists && !json[body, "usageMetadata", "input_tokens"].exists
    }
    if json.isArray(json[body, "candidates"]) {
      return json.first(body, "modelVersion", "model_version", "usage_metadata").exists
    }
    return json[body, "usage_metadata", "prompt_token_count"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json.first(body, "usageMetadata", "usage_metadata")
    // An event of Google's agent kit: what is partial, a later event repeats as a whole.
    let isEvent = json.first(body, "invocationId", "invocation_id").exists
    if isEvent, json.truth(json[body, "partial"]) == true { return false }
    draft.format = name
    draft.isSnapshot = true
    draft.take(id: json.text(json.first(body, "responseId", "response_id")))
    draft.take(model: json.text(json.first(body, "modelVersion", "model_version")))
    if draft.time == nil { draft.time = json.time(json.first(body, "createTime", "create_time")) }
    if isEvent {
      if draft.time == nil { draft.time = json.time(json[body, "timestamp"]) }
      if draft.identityKey.isEmpty { draft.take(id: json.text(json[body, "id"])) }
    }
    try GeminiUsage.read(json, usage, &draft, context)
    draft.webSearches = try GroundingSearches.count(json, json[body, "candidates"], context)
    if json[body, "embedding"].exists || json[body, "embeddings"].exists {
      draft.queryType = FieldText("embedding")
      if draft.tokens.output == nil, draft.tokens.input != nil { draft.tokens.output = 0 }
    }
    if draft.tokens.isUnknown, json[body, "promptFeedback", "blockReason"].exists {
      // Refused before anything was read.
      draft.tokens = TokenCounts(input: 0, output: 0)
    }
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.provider.isEmpty {
      draft.provider = FieldText(json[usage, "trafficType"].exists ? "vertex" : "google")
    }
    try GeminiStream.follow(json, body, &draft, context)
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
