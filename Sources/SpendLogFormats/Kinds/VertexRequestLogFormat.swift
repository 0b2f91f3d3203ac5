import SpendCore

/// Vertex AI's log of requests and answers, as exported from BigQuery: bodies are objects, lists of
/// stream chunks, or either as a text.
struct VertexRequestLogFormat: RecordFormat {
  var name: StaticString { "vertex-request-log" }
  var title: String { "Vertex AI request-response log" }
  var recognisedBy: String { "full_response with logging_time" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "full_response"].exists && json[.root, "logging_time"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    try Envelope.read(json, context)
    context.envelope.provider = FieldText("vertex")
    if context.envelope.queryType.isEmpty {
      context.envelope.queryType = queryType(json.text(json[.root, "api_method"]))
    }
    context.envelope.region = location(json.text(json[.root, "endpoint"]))
    labels(json, &context.envelope, context)
    let found = try Envelope.readAnswer(json, context)
    if !found { context.drafts.append(context.envelope) }
    for index in context.drafts.indices {
      context.drafts[index].format = name
      context.drafts[index].provider = FieldText("vertex")
      context.drafts[index].time = json.time(json[.root, "logging_time"])
      context.drafts[index].requestID = json.text(json[.root, "request_id"])
      let model = json.text(json[.root, "model"])
      if !model.isEmpty { context.drafts[index].model = model }
    }
  }

  /// Location in `projects/…/locations/us-east5/…`.
  private func location(_ endpoint: FieldText) -> FieldText {
    let bytes = endpoint.bytes
    guard let start = endpoint.end(of: "/locations/") else { return .empty }
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
    return FieldText(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
  }

  private func queryType(_ method: FieldText) -> FieldText {
    if method.contains("embed") || method.equals("predict") { return FieldText("embedding") }
    return FieldText("chat")
  }

  /// Labels of a request that is a text.
  private func labels(_ json: JSONIndex, _ draft: inout EventDraft, _ context: LineContext) {
    let request = json[.root, "full_request"]
    guard json.isString(request) else { return }
    let bytes = json.bytes(request)
    do throws(LineRejection) {
      try context.attributes.index(json.kind(request) == .string ? bytes : context.unescaped(bytes))
      try Attribution.read(context.attributes, .root, &draft, context)
    } catch {
      // A truncated request has no attribution.
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"endpoint":"projects/1/locations/us-central1/publishers/google/models/gemini-2.5-pro","logging_time":\
        "2026-09-21 10:00:00.250 UTC","request_id":"700100200300400500","model":"gemini-2.5-pro","api_method":\
        "generateContent","full_request":"{\\"labels\\": {\\"feature\\": \\"claims\\"}}","full_response":"{\\"usageMetadata\\": \
        {\\"promptTokenCount\\": 90, \\"candidatesTokenCount\\": 11, \\"thoughtsTokenCount\\": 4}, \\"responseId\\": \
        \\"vertexLogSample001\\"}","metadata":{}}
        """,
        .init(
          "700100200300400500", "vertex", "gemini-2.5-pro", feature: "claims",
          tokens: TokenCounts(input: 90, output: 15, reasoning: 4)))
    ]
  }
}
