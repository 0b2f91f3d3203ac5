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
    let body = json[.root, "response", "body"]
    let status = try json.count(json[.root, "response", "status_code"]) ?? 0
    let tags = context.text(FieldText("custom_id="), json.text(json[.root, "custom_id"]))
    let failed = status >= 400 || json.isObject(json[.root, "error"]) || !json.isObject(body)
    if !failed, let format = FormatRegistry.response(json, body) {
      _ = try format.read(json, body, &draft, context)
    }
    draft.format = name
    draft.provider = FieldText("openai")
    draft.tags = tags
    draft.tier = FieldText("batch")
    let id = json.text(json[.root, "id"])
    if !id.isEmpty {
      draft.requestID = id
      draft.identityKey = id
      draft.scope = .global
    }
    if failed { draft.fail() }
    context.drafts.append(draft)
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
    let message = json[.root, "result", "message"]
    if json.isObject(message) {
      _ = try AnthropicMessagesFormat().read(json, message, &draft, context)
    } else {
      draft.fail()
    }
    draft.format = name
    draft.provider = FieldText("anthropic")
    draft.tier = FieldText("batch")
    draft.scope = .global
    draft.tags = context.text(FieldText("custom_id="), json.text(json[.root, "custom_id"]))
    context.drafts.append(draft)
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
    let isVertex = json[.root, "processed_time"].exists
    let response = json[.root, "response"]
    if isVertex {
      draft.time = json.time(json[.root, "processed_time"])
      Attribution.members(json, json[.root, "request", "labels"], &draft, context)
    }
    let status = json.text(json[.root, "status"])
    if json.isObject(response), status.isEmpty {
      _ = try GeminiFormat().read(json, response, &draft, context)
    } else {
      draft.fail()
    }
    draft.format = name
    draft.provider = FieldText(isVertex ? "vertex" : "google")
    draft.tier = FieldText("batch")
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
