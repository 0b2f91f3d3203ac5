import SpendCore

/// Answers of Vertex `:predict`: embeddings that count their tokens, and images.
struct VertexPredictFormat: ResponseFormat {
  var name: StaticString { "vertex-predict" }
  var title: String { "Google Vertex predict (embeddings, images)" }
  var recognisedBy: String { "predictions with embeddings.statistics or bytesBase64Encoded" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let predictions = json[body, "predictions"]
    guard json.isArray(predictions) else { return false }
    let text = FieldText(json.bytes(predictions))
    return text.contains("token_count") || text.contains("bytesBase64Encoded")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var tokens: Int64?
    var images: Int64 = 0
    let entry = context.element
    try json.forEachObject(json[body, "predictions"], in: entry) { () throws(LineRejection) in
      if let count = try entry.count(entry[.root, "embeddings", "statistics", "token_count"]) {
        tokens = (tokens ?? 0) + Int64(count)
      }
      if entry[.root, "bytesBase64Encoded"].exists { images += 1 }
    }
    draft.format = name
    if draft.provider.isEmpty { draft.provider = FieldText("vertex") }
    if let tokens {
      draft.tokens = TokenCounts(input: Int32(clamping: tokens), output: 0)
      draft.queryType = FieldText("embedding")
    } else {
      draft.tokens = TokenCounts(input: 0, output: 0)
      draft.units = BilledUnits(.image, count: images)
      draft.queryType = FieldText("image")
    }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"predictions":[{"embeddings":{"values":[0.1],"statistics":{"token_count":6,"truncated":false}}},{"embeddings":\
        {"values":[0.2],"statistics":{"token_count":4,"truncated":false}}}],"metadata":{"billableCharacterCount":41}}
        """,
        .init("", "vertex", "", "embedding", tokens: TokenCounts(input: 10, output: 0)))
    ]
  }
}
