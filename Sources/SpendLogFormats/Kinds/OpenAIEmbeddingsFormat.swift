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
