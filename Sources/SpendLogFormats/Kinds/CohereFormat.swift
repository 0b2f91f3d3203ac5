import SpendCore

/// Cohere chat, embed and rerank: the billed units are what is charged; the token counts beside them
/// include a template and are for information.
struct CohereFormat: ResponseFormat {
  var name: StaticString { "cohere" }
  var title: String { "Cohere chat, embed and rerank" }
  var recognisedBy: String { "billed_units under usage or meta" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if json.isObject(CohereUsage.units(json, body)) { return true }
    if json.equals(json[body, "event_type"], "stream-end") {
      return json.isObject(CohereUsage.units(json, json[body, "response"]))
    }
    return json.equals(json[body, "type"], "message-end")
      && json[body, "delta", "usage", "billed_units"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    // The last event of a stream holds the answer, or what is new in it.
    var answer = body
    if json.equals(json[body, "type"], "message-end") {
      answer = json[body, "delta"]
    } else if json.equals(json[body, "event_type"], "stream-end") {
      answer = json[body, "response"]
    }
    draft.format = name
    let own = json.first(answer, "id", "response_id", "generation_id")
    draft.take(id: json.text(own.exists ? own : json[body, "id"]))
    draft.take(model: json.text(json[answer, "model"]))
    if draft.provider.isEmpty { draft.provider = FieldText("cohere") }
    if answer != body {
      draft.isStream = true
      draft.isSnapshot = true
    }
    try CohereUsage.read(json, CohereUsage.units(json, answer), &draft)
    if json[answer, "results"].exists {
      draft.queryType = FieldText("rerank")
    } else if json[answer, "embeddings"].exists {
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
