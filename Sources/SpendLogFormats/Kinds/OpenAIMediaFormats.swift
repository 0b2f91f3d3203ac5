import SpendCore

/// OpenAI embeddings, and the many who answer alike. No id and no time of their own.
struct OpenAIEmbeddingsFormat: ResponseFormat {
  var name: StaticString { "openai-embeddings" }
  var title: String { "OpenAI embeddings and compatible" }
  var recognisedBy: String { "object is list, with model and usage" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let isList = json.equals(json[body, "object"], "list") || isRerank(json, body)
    return isList && json.isObject(json[body, "usage"]) && json[body, "model"].exists
  }

  /// Rerankers list their results under one of two names.
  private func isRerank(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.isArray(json[body, "results"])
      && FieldText(json.bytes(json[body, "results"])).contains("relevance_score")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    draft.take(id: json.text(json[body, "id"]))
    draft.take(model: json.text(json[body, "model"]))
    try OpenAIUsage.read(json, json[body, "usage"], &draft)
    if draft.tokens.output == nil { draft.tokens.output = 0 }
    let isRerank = draft.model.contains("rerank") || isRerank(json, body)
    draft.queryType = FieldText(isRerank ? "rerank" : "embedding")
    try Sellers.read(json, body, json[body, "usage"], &draft)
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1,-0.2]}],"model":"text-embedding-3-small",\
        "usage":{"prompt_tokens":640,"total_tokens":640}}
        """,
        .init(
          "", "openai", "text-embedding-3-small", "embedding", tokens: TokenCounts(input: 640, output: 0))),
      FormatSample(
        """
        {"object":"list","data":[{"relevance_score":0.75,"index":1}],"model":"rerank-2-lite","usage":{"total_tokens":31}}
        """,
        .init("", "voyage", "rerank-2-lite", "rerank", tokens: TokenCounts(input: 31, output: 0))),
    ]
  }
}

/// OpenAI images: all that is generated is image tokens, or so many images.
struct OpenAIImagesFormat: ResponseFormat {
  var name: StaticString { "openai-images" }
  var title: String { "OpenAI images" }
  var recognisedBy: String { "created and data, without object and choices" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.isArray(json[body, "data"]) && json[body, "created"].exists && !json[body, "object"].exists
      && !json[body, "choices"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    if json[body, "model"].exists { draft.model = json.text(json[body, "model"]) }
    if draft.time == nil { draft.time = json.time(json[body, "created"]) }
    if json.isObject(json[body, "usage"]) {
      try OpenAIUsage.read(json, json[body, "usage"], &draft)
      draft.tokens.imageOut = draft.tokens.output
    } else {
      // Models before tokens are billed by the image.
      var images: Int64 = 0
      try json.forEachElement(json[body, "data"]) { _ throws(LineRejection) in images += 1 }
      if images > 0 { draft.units = BilledUnits(.image, count: images) }
    }
    draft.queryType = FieldText("image")
    try Sellers.read(json, body, json[body, "usage"], &draft)
    if draft.provider.isEmpty { draft.provider = FieldText("openai") }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"created":1790000300,"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":40,"input_tokens_details":\
        {"text_tokens":40,"image_tokens":0},"output_tokens":1056,"total_tokens":1096}}
        """,
        .init(
          "", "openai", "", "image",
          tokens: TokenCounts(input: 40, output: 1_056, imageIn: 0, imageOut: 1_056))),
      FormatSample(
        """
        {"created":1790000310,"data":[{"url":"https://images.example/1.png"},{"url":"https://images.example/2.png"}]}
        """, .init("", "openai", "", "image", tokens: TokenCounts())),
    ]
  }
}

/// OpenAI transcriptions: billed by tokens, or by seconds, which are not tokens.
struct OpenAITranscriptionFormat: ResponseFormat {
  var name: StaticString { "openai-audio" }
  var title: String { "OpenAI transcription" }
  var recognisedBy: String { "text with usage.type, usage.prompt_audio_seconds, or task and duration" }

  /// The event of a realtime session that bills its transcript.
  private static let realtimeEvent: StaticString = "conversation.item.input_audio_transcription.completed"

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if json.equals(json[body, "type"], Self.realtimeEvent) { return json.isObject(json[body, "usage"]) }
    guard json[body, "text"].exists else { return false }
    let type = json[body, "usage", "type"]
    return json.equals(type, "tokens") || json.equals(type, "duration")
      || json[body, "usage", "prompt_audio_seconds"].exists || isVerbose(json, body)
  }

  private func isVerbose(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let task = json[body, "task"]
    return (json.equals(task, "transcribe") || json.equals(task, "translate"))
      && json[body, "duration"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    draft.format = name
    draft.take(model: json.text(json[body, "model"]))
    try OpenAIUsage.read(json, usage, &draft)
    if !json.equals(json[usage, "type"], "tokens"), draft.tokens.isUnknown {
      let seconds = json[usage, "seconds"]
      draft.tokens = TokenCounts(input: 0, output: 0)
      draft.units = json.units(.second, seconds.exists ? seconds : json[body, "duration"])
    }
    draft.queryType = FieldText("audio")
    try Sellers.read(json, body, usage, &draft)
    if draft.provider.isEmpty { draft.provider = FieldText("openai") }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"text":"hello","usage":{"type":"tokens","input_tokens":120,"input_token_details":{"text_tokens":0,\
        "audio_tokens":120},"output_tokens":9,"total_tokens":129}}
        """,
        .init("", "openai", "", "audio", tokens: TokenCounts(input: 120, output: 9, audioIn: 120))),
      FormatSample(
        """
        {"text":"hello","usage":{"type":"duration","seconds":37}}
        """, .init("", "openai", "", "audio", tokens: TokenCounts(input: 0, output: 0))),
    ]
  }
}
