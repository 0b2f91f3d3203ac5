import SpendCore

/// A log record of the user's own around a provider's response.
enum Envelope {
  static let places: [StaticString] = [
    "response", "body", "output", "result", "completion", "data", "full_response", "response_body",
    "chunk", "chunks", "response_text", "raw_response",
  ]
  /// Lists of chunks within an answer.
  static let chunkLists: JSONIndex.Names = ["chunks", "stream", "events"]

  /// Reads time, durations, status, address and labels into the initial draft of the line's events. Harmless
  /// for records other than envelopes.
  static func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.time =
      json.time(json.first(.root, times))
      ?? json.time(json.first(.root, "logging_time", "start_time", "startedDateTime"))
    if draft.time == nil { draft.time = localTime(json, context) }
    draft.latencyMilliseconds = json.milliseconds(json.first(.root, latencies))
    draft.firstTokenMilliseconds = json.milliseconds(json.first(.root, firstTokens))
    draft.requestID = json.text(json.first(.root, requestIDs))
    draft.identityKey = draft.requestID
    draft.isStream = json.truth(json[.root, "stream"])

    let status = try status(json)
    if status >= 400 {
      draft.outcome = .error
      draft.take(ErrorClass(status: status) ?? .other)
    }
    let url = address(json, context)
    context.address = context.address(of: url)
    draft.provider = context.address.provider
    draft.region = context.address.region(in: url)

