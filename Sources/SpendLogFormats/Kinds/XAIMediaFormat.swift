import SpendCore

/// Pictures and videos of xAI, whose answers state their cost.
struct XAIMediaFormat: ResponseFormat {
  var name: StaticString { "xai-media" }
  var title: String { "xAI images and videos" }
  var recognisedBy: String { "data or video with usage.cost_in_usd_ticks" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    guard json[body, "usage", "cost_in_usd_ticks"].exists else { return false }
    let isPictures =
      json.isArray(json[body, "data"])
      && !json.first(body, "created", "object", "choices").exists
    return isPictures || json[body, "video", "duration"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    draft.take(model: json.text(json[body, "model"]))
    draft.tokens = TokenCounts(input: 0, output: 0)
    let duration = json[body, "video", "duration"]
    if duration.exists {
      draft.queryType = FieldText("video")
      draft.units = json.units(.second, duration)
    } else {
      draft.queryType = FieldText("image")
      var images: Int64 = 0
      try json.forEachElement(json[body, "data"]) { _ throws(LineRejection) in images += 1 }
      if images > 0 { draft.units = BilledUnits(.image, count: images) }
    }
    try Sellers.read(json, body, json[body, "usage"], &draft)
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"data":[{"url":"https://images.example/1.jpg"}],"usage":{"cost_in_usd_ticks":300000000}}
        {"status":"done","model":"grok-imagine-video","video":{"url":"https://videos.example/1.mp4","duration":5},\
        "usage":{"cost_in_usd_ticks":2500000000}}
        """,
        .init("", "xai", "", "image", tokens: TokenCounts(input: 0, output: 0), cost: "0.03"),
        .init(
          "", "xai", "grok-imagine-video", "video", tokens: TokenCounts(input: 0, output: 0), cost: "0.25"))
    ]
  }
}
