import SpendCore

/// A span with its attributes as one object, as console and file exporters of OpenTelemetry's libraries write it.
enum PlainSpan {
  private static let marks: JSONIndex.Names = [
    "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.system", "openinference.span.kind",
    "llm.request.type",
  ]
  private static let traces: JSONIndex.Names = ["trace_id", "traceId", "traceID", "TraceId"]
  private static let spans: JSONIndex.Names = ["span_id", "spanId", "spanID", "SpanId", "id"]
  private static let starts: JSONIndex.Names = [
    "start_time", "start_timestamp", "startTime", "startTimeUnixNano", "start_time_unix_nano", "timestamp",
  ]
  private static let ends: JSONIndex.Names = [
    "end_time", "end_timestamp", "endTime", "endTimeUnixNano", "end_time_unix_nano",
  ]

  static func recognises(_ json: JSONIndex) -> Bool {
    let attributes = json[.root, "attributes"]
    guard json.isObject(attributes), json.first(attributes, marks).exists else { return false }
    // Copilot's telemetry file has a format of its own.
    return trace(json).exists && !json.isArray(json[.root, "startTime"]) && !json[.root, "hrTime"].exists
  }

  private static func trace(_ json: JSONIndex) -> JSONIndex.Node {
    let own = json.first(.root, traces)
    return own.exists ? own : json.first(context(json), traces)
  }

  private static func context(_ json: JSONIndex) -> JSONIndex.Node {
    json.first(.root, "context", "spanContext", "SpanContext")
  }

  static func read(_ json: JSONIndex, format: StaticString, _ context: LineContext) throws(LineRejection) {
    var attributes = OpenTelemetryAttributes()
    attributes.read(object: json, json[.root, "resource", "attributes"], context)
    attributes.read(object: json, json[.root, "attributes"], context)
    let kind = json.text(json[.root, "kind"])
    guard attributes.isRequest(isClient: kind.hasSuffix("CLIENT")) else { return }
    var draft = context.envelope
    draft.format = format
    draft.isSnapshot = true
    draft.requestID = attributes.responseID
    if draft.requestID.isEmpty {
      let own = json.first(Self.context(json), spans)
      let span = json.text(own.exists ? own : json.first(.root, spans))
      draft.requestID = context.text(digits(json.text(trace(json))), FieldText(":"), digits(span))
    }
    draft.identityKey = draft.requestID
    draft.time = json.time(json.first(.root, starts))
    if let start = draft.time, let end = json.time(json.first(.root, ends)) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    try attributes.fill(&draft, context)
    let status = json.text(json.first(json[.root, "status"], "status_code", "code"))
    if status.equals("ERROR") || status.equals("2") || attributes.hasError { draft.fail() }
    context.drafts.append(draft)
  }

  /// An id without `0x`.
  private static func digits(_ id: FieldText) -> FieldText {
    id.hasPrefix("0x") ? FieldText(UnsafeRawBufferPointer(rebasing: id.bytes.dropFirst(2))) : id
  }
}
