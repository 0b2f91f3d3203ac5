import SpendCore

/// llama.cpp's server in its own words.
struct LlamaCppFormat: ResponseFormat {
  var name: StaticString { "llamacpp" }
  var title: String { "llama.cpp server" }
  var recognisedBy: String { "tokens_evaluated and tokens_predicted" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "tokens_evaluated"].exists && json[body, "tokens_predicted"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    draft.provider = FieldText("llamacpp")
    draft.model = json.text(json[body, "model"])
    draft.tokens.input = try json.count(json[body, "tokens_evaluated"])
    draft.tokens.output = try json.count(json[body, "tokens_predicted"])
    draft.queryType = FieldText("completion")
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"content":"…","model":"gpt-oss-20b","stop":true,"tokens_evaluated":40,"tokens_predicted":7,"tokens_cached":46}
        """, .init("", "llamacpp", "gpt-oss-20b", "completion", tokens: TokenCounts(input: 40, output: 7)))
    ]
  }
}
