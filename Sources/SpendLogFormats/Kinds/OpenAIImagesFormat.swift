import SpendCore

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
