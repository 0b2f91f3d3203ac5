import SpendCore

/// The state of a batch with the answers of its requests inside: Google's, as its interface and its
/// library write it, and xAI's pages of results.
struct InlineBatchFormat: ResponseFormat {
  var name: StaticString { "inline-batch" }
  var title: String { "Google and xAI batches with their answers inside" }
  var recognisedBy: String {
    "inlinedResponses under response or dest, or results with batch_result"
  }

  private func answers(_ json: JSONIndex, _ body: JSONIndex.Node) -> JSONIndex.Node {
    for place in ["response", "dest"] as [StaticString] {
      let list = json.first(json[body, place], "inlinedResponses", "inlined_responses")
      if json.isArray(list) { return list }
      let inner = json.first(list, "inlinedResponses", "inlined_responses")
      if json.isArray(inner) { return inner }
    }
    return .missing
  }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if answers(json, body).exists
      || isResult(json, body)
    {
      return true
    }
    let results = json[body, "results"]
    return json.isArray(results) && json[body, "pagination_token"].exists
      && FieldText(json.bytes(results)).contains("\"batch_re")
  }

  /// True for one result of xAI's.
  private func isResult(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "batch_request_id"].exists
      && (json[body, "batch_result"].exists || json[body, "error_message"].exists)
  }

  /// Adds an event for each answer.
  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var shared = draft
    shared.tier = FieldText("batch")
    shared.scope = .global
    shared.requestID = .empty
    shared.identityKey = .empty
    let model = json.text(json[body, "metadata", "model"])
    if shared.model.isEmpty { shared.model = model.isEmpty ? json.text(json[body, "model"]) : model }
    if shared.time == nil { shared.time = json.time(json[body, "metadata", "endTime"]) }
    let batch = json.text(json[body, "name"])
    let list = answers(json, body)
    if isResult(json, body) {
      try add(json, body, shared, context)
      return false
    }
    // Answers are indexed beside the indexes of the line and of a text within it.
    let entry = context.attributes
    var position = 0
    try json.forEachObject(list.exists ? list : json[body, "results"], in: entry) {
      () throws(LineRejection) in
      defer { position += 1 }
      var own = shared
      if !batch.isEmpty {
        own.identityKey = context.text(batch, FieldText("#"), context.text("\(position)"))
        own.requestID = own.identityKey
      }
      try add(entry, .root, own, context)
    }
    return false
  }

  private func add(
    _ json: JSONIndex, _ entry: JSONIndex.Node, _ shared: EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    var own = shared
    let key = json.text(json.first(entry, "key", "batch_request_id"))
    let tag = key.isEmpty ? json.text(json[entry, "metadata", "key"]) : key
    if !tag.isEmpty { own.tags = context.text(FieldText("key="), tag) }
    try answer(json, entry, &own, context)
    own.format = name
    context.drafts.append(own)
  }

  private func answer(
    _ json: JSONIndex, _ entry: JSONIndex.Node, _ own: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    let result = json[entry, "batch_result", "response"]
    var answer = result.exists ? result : json[entry, "response"]
    // xAI names the operation around the answer.
    if result.exists {
      try json.forEachMember(result) { _, value throws(LineRejection) in
        if json.isObject(value) { answer = value }
      }
    }
    if let format = FormatRegistry.response(json, answer) {
      _ = try format.readAnswer(json, answer, &own, context)
    } else {
      own.fail(
        ErrorClassReader.failure(json, entry) ?? ErrorClassReader.failure(json, json[entry, "batch_result"])
          ?? ErrorWords.failure(json.text(json[entry, "error_message"])))
    }
    if own.provider.isEmpty {
      let isXAI = json[entry, "batch_result"].exists || json[entry, "batch_request_id"].exists
      own.provider = FieldText(isXAI ? "xai" : "google")
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"name":"batches/sample01","metadata":{"model":"models/gemini-2.5-flash","state":"BATCH_STATE_SUCCEEDED","endTime":\
        "2026-09-21T10:00:00Z"},"done":true,"response":{"inlinedResponses":{"inlinedResponses":[{"response":{"candidates":[],\
        "usageMetadata":{"promptTokenCount":90,"candidatesTokenCount":30,"thoughtsTokenCount":50,"totalTokenCount":170},\
        "modelVersion":"gemini-2.5-flash","responseId":"InlineBatchSample01"},"metadata":{"key":"0"}}]}}}
        {"results":[{"batch_request_id":"7","batch_result":{"response":{"chat_get_completion":{"id":"inline-batch-sample-02",\
        "object":"chat.completion","created":1790000500,"model":"grok-4","choices":[],"usage":{"prompt_tokens":40,\
        "completion_tokens":5,"total_tokens":45,"cost_in_usd_ticks":4000000}}}}}],"pagination_token":null}
        """,
        .init(
          "InlineBatchSample01", "google", "gemini-2.5-flash",
          tokens: TokenCounts(input: 90, output: 80, reasoning: 50)),
        .init(
          "inline-batch-sample-02", "xai", "grok-4", tokens: TokenCounts(input: 40, output: 5), cost: "0.0004"
        ))
    ]
  }
}
