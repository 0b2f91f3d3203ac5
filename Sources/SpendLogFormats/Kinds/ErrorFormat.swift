import SpendCore

/// An error response: a request that is free, unless the response contains its usage.
struct ErrorFormat: ResponseFormat {
  var name: StaticString { "error" }
  var title: String { "Error answers of providers" }
  var recognisedBy: String { "error is an object, type or object is error, or an exception of AWS" }

  /// Members of Bedrock's streams that end them.
  private static let streamExceptions: [StaticString] = [
    "internalServerException", "modelStreamErrorException", "throttlingException", "validationException",
    "serviceUnavailableException", "modelTimeoutException",
  ]

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    // A failed record of a Bedrock batch has a format of its own.
    if json[body, "modelInput"].exists { return false }
    if json.isObject(json[body, "error"]) {
      return !json.isEmptyObject(json[body, "error"])
    }
    if json.equals(json[body, "type"], "error") || json[body, "Error", "Code"].exists { return true }
    // IBM lists the errors, beside the id of their trace.
    if json.isArray(json[body, "errors"]), json[body, "trace"].exists, json[body, "status_code"].exists {
      return true
    }
    if json.equals(json[body, "object"], "error"), json[body, "message"].exists { return true }
    if json[body, "base_resp"].exists, isRefusal(json, body) { return true }
    if json[body, "__type"].exists, json[body, "message"].exists || json[body, "Message"].exists {
      return true
    }
    return Self.streamExceptions.contains { json.isObject(json[body, $0]) }
  }

  /// Source: MiniMax API documentation, "Error codes".
  private static let refusals: [(code: StaticString, class: ErrorClass)] = [
    ("1000", .serverError), ("1001", .timeout), ("1002", .rateLimited), ("1004", .clientError),
    ("1008", .clientError), ("1013", .serverError), ("1026", .contentFilter), ("1027", .contentFilter),
    ("1039", .rateLimited), ("2013", .clientError),
  ]

  /// True for an answer of MiniMax without a result; its status is 0 beside results.
  private func isRefusal(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let status = json[body, "base_resp", "status_code"]
    guard json.kind(status) == .number, !json.text(status).equals("0") else { return false }
    return !json[body, "usage"].exists && !json.isArray(json[body, "choices"])
  }

  /// True for a line of a log about a failure rather than an answer: it states a time, or the model that was called.
  static func isLogLine(_ json: JSONIndex) -> Bool {
    json.first(.root, Envelope.models).exists || json.first(.root, Envelope.times).exists
  }

  private static let loggerMarks: JSONIndex.Names = ["level", "severity", "msg", "message", "logger"]

  /// True when the error in a log line may be a provider's; errors that loggers write are those of any program.
  static func isProviders(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "type"], "error") || !json.first(.root, loggerMarks).exists
  }

  /// Recognises an error in the place of an answer, by members that records of other programs may have
  /// as well.
  func recognisesAnswer(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if recognises(json, body) { return true }
    let error = json[body, "error"]
    if json.isString(error) { return !json.bytes(error).isEmpty }
    return json.equals(json[body, "event_type"], "error") || json[body, "fault"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    // An error within a stream ends the answer that has begun.
    let isEvent = json.equals(json[body, "type"], "error") || json.equals(json[body, "event_type"], "error")
    if isEvent, draft.outcome == .ok, let open = context.streams.message(ofExactly: context.streamName) {
      open.fill(&draft, context)
      context.streams.close(answer: draft.requestID)
    } else {
      draft.take(id: json.text(json.first(body, "request_id", "id")))
    }
    draft.format = name
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    if draft.provider.isEmpty { draft.provider = seller(json, body) }
    let refusal = json.text(json[body, "base_resp", "status_code"])
    draft.fail(Self.refusals.first { refusal.equals($0.code) }?.class)
    // Mistral's errors are flat, boto's have a member of its own.
    let type = json.equals(json[body, "object"], "error") ? json[body, "type"] : json[body, "Error", "Code"]
    if type.exists, let found = ErrorWords.failure(json.text(type)) { draft.take(found) }
    return true
  }

  /// The seller of an error without an address and a model, by the form of the error.
  private func seller(_ json: JSONIndex, _ body: JSONIndex.Node) -> FieldText {
    if json.equals(json[body, "type"], "error") {
      // Responses name the code beside the type, or in an object as the events of their connections do; Anthropic's
      // objects have none.
      let isOpenAI = json[body, "error", "code"].exists || json[body, "event_id"].exists
      return FieldText(json.isObject(json[body, "error"]) && !isOpenAI ? "anthropic" : "openai")
    }
    if json.isArray(json[body, "errors"]), json[body, "trace"].exists { return FieldText("watsonx") }
    let isAWS =
      json[body, "__type"].exists || Self.streamExceptions.contains { json.isObject(json[body, $0]) }
    return isAWS ? FieldText("bedrock") : .empty
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"type":"error","error":{"type":"overloaded_error","message":"busy"},"request_id":"req_011Sample000000000001"}
        """,
        .init(
          "req_011Sample000000000001", "anthropic", "", "", tokens: TokenCounts(input: 0, output: 0),
          outcome: .error)),
      FormatSample(
        """
        {"__type":"ThrottlingException","message":"busy"}
        """, .init("", "bedrock", "", "", tokens: TokenCounts(input: 0, output: 0), outcome: .error)),
    ]
  }
}
