import SpendCore

/// The answer of `/generate`.
struct TGIGenerateFormat: ResponseFormat {
  var name: StaticString { "tgi-generate" }
  var title: String { "Text Generation Inference generate" }
  var recognisedBy: String { "generated_text with details.generated_tokens" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "generated_text"].exists && json[body, "details", "generated_tokens"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    if draft.provider.isEmpty { draft.provider = FieldText("tgi") }
    draft.queryType = FieldText("completion")
    let details = json[body, "details"]
    draft.tokens.output = try json.count(json[details, "generated_tokens"])
    // On request, the response contains the prompt token by token.
    if json.isArray(json[details, "prefill"]), !json.isEmptyArray(json[details, "prefill"]) {
      var prompt: Int32 = 0
      try json.forEachElement(json[details, "prefill"]) { _ throws(LineRejection) in prompt &+= 1 }
      draft.tokens.input = prompt
    }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"generated_text":"usage","details":{"finish_reason":"length","generated_tokens":12,"seed":null,"prefill":[\
        {"id":1,"text":"a","logprob":null},{"id":2,"text":"]","logprob":-1.5}],"tokens":[]}}
        """, .init("", "tgi", "", "completion", tokens: TokenCounts(input: 2, output: 12)))
    ]
  }
}
