import SpendCore

/// Azure OpenAI's diagnostic log. It counts requests and their bytes, never tokens.
struct AzureDiagnosticsFormat: RecordFormat {
  var name: StaticString { "azure-openai-diagnostics" }
  var title: String { "Azure OpenAI diagnostics (RequestResponse)" }
  var recognisedBy: String { "category RequestResponse with operationName" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "category"], "RequestResponse") && json[.root, "operationName"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.provider = FieldText("azure")
    draft.requestID = json.text(json[.root, "correlationId"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "time"])
    draft.latencyMilliseconds = json.milliseconds(json[.root, "durationMs"])
    draft.region = json.text(json[.root, "location"])
    draft.queryType = queryType(json.text(json[.root, "operationName"]))
    properties(json, &draft, context)
    let status = json.text(json[.root, "resultSignature"])
    if let code = Numbers.scaled(status.bytes, places: 0), code >= 400 {
      draft.fail(ErrorClassReader.failure(json, .root))
    }
    context.drafts.append(draft)
  }

  private func queryType(_ operation: FieldText) -> FieldText {
    if operation.hasPrefix("ChatCompletions") { return FieldText("chat") }
    if operation.hasPrefix("Completions") { return FieldText("completion") }
    if operation.contains("mbedding") { return FieldText("embedding") }
    if operation.contains("mage") { return FieldText("image") }
    if operation.contains("udio") || operation.contains("ranscription") { return FieldText("audio") }
    if operation.contains("esponse") { return FieldText("chat") }
    return .empty
  }

  private func properties(_ json: JSONIndex, _ draft: inout EventDraft, _ context: LineContext) {
    let node = json[.root, "properties"]
    let inside = context.attributes
    do throws(LineRejection) {
      if json.isString(node) {
        let bytes = json.bytes(node)
        try inside.index(json.kind(node) == .string ? bytes : context.unescaped(bytes))
      } else {
        guard json.isObject(node) else { return }
        try inside.index(json.bytes(node))
      }
      draft.model = inside.text(inside.first(.root, "modelName", "modelDeploymentName"))
      if inside.equals(inside[.root, "streamType"], "Streaming") { draft.isStream = true }
      if inside.equals(inside[.root, "streamType"], "Non-Streaming") { draft.isStream = false }
    } catch {
      // The request happened, whatever else is unreadable.
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"time":"2026-09-21T10:00:00.0000000Z","category":"RequestResponse","operationName":"ChatCompletions_Create",\
        "durationMs":812,"correlationId":"a2ure-d1ag-sample-1","resultSignature":"200","location":"eastus","properties":\
        "{\\"streamType\\": \\"Streaming\\", \\"modelDeploymentName\\": \\"prod\\", \\"modelName\\": \\"gpt-4o\\", \
        \\"requestLength\\": 700}"}
        {"time":"2026-09-21T10:00:03.0000000Z","category":"RequestResponse","operationName":"Embeddings_Create",\
        "durationMs":12,"correlationId":"a2ure-d1ag-sample-2","resultSignature":"429","properties":"{}"}
        """,
        .init("a2ure-d1ag-sample-1", "azure", "gpt-4o", tokens: TokenCounts()),
        .init(
          "a2ure-d1ag-sample-2", "azure", "", "embedding", tokens: TokenCounts(input: 0, output: 0),
          outcome: .error))
    ]
  }
}
