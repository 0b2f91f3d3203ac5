import SpendCore

/// SGLang's own `/generate`.
struct SGLangFormat: ResponseFormat {
  var name: StaticString { "sglang" }
  var title: String { "SGLang" }
  var recognisedBy: String { "meta_info with completion_tokens" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "meta_info", "completion_tokens"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let info = json[body, "meta_info"]
    draft.format = name
    draft.provider = FieldText("sglang")
    draft.requestID = json.text(json[info, "id"])
    draft.identityKey = draft.requestID
    draft.isSnapshot = true
    draft.tokens.cacheRead = try json.count(json[info, "cached_tokens"])
    draft.tokens.input = Usage.exclusive(
      prompt: try json.count(json[info, "prompt_tokens"]), cached: draft.tokens.cacheRead, written: nil)
    draft.tokens.output = try json.count(json[info, "completion_tokens"])
    draft.latencyMilliseconds = json.milliseconds(json[info, "e2e_latency"], unit: .seconds)
    draft.queryType = FieldText("completion")
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"text":"…","meta_info":{"id":"5g1an9-sample-000001","prompt_tokens":20,"completion_tokens":5,"cached_tokens":16,\
        "e2e_latency":0.25}}
        """,
        .init(
          "5g1an9-sample-000001", "sglang", "", "completion",
          tokens: TokenCounts(input: 4, cacheRead: 16, output: 5)))
    ]
  }
}
