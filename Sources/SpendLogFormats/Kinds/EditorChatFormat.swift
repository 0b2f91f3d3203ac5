import SpendCore

/// Chats with Copilot in Visual Studio Code: a file of changes to a document, the document first, and older ones the
/// document alone. The prompt is that of a request's last call, the output that of all of its calls; what was cached is
/// not written.
///
/// Source: microsoft/vscode, `src/vs/workbench/contrib/chat/common/model`.
struct EditorChatFormat: RecordFormat {
  var name: StaticString { "vscode-chat" }
  var title: String { "Chats with Copilot in Visual Studio Code" }
  var recognisedBy: String { "kind and v, with k for a change; or requests with responderUsername" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    if json.kind(json[.root, "kind"]) == .number, json[.root, "v"].exists {
      return json.isArray(json[.root, "k"]) || json.isArray(json[.root, "v", "requests"])
    }
    return json[.root, "responderUsername"].exists && json.isArray(json[.root, "requests"])
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json[.root, "kind"].exists else { return try begin(json, .root, context) }
    let path = json[.root, "k"]
    guard json.isArray(path) else { return try begin(json, json[.root, "v"], context) }
    try change(json, path, context)
  }

  // MARK: Documents

  private func begin(
    _ json: JSONIndex, _ document: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) {
    var chat = EditorChat()
    chat.session = json.text(json[document, "sessionId"]).string
    try add(json, json[document, "requests"], to: &chat, context)
    context.streams.editorChat = chat
  }

  private func add(
    _ json: JSONIndex, _ list: JSONIndex.Node, to chat: inout EditorChat, _ context: LineContext
  ) throws(LineRejection) {
    let entry = context.element
    var read = chat
    try json.forEachObject(list, in: entry) { () throws(LineRejection) in
      let request = try Self.request(entry, .root)
      read.append(request)
      emit(request, read, context)
    }
    chat = read
  }

  private static func request(
    _ json: JSONIndex, _ object: JSONIndex.Node
  ) throws(LineRejection) -> EditorChat.Request {
    var request = EditorChat.Request()
    request.id = json.text(json[object, "requestId"]).string
    request.time = json.time(json[object, "timestamp"])?.microseconds
    request.model = model(json.text(json[object, "modelId"]))
    request.prompt = try json.count(json[object, "promptTokens"])
    request.output = try json.count(json[object, "completionTokens"])
    try take(json, result: json[object, "result"], &request)
    return request
  }

  private static func take(
    _ json: JSONIndex, result: JSONIndex.Node, _ request: inout EditorChat.Request
  ) throws(LineRejection) {
    let metadata = json[result, "metadata"]
    if request.prompt == nil { request.prompt = try json.count(json[metadata, "promptTokens"]) }
    if request.output == nil { request.output = try json.count(json[metadata, "outputTokens"]) }
    let resolved = model(json.text(json[metadata, "resolvedModel"]))
    if !resolved.isEmpty { request.model = resolved }
  }

  /// The model without the name of the service; empty while the service chooses.
  private static func model(_ name: FieldText) -> String {
    let text = name.string
    let model = text.hasPrefix("copilot/") ? String(text.dropFirst("copilot/".count)) : text
    return model == "auto" ? "" : model
  }

  // MARK: Changes

  /// `kind` 1 sets the value at a path, 2 cuts the list at a path to `i` and appends to it.
  private func change(
    _ json: JSONIndex, _ path: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) {
    guard var chat = context.streams.editorChat else { return }
    defer { context.streams.editorChat = chat }
    var steps: [UnsafeRawBufferPointer] = []
    try json.forEachElement(path) { step throws(LineRejection) in
      if steps.count < 4 { steps.append(step) }
    }
    guard let first = steps.first, FieldText(first).equals("\"requests\"") else { return }
    let value = json[.root, "v"]
    if steps.count == 1 {
      let appends = try json.count(json[.root, "kind"]) == 2
      if let count = appends ? try json.count(json[.root, "i"]) : 0 { chat.truncate(to: Int(count)) }
      return try add(json, value, to: &chat, context)
    }
    guard let place = try Numbers.count(steps[1]), var request = chat[Int(place)] else { return }
    let known = (request.prompt, request.output, request.model)
    if steps.count == 2 {
      request = try Self.request(json, value)
    } else if steps.count == 3 {
      try set(json, FieldText(steps[2]), value, &request)
    }
    chat[Int(place)] = request
    if known != (request.prompt, request.output, request.model) { emit(request, chat, context) }
  }

  private func set(
    _ json: JSONIndex, _ member: FieldText, _ value: JSONIndex.Node, _ request: inout EditorChat.Request
  ) throws(LineRejection) {
    if member.equals("\"promptTokens\"") {
      request.prompt = try json.count(value)
    } else if member.equals("\"completionTokens\"") {
      request.output = try json.count(value)
    } else if member.equals("\"modelId\"") {
      let model = Self.model(json.text(value))
      if !model.isEmpty { request.model = model }
    } else if member.equals("\"result\"") {
      try Self.take(json, result: value, &request)
    }
  }

  // MARK: Events

  private func emit(_ request: EditorChat.Request, _ chat: EditorChat, _ context: LineContext) {
    guard (request.prompt ?? 0) > 0 || (request.output ?? 0) > 0, !request.id.isEmpty else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.requestID = context.text(request.id)
    draft.identityKey = context.text(FieldText("vscode:"), draft.requestID)
    draft.time = request.time.map(Instant.init(microseconds:))
    draft.session = context.text(chat.session)
    draft.model = context.text(request.model)
    draft.provider = FieldText("github")
    draft.queryType = FieldText("agent")
    draft.tokens = TokenCounts(input: request.prompt, output: request.output)
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"kind":0,"v":{"version":3,"sessionId":"chat-sample","requests":[]}}
        {"kind":2,"k":["requests"],"v":[{"requestId":"request_sample-1","timestamp":1790000000000,"modelId":"copilot/auto"}]}
        {"kind":1,"k":["requests",0,"completionTokens"],"v":40}
        {"kind":1,"k":["requests",0,"promptTokens"],"v":9000}
        {"kind":1,"k":["requests",0,"result"],"v":{"metadata":{"resolvedModel":"gpt-5.4"}}}
        {"kind":1,"k":["requests",0,"completionTokens"],"v":90}
        """,
        .init(
          "request_sample-1", "github", "gpt-5.4", "agent", tokens: TokenCounts(input: 9_000, output: 90)))
    ]
  }
}
