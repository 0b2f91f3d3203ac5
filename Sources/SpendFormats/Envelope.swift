import SpendCore

/// What a log of one's own says around an answer, and where the answer is.
enum Envelope {
  static let places: [StaticString] = [
    "response", "body", "output", "result", "completion", "data", "full_response", "response_body",
  ]

  /// Reads time, durations, status, address and labels into the draft that the line's events begin
  /// with. Harmless for a record that is no envelope.
  static func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.time =
      json.time(json.first(.root, "timestamp", "ts", "time", "created_at", "@timestamp"))
      ?? json.time(json.first(.root, "logging_time", "start_time"))
    draft.latencyMilliseconds =
      json.milliseconds(json.first(.root, "latency_ms", "duration_ms", "latency", "duration", "elapsed_ms"))
    draft.firstTokenMilliseconds = json.milliseconds(json.first(.root, "ttft_ms", "time_to_first_token"))
    draft.requestID = json.text(json.first(.root, "request_id", "requestId"))
    draft.identityKey = draft.requestID
    draft.isStream = json.truth(json[.root, "stream"])

    let url = json.text(json.first(.root, "url", "path", "endpoint"))
    let host = context.host(of: url)
    context.host = host.provider
    draft.provider = host.provider
    draft.region = host.region(in: url)
    let status = json.first(.root, "status_code", "status")
    if json.kind(status) == .number, let code = try json.count(status), code >= 400 { draft.outcome = .error }

    draft.model = json.text(json.first(.root, "model", "modelId"))
    try Attribution.read(json, .root, &draft, context)
    Attribution.members(json, .root, &draft, context)
    try request(json, &draft, context)
    // What the log calls the request itself comes before what was called.
    if draft.queryType.isEmpty { draft.queryType = context.queryType(ofPath: url) }
    context.envelope = draft
  }

  private static func request(
    _ json: JSONIndex, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    var request = JSONIndex.Node.missing
    for place in ["request", "input", "full_request", "request_body"] as [StaticString] {
      let node = json[.root, place]
      guard json.isObject(node) else { continue }
      request = json.isObject(json[node, "body"]) ? json[node, "body"] : node
      break
    }
    guard request.exists else { return }
    if json[request, "model"].exists { draft.model = json.text(json[request, "model"]) }
    if draft.isStream == nil { draft.isStream = json.truth(json[request, "stream"]) }
    try Attribution.read(json, request, &draft, context)
    if draft.user.isEmpty { draft.user = json.text(json[request, "user"]) }
  }

  /// Whether the line holds an answer at one of the documented places.
  static func holdsAnswer(_ json: JSONIndex, _ context: LineContext) -> Bool {
    for place in places {
      let node = json[.root, place]
      switch json.kind(node) {
      case .object:
        if FormatRegistry.response(json, node) != nil { return true }
        let body = json[node, "body"]
        if json.isObject(body), FormatRegistry.response(json, body) != nil { return true }
        if json.isString(body) { return true }
      case .array: if !json.isEmptyArray(node) { return true }
      case .string, .escapedString:
        if let first = json.bytes(node).first(where: { $0 > 0x20 }), looksLikeAnswer(first, json.bytes(node))
        {
          return true
        }
      default: continue
      }
    }
    return false
  }

  private static func looksLikeAnswer(_ first: UInt8, _ text: UnsafeRawBufferPointer) -> Bool {
    first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || FieldText(text).hasPrefix("data:")
      || FieldText(text).hasPrefix("event:")
  }

  /// Reads the answer. False when none of the places holds one.
  static func readAnswer(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) -> Bool {
    for place in places {
      let node = json[.root, place]
      guard node.exists else { continue }
      if try readAnswer(json, node, context) { return true }
      if json.isObject(node), try readAnswer(json, json[node, "body"], context) { return true }
    }
    return false
  }

  private static func readAnswer(
    _ json: JSONIndex, _ node: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    switch json.kind(node) {
    case .object: return try read(json, node, context)
    case .array:
      var found = false
      try json.forEachElement(node) { bytes throws(LineRejection) in
        if try readChunk(bytes, context) { found = true }
      }
      return found
    case .string, .escapedString:
      let raw = json.bytes(node)
      let text = json.kind(node) == .string ? raw : context.unescaped(raw)
      return try readText(text, context)
    default: return false
    }
  }

  private static func readText(
    _ text: UnsafeRawBufferPointer, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    guard let first = text.first(where: { $0 > 0x20 }) else { return false }
    if first == UInt8(ascii: "{") { return try readChunk(text, context) }
    if first == UInt8(ascii: "[") {
      do { try context.body.index(text) } catch { return false }
      let list = context.body
      var elements: [UnsafeRawBufferPointer] = []
      try list.forEachElement(list.root) { bytes throws(LineRejection) in elements.append(bytes) }
      var found = false
      for element in elements where try readChunk(element, context) { found = true }
      return found
    }
    var found = false
    for line in text.split(separator: 0x0A) {
      guard let data = ServerSentEvents.data(UnsafeRawBufferPointer(rebasing: line)) else { continue }
      if try readChunk(data, context) { found = true }
    }
    return found
  }

  /// Reads one JSON object of a stream or a list. What is no JSON is passed over: the line around it
  /// was whole.
  private static func readChunk(
    _ bytes: UnsafeRawBufferPointer, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return false }
    do { try context.body.index(bytes) } catch { return false }
    return try read(context.body, .root, context)
  }

  private static func read(
    _ json: JSONIndex, _ node: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    guard let format = FormatRegistry.response(json, node) else { return false }
    var draft = context.envelope
    guard try format.read(json, node, &draft, context) else { return true }
    if context.envelope.outcome == .error { draft.fail() }
    add(draft, context)
    return true
  }

  /// Chunks of one answer tell the same request several times: the one that says most stays.
  private static func add(_ draft: EventDraft, _ context: LineContext) {
    let same = context.drafts.lastIndex { known in
      !draft.identityKey.isEmpty && known.identityKey.bytes.elementsEqual(draft.identityKey.bytes)
    }
    guard let same else {
      context.drafts.append(draft)
      return
    }
    if (draft.tokens.output ?? -1) >= (context.drafts[same].tokens.output ?? -1) {
      context.drafts[same] = draft
    }
  }
}

/// The text of `text/event-stream` as it comes over the wire.
enum ServerSentEvents {
  /// What follows `data:`; nil for other lines and for the end mark.
  static func data(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard FieldText(line).hasPrefix("data:") else { return nil }
    var rest = line.dropFirst(5)
    while rest.first == 0x20 { rest = rest.dropFirst() }
    while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
    guard !rest.isEmpty, !rest.elementsEqual("[DONE]".utf8) else { return nil }
    return UnsafeRawBufferPointer(rebasing: rest)
  }

  /// Whether a line is part of an event stream.
  static func isField(_ line: UnsafeRawBufferPointer) -> Bool {
    let text = FieldText(line)
    return text.hasPrefix("data:") || text.hasPrefix("event:") || text.hasPrefix("id:")
      || text.hasPrefix("retry:") || text.hasPrefix(":")
  }
}
