import SpendCore

/// Batch files of Gemini: of the developer API by `key`, of Vertex with the request beside.
struct GeminiBatchFormat: RecordFormat {
  var name: StaticString { "gemini-batch" }
  var title: String { "Google Gemini batch output" }
  var recognisedBy: String { "key with response or error; or status, request, response and processed_time" }

  func recognises(_ json: JSONIndex) -> Bool {
    if json[.root, "processed_time"].exists { return json[.root, "request"].exists }
    guard json[.root, "key"].exists else { return false }
    if json.isObject(json[.root, "response", "error"]) || isStatus(json, json[.root, "status"]) {
      return true
    }
    return json[.root, "response", "usageMetadata"].exists || json[.root, "response", "candidates"].exists
      || json.isObject(json[.root, "error"])
  }

  /// True for the status of a failed request; spans and requests of other logs state their time or their model, too.
  private func isStatus(_ json: JSONIndex, _ status: JSONIndex.Node) -> Bool {
    json.kind(json[status, "code"]) == .number && json[status, "message"].exists
      && !json.first(.root, Envelope.times).exists && !json.first(.root, Envelope.models).exists
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
    let hasStatus = !status.isEmpty || isStatus(json, json[.root, "status"])
    if json.isObject(response), !hasStatus, !json.isObject(json[response, "error"]) {
      _ = try GeminiFormat().readAnswer(json, response, &draft, context)
    } else {
      draft.fail(ErrorClassReader.failure(json, .root) ?? failure(inStatus: status, context))
    }
    draft.format = name
    draft.provider = FieldText(isVertex ? "vertex" : "google")
    draft.scope = .global
    if let key = Optional(json.text(json[.root, "key"])), !key.isEmpty {
      draft.tags = context.text(FieldText("key="), key)
    }
    context.drafts.append(draft)
  }

  /// The class of the error answer in Vertex's status: `Bad Request: {"error":{…}}`.
  private func failure(inStatus status: FieldText, _ context: LineContext) -> ErrorClass? {
    guard status.bytes.contains(UInt8(ascii: "{")) else { return nil }
    let text = status.isEscaped ? context.unescaped(status.bytes) : status.bytes
    guard let start = text.firstIndex(of: UInt8(ascii: "{")),
      context.index(FieldText(UnsafeRawBufferPointer(rebasing: text[start...])), in: context.body)
    else { return nil }
    return ErrorClassReader.failure(context.body, .root)
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
