import SpendCore

/// An answer that is an error: a request that costs nothing, unless it says what it used.
struct ErrorFormat: ResponseFormat {
  var name: StaticString { "error" }
  var title: String { "Error answers of providers" }
  var recognisedBy: String { "error is an object, or type is error" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.isObject(json[body, "error"]) || json.equals(json[body, "type"], "error")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    let id = json.text(json.first(body, "request_id", "id"))
    if !id.isEmpty {
      draft.requestID = id
      draft.identityKey = id
    }
    if json.equals(json[body, "type"], "error"), draft.provider.isEmpty {
      draft.provider = FieldText("anthropic")
    }
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.fail()
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"type":"error","error":{"type":"overloaded_error","message":"busy"},"request_id":"req_011Sample000000000001"}
        """,
        .init(
          "req_011Sample000000000001", "anthropic", "", "", tokens: TokenCounts(input: 0, output: 0),
          outcome: .error))
    ]
  }
}