    let request = request(json)
    draft.model = json.text(json.first(.root, models))
    try Attribution.read(json, .root, &draft, context)
    Attribution.members(json, .root, &draft, context)
    try Attribution.readTexts(json, .root, &draft, context)
    if request.exists { try read(json, request: request, &draft, context) }
    readModel(json, request, url, &draft, context)
    if draft.provider.equals("huggingface") { RouterRoute.read(json, url, &draft, context) }
    // The log's own name of the request comes before what was called.
    if draft.queryType.isEmpty { draft.queryType = context.address.queryType }
    context.envelope = draft
  }

  /// Reads what a log wrote on the same level as an answer that does not state it: the time, and the model and the id
  /// of a call to Bedrock or Google.
  static func readBeside(_ json: JSONIndex, _ draft: inout EventDraft, _ context: LineContext) {
    if draft.time == nil {
      let node = json.first(.root, times)
      if node.exists { draft.time = json.time(node) ?? (try? RecordTime.read(json.text(node), context)) }
    }
    if draft.model.isEmpty { draft.model = json.text(json.first(.root, models)) }
    guard draft.provider.equals("bedrock") else { return }
    draft.take(model: json.text(json[.root, "modelId"]))
    if draft.requestID.isEmpty { draft.take(id: json.text(json[.root, "ResponseMetadata", "RequestId"])) }
  }

  /// A time in a local form. One in no known form is kept as damage, for answers without a time of their own.
  private static func localTime(_ json: JSONIndex, _ context: LineContext) -> Instant? {
    let text = json.text(json.first(.root, times))
    guard !text.isEmpty else { return nil }
    do throws(LineRejection) {
      return try RecordTime.read(text, context)
    } catch {
      context.timeDamage = error
      return nil
    }
  }

  static let times: JSONIndex.Names = ["timestamp", "ts", "time", "created_at", "@timestamp"]
  private static let latencies: JSONIndex.Names = [
    "latency_ms", "duration_ms", "latency", "duration", "elapsed_ms",
  ]
  private static let firstTokens: JSONIndex.Names = ["ttft_ms", "time_to_first_token"]
  private static let requestIDs: JSONIndex.Names = ["request_id", "requestId"]
  private static let status: JSONIndex.Names = ["status_code", "statusCode", "status", "http_status"]
  private static let innerStatus: JSONIndex.Names = ["status_code", "statusCode", "status"]
  /// Names of the address that was called.
  static let addresses: JSONIndex.Names = ["url", "path", "endpoint", "request_url", "uri"]
  private static let requests: [JSONIndex.Name] = ["request", "input", "full_request", "request_body"]
  static let models: JSONIndex.Names = ["model", "modelId", "model_id"]

  /// The HTTP status of the answer; 0 when the log has none.
  private static func status(_ json: JSONIndex) throws(LineRejection) -> Int32 {
    let own = json.first(.root, Self.status)
    if json.kind(own) == .number, let code = try json.count(own) { return code }
    let response = json[.root, "response"]
    let plain = json.first(response, Self.innerStatus)
    let inner = plain.exists ? plain : json[response, "ResponseMetadata", "HTTPStatusCode"]
    return json.kind(inner) == .number ? try json.count(inner) ?? 0 : 0
  }

  /// The address that was called, without the backslashes that JSON may put before slashes.
  private static func address(_ json: JSONIndex, _ context: LineContext) -> FieldText {
    let node = json.first(.root, addresses)
    let url = json.text(node.exists ? node : json[.root, "request", "url"])
    return url.isEscaped ? FieldText(context.unescaped(url.bytes)) : url
  }

  /// The request, or its body.
  private static func request(_ json: JSONIndex) -> JSONIndex.Node {
    for place in requests {
      let node = json[.root, named: place]
      guard json.isObject(node) else { continue }
      return json.isObject(json[node, "body"]) ? json[node, "body"] : node
    }
    return .missing
  }

  private static func read(
    _ json: JSONIndex, request: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    draft.take(model: json.text(json.first(request, models)))
    if draft.isStream == nil { draft.isStream = json.truth(json[request, "stream"]) }
    try Attribution.read(json, request, &draft, context)
    if draft.user.isEmpty { draft.user = json.text(json[request, "user"]) }
  }

  /// The model that was called: as the request names it, else as the address does. Bedrock bills the id
  /// that was called; the answers of some makers name a model of their own.
  private static func readModel(
    _ json: JSONIndex, _ request: JSONIndex.Node, _ url: FieldText, _ draft: inout EventDraft,
    _ context: LineContext
  ) {
    let called = context.address.model(in: url, context)
    if draft.model.isEmpty { draft.model = called }
    if draft.provider.isEmpty,
      json.first(request, "modelId", "anthropic_version").exists
        || json[.root, "modelId"].exists
    {
      let named = Providers.ofModel(draft.model)
      if named.equals("bedrock") { draft.provider = named }
    }
    if draft.provider.equals("databricks"), draft.model.hasPrefix("databricks-") {
      context.calledModel = draft.model
    }
    guard draft.provider.equals("bedrock"), Providers.ofModel(draft.model).equals("bedrock") else { return }
    // Addresses of profiles and of rented models do not name the model.
    let isName =
      !draft.model.hasPrefix("arn:") || draft.model.contains("foundation-model/")
      || draft.model.contains(":inference-profile/")
    if isName { context.calledModel = draft.model }
  }

  /// True when the line has a response at one of the documented places.
  static func holdsAnswer(_ json: JSONIndex) -> Bool {
    for place in places {
      let node = json[.root, place]
      switch json.kind(node) {
      case .object:
        if FormatRegistry.response(json, node) != nil { return true }
        let body = json[node, "body"]
        if json.isObject(body), FormatRegistry.response(json, body) != nil { return true }
        if json.isString(body) || json.isArray(body) && !json.isEmptyArray(body) { return true }
        if json.isString(archivedText(json, node)) { return true }
        if json.isString(json[node, "bytes"]) || json.isArray(json.first(node, chunkLists)) { return true }
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

  /// The text of an answer in an archive of a browser's requests.
  private static func archivedText(_ json: JSONIndex, _ response: JSONIndex.Node) -> JSONIndex.Node {
    let content = json[response, "content"]
    return json[content, "mimeType"].exists ? json[content, "text"] : .missing
  }

  private static func looksLikeAnswer(_ first: UInt8, _ text: UnsafeRawBufferPointer) -> Bool {
    first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || ServerSentEvents.isField(text)
      || first == UInt8(ascii: "\\") && FieldText(text).hasPrefix("\\\"{")
  }

  /// Reads the answer. False when none of the places holds one.
  static func readAnswer(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) -> Bool {
    if context.address.isFree { return context.envelope.outcome == .error ? fail(json, context) : true }
    for place in places {
      let node = json[.root, place]
      guard node.exists else { continue }
      if try readAnswer(json, node, context) { return true }
      if json.isObject(node) {
        if try readAnswer(json, json[node, "body"], context) { return true }
        if try readEncoded(json, node, context) { return true }
        if try readAnswer(json, archivedText(json, node), context) { return true }
      }
    }
    if context.envelope.provider.equals("bedrock"), try readHeaders(json, context) { return true }
    if context.envelope.provider.equals("elevenlabs"), readCharacters(json, context) { return true }
    return isFailure(json, context) ? fail(json, context) : false
  }

  /// Reads a body that an API gateway wrote in base64.
  private static func readEncoded(
    _ json: JSONIndex, _ node: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    guard json.truth(json.first(node, "isBase64Encoded", "is_base64_encoded")) == true,
      json.kind(json[node, "body"]) == .string,
      let text = context.decodedBase64(json.bytes(json[node, "body"]))
    else { return false }
    return try StreamedAnswer(context).readText(text)
  }

  /// Bedrock counts the tokens of every model's answer in its headers, also where the body does not.
  /// Without the headers the request is one of unknown size.
  private static func readHeaders(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) -> Bool {
    let response = json[.root, "response"]
    let inner = json.first(response, "headers", "HTTPHeaders")
    let nested = json[response, "ResponseMetadata", "HTTPHeaders"]
    let outer = json.first(.root, "response_headers", "headers")
    let headers = nested.exists ? nested : inner.exists ? inner : outer
    let input = try json.count(
      json.first(headers, "x-amzn-bedrock-input-token-count", "X-Amzn-Bedrock-Input-Token-Count"))
    let isAnswer = context.envelope.outcome == .ok && json.isObject(response)
    guard input != nil || isAnswer && !context.calledModel.isEmpty && json[.root, "url"].exists else {
      return false
    }
    var draft = context.envelope
    draft.format = BedrockInvokeFormat().name
    draft.tokens.input = input
    draft.tokens.output = try json.count(
      json.first(headers, "x-amzn-bedrock-output-token-count", "X-Amzn-Bedrock-Output-Token-Count"))
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    if draft.outcome == .error { draft.fail() }
    context.drafts.append(draft)
    return true
  }

  private static let headerPlaces: JSONIndex.Names = ["response_headers", "headers"]
  private static let characterHeaders: JSONIndex.Names = [
    "x-character-count", "X-Character-Count", "character-cost", "Character-Cost",
  ]

  /// The answer is sound: the characters that it was made of stand in its headers.
  private static func readCharacters(_ json: JSONIndex, _ context: LineContext) -> Bool {
    let inner = json.first(json[.root, "response"], headerPlaces)
    let headers = inner.exists ? inner : json.first(.root, headerPlaces)
    guard let units = json.units(.character, json.first(headers, characterHeaders)) else { return false }
    var draft = context.envelope
    draft.format = GenericJSONFormat().name
    draft.tokens = TokenCounts(input: 0, output: 0)
    draft.units = units
    if draft.queryType.isEmpty { draft.queryType = FieldText("audio") }
    draft.take(id: json.text(json.first(headers, "request-id", "Request-Id")))
    if draft.outcome == .error { draft.fail() }
    context.drafts.append(draft)
    return true
  }

  /// True for a failed request to a model, whatever the body is.
  private static func isFailure(_ json: JSONIndex, _ context: LineContext) -> Bool {
    guard context.envelope.outcome == .error else { return false }
    let isCall = json[.root, "request"].exists || json[.root, "response"].exists
    let counts = json.first(
      .root, "usage", "prompt_tokens", "input_tokens", "completion_tokens", "output_tokens")
    let isEndpoint = context.address.isEndpoint && (isCall || !context.address.provider.isEmpty)
    return isEndpoint && !counts.exists || isCall && !context.envelope.model.isEmpty
  }

  private static func fail(_ json: JSONIndex, _ context: LineContext) -> Bool {
    var draft = context.envelope
    draft.format = ErrorFormat().name
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.fail(ErrorClassReader.failure(json, .root))
    context.drafts.append(draft)
    return true
  }

  private static func readAnswer(
    _ json: JSONIndex, _ node: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let stream = StreamedAnswer(context)
    switch json.kind(node) {
    case .object: return try stream.readWhole(json, node)
    case .array: return try stream.readList(json, node)
    case .string, .escapedString:
      let raw = json.bytes(node)
      return try stream.readText(json.kind(node) == .string ? raw : context.unescaped(raw))
    default: return false
    }
  }
}
