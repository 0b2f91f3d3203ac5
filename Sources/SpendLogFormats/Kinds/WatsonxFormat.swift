import SpendCore

/// IBM watsonx.ai: generated text, whole and as the events of a stream, embeddings and rerankings.
///
/// Source: IBM, "watsonx.ai REST API", `text/generation`, `text/generation_stream`, `text/embeddings`, `text/rerank`.
struct WatsonxFormat: ResponseFormat {
  var name: StaticString { "watsonx" }
  var title: String { "IBM watsonx.ai text generation, embeddings, rerankings" }
  var recognisedBy: String { "results and model_id with input_token_count or generated_token_count" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let results = json[body, "results"]
    guard json.isArray(results), json[body, "model_id"].exists else { return false }
    return json[body, "input_token_count"].exists
      || FieldText(json.bytes(results)).contains("\"generated_token_count\"")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    draft.take(model: json.text(json[body, "model_id"]))
    if draft.provider.isEmpty { draft.provider = FieldText("watsonx") }
    draft.setCreated(json, json[body, "created_at"])
    let results = json[body, "results"]
    if let input = try json.count(json[body, "input_token_count"]) {
      draft.tokens = TokenCounts(input: input, output: 0)
      let isEmbedding = FieldText(json.bytes(results)).contains("\"embedding\"")
      draft.queryType = FieldText(isEmbedding ? "embedding" : "rerank")
      return true
    }
    let counts = try Counts(json, results, context)
    draft.tokens.input = counts.input
    draft.tokens.output = counts.output
    if counts.isPart {
      draft.isSnapshot = true
      draft.isStream = true
    } else if let ending = counts.ending {
      draft.take(ending)
      if !ending.isEnding { draft.fail() }
    }
    if draft.queryType.isEmpty { draft.queryType = FieldText("completion") }
    return true
  }

  /// The sums of the results.
  private struct Counts {
    var input: Int32?
    var output: Int32?
    /// An event of a stream: the first one states the input, each the output so far.
    var isPart = false
    var ending: ErrorClass?

    init(_ json: JSONIndex, _ results: JSONIndex.Node, _ context: LineContext) throws(LineRejection) {
      let result = context.element
      var (input, output, isPart): (Int64, Int64, Bool) = (0, 0, false)
      var ending: ErrorClass?
      try json.forEachObject(results, in: result) { () throws(LineRejection) in
        input += Int64(try result.count(result[.root, "input_token_count"]) ?? 0)
        output += Int64(try result.count(result[.root, "generated_token_count"]) ?? 0)
        let reason = result.text(result[.root, "stop_reason"])
        if reason.equals("not_finished") { isPart = true }
        ending = ending ?? ErrorWords.ending(reason)
      }
      self.input = input > 0 ? Int32(clamping: input) : nil
      self.output = Int32(clamping: output)
      self.isPart = isPart || input == 0
      self.ending = ending
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"model_id":"ibm/granite-3-8b-instruct","created_at":"2026-09-21T10:00:00.000Z","results":[{"generated_text":"x",\
        "generated_token_count":30,"input_token_count":120,"stop_reason":"eos_token"}],"system":{"warnings":[]}}
        {"model_id":"ibm/slate-125m-english-rtrvr","created_at":"2026-09-21T10:00:00.000Z","results":[{"embedding":[0.1]}],\
        "input_token_count":14}
        """,
        .init(
          "", "watsonx", "ibm/granite-3-8b-instruct", "completion",
          tokens: TokenCounts(input: 120, output: 30)),
        .init(
          "", "watsonx", "ibm/slate-125m-english-rtrvr", "embedding",
          tokens: TokenCounts(input: 14, output: 0)))
    ]
  }
}
