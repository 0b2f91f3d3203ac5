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
