import SpendCore

/// Output files of the OpenAI Batch API: half price, in any order.
struct OpenAIBatchFormat: RecordFormat {
  var name: StaticString { "openai-batch" }
  var title: String { "OpenAI Batch output" }
  var recognisedBy: String { "custom_id with response" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "custom_id"].exists && json[.root, "response"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.tier = FieldText("batch")
    draft.tags = context.text(FieldText("custom_id="), json.text(json[.root, "custom_id"]))
    draft.scope = .global
    let response = json[.root, "response"]
    // Vertex puts the answer itself there.
    let body = json.isObject(json[response, "body"]) ? json[response, "body"] : response
    let status = try json.count(json[response, "status_code"]) ?? 0
    let format = json.isObject(body) ? FormatRegistry.response(json, body) : nil
    let failed = status >= 400 || json.isObject(json[.root, "error"]) || !json.isObject(body)
    let known = context.drafts.count
    if !failed, let format { _ = try format.readAnswer(json, body, &draft, context) }
    if draft.provider.isEmpty { draft.provider = FieldText("openai") }
    draft.take(id: json.text(json[.root, "id"]))
    if failed { draft.fail(ErrorClassReader.failure(json, .root)) }
    context.drafts.append(draft)
    for index in known..<context.drafts.count { context.drafts[index].format = name }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"batch_req_sample0000000001","custom_id":"doc-7","response":{"status_code":200,"request_id":"r","body":{"id":\
        "chatcmpl-b1","object":"chat.completion","created":1790000500,"model":"gpt-4o-mini","choices":[],"usage":\
        {"prompt_tokens":500,"completion_tokens":60,"total_tokens":560}}},"error":null}
        """,
        .init(
          "batch_req_sample0000000001", "openai", "gpt-4o-mini", tokens: TokenCounts(input: 500, output: 60)))
    ]
  }
}

/// Results of Anthropic Message Batches. Only what succeeded is billed.
struct AnthropicBatchFormat: RecordFormat {
  var name: StaticString { "anthropic-batch" }
  var title: String { "Anthropic Message Batches" }
  var recognisedBy: String { "custom_id with result" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "custom_id"].exists && json.isObject(json[.root, "result"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.tier = FieldText("batch")
    draft.scope = .global
    draft.tags = context.text(FieldText("custom_id="), json.text(json[.root, "custom_id"]))
    let message = json[.root, "result", "message"]
    let known = context.drafts.count
    if json.isObject(message) {
      _ = try AnthropicMessagesFormat().readAnswer(json, message, &draft, context)
    } else {
      if draft.provider.isEmpty { draft.provider = FieldText("anthropic") }
      draft.fail()
    }
    context.drafts.append(draft)
    for index in known..<context.drafts.count { context.drafts[index].format = name }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"custom_id":"q-1","result":{"type":"succeeded","message":{"id":"msg_01Batch00000000001","type":"message",\
        "role":"assistant","model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":300,"output_tokens":45,\
        "service_tier":"batch"}}}}
        """,
        .init(
          "msg_01Batch00000000001", "anthropic", "claude-haiku-4-5",
          tokens: TokenCounts(input: 300, output: 45)))
    ]
  }
}

/// Batch files of Gemini: of the developer API by `key`, of Vertex with the request beside.
struct GeminiBatchFormat: RecordFormat {
  var name: StaticString { "gemini-batch" }
  var title: String { "Google Gemini batch output" }
  var recognisedBy: String { "key with response or error; or status, request, response and processed_time" }

  func recognises(_ json: JSONIndex) -> Bool {
    if json[.root, "processed_time"].exists { return json[.root, "request"].exists }
    guard json[.root, "key"].exists else { return false }
    return json[.root, "response", "usageMetadata"].exists || json[.root, "response", "candidates"].exists
      || json.isObject(json[.root, "error"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.tier = FieldText("batch")
    let isVertex = json[.root, "processed_time"].exists
    let response = json[.root, "response"]
    if isVertex {
      draft.time = json.time(json[.root, "processed_time"])
      Attribution.members(json, json[.root, "request", "labels"], &draft, context)
    }
    let status = json.text(json[.root, "status"])
    if json.isObject(response), status.isEmpty {
      _ = try GeminiFormat().readAnswer(json, response, &draft, context)
    } else {
      draft.fail(ErrorClassReader.failure(json, .root))
    }
    draft.format = name
    draft.provider = FieldText(isVertex ? "vertex" : "google")
    draft.scope = .global
    if let key = Optional(json.text(json[.root, "key"])), !key.isEmpty {
      draft.tags = context.text(FieldText("key="), key)
    }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"key":"row-1","response":{"responseId":"SampleBatchGemini","modelVersion":"gemini-2.5-flash","candidates":[],\
        "usageMetadata":{"promptTokenCount":70,"candidatesTokenCount":30,"totalTokenCount":100}}}
        """,
        .init("SampleBatchGemini", "google", "gemini-2.5-flash", tokens: TokenCounts(input: 70, output: 30)))
    ]
  }
}

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
      || json[body, "batch_request_id"].exists && json[body, "batch_result"].exists
    {
      return true
    }
    let results = json[body, "results"]
    return json.isArray(results) && json[body, "pagination_token"].exists
      && FieldText(json.bytes(results)).contains("batch_result")
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
    if json[body, "batch_result"].exists {
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
      own.fail(ErrorClassReader.failure(json, entry))
    }
    if own.provider.isEmpty {
      own.provider = FieldText(json[entry, "batch_result"].exists ? "xai" : "google")
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
