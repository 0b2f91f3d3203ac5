import SpendCore

/// OpenAI images: all that is generated is image tokens, or so many images.
struct OpenAIImagesFormat: ResponseFormat {
  var name: StaticString { "openai-images" }
  var title: String { "OpenAI images" }
  var recognisedBy: String { "created and data, without object and choices; type image_generation.*" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if isEvent(json, body) { return true }
    return json.isArray(json[body, "data"]) && json[body, "created"].exists && !json[body, "object"].exists
      && !json[body, "choices"].exists
  }

  /// True for an event of a stream of pictures.
  private func isEvent(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let type = json[body, "type"]
    return json.hasPrefix(type, "image_generation.") || json.hasPrefix(type, "image_edit.")
  }

  /// Reads the usage of a picture. What is generated is image tokens, but for text that the details count.
  static func read(
    _ json: JSONIndex, usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    try OpenAIUsage.read(json, usage, &draft)
    if draft.tokens.imageOut == nil { draft.tokens.imageOut = draft.tokens.output }
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    if json[body, "model"].exists { draft.model = json.text(json[body, "model"]) }
    if draft.time == nil { draft.time = json.time(json.first(body, "created", "created_at")) }
    if isEvent(json, body) {
      // Pictures on the way state no usage.
      guard json.isObject(json[body, "usage"]) else { return false }
      draft.isStream = true
    }
    if json.isObject(json[body, "usage"]) {
      try Self.read(json, usage: json[body, "usage"], &draft)
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
