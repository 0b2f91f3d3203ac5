import SpendCore

/// Cohere chat, embed and rerank: the billed units are what is charged; the token counts beside them
/// include a template and are for information.
struct CohereFormat: ResponseFormat {
  var name: StaticString { "cohere" }
  var title: String { "Cohere chat, embed and rerank" }
  var recognisedBy: String { "billed_units under usage or meta" }

  private func units(_ json: JSONIndex, _ body: JSONIndex.Node) -> JSONIndex.Node {
    let current = json[body, "usage", "billed_units"]
    return json.isObject(current) ? current : json[body, "meta", "billed_units"]
  }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if json.isObject(units(json, body)) { return true }
    return json.equals(json[body, "type"], "message-end")
      && json[body, "delta", "usage", "billed_units"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let delta = json[body, "delta"]
    let isEnd = json.equals(json[body, "type"], "message-end")
    let units = isEnd ? json[delta, "usage", "billed_units"] : self.units(json, body)
    draft.format = name
    let id = json.text(json.first(body, "id", "response_id", "generation_id"))
    if !id.isEmpty {
      draft.requestID = id
      draft.identityKey = id
    }
    if json[body, "model"].exists { draft.model = json.text(json[body, "model"]) }
    draft.provider = FieldText("cohere")
    if isEnd {
      draft.isStream = true
      draft.policy = .largest
    }
    draft.tokens.input = try json.count(json[units, "input_tokens"]) ?? 0
    draft.tokens.output = try json.count(json[units, "output_tokens"]) ?? 0
    draft.units = json.units(.rerank, json[units, "search_units"])
    draft.tokens.imageIn = try json.count(json[units, "image_tokens"])
    if json[body, "results"].exists {
      draft.queryType = FieldText("rerank")
    } else if json[body, "embeddings"].exists {
      draft.queryType = FieldText("embedding")
    } else if draft.queryType.isEmpty {
      draft.queryType = FieldText("chat")
    }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"c0he7e-sample-0001","finish_reason":"COMPLETE","message":{"role":"assistant","content":[]},"usage":{\
        "billed_units":{"input_tokens":50,"output_tokens":12},"tokens":{"input_tokens":560,"output_tokens":14},\
        "cached_tokens":512}}
        """, .init("c0he7e-sample-0001", "cohere", "", tokens: TokenCounts(input: 50, output: 12)))
    ]
  }
}
