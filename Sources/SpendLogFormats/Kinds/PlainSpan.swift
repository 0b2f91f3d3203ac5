import SpendCore

/// A span on its own, as exporters to consoles, files and databases write it: its attributes are one object, or a list
/// of keys and values, under the names of OpenTelemetry, Zipkin, Jaeger or ClickHouse's exporter.
enum PlainSpan {
  private static let marks: JSONIndex.Names = [
    "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.system", "openinference.span.kind",
    "llm.request.type", "gen_ai.usage.input_tokens", "llm.token_count.prompt", "gen_ai.request.model",
    "mlflow.spanType", "ai.operationId",
  ]
  /// Members of attributes that are written as objects in objects.
  private static let nestedMarks: JSONIndex.Names = ["gen_ai", "openinference", "llm"]
  private static let attributes: JSONIndex.Names = [
    "attributes", "tags", "SpanAttributes", "attributes_string", "tag", "data",
  ]
  private static let traces: JSONIndex.Names = ["trace_id", "traceId", "traceID", "TraceId", "trace.id"]
  private static let spans: JSONIndex.Names = ["span_id", "spanId", "spanID", "SpanId", "id", "span.id"]
  private static let starts: JSONIndex.Names = [
    "start_time", "start_timestamp", "startTime", "startTimeUnixNano", "start_time_unix_nano", "timestamp",
    "Timestamp", "@timestamp", "startTimeMillis",
  ]
  private static let ends: JSONIndex.Names = [
    "end_time", "end_timestamp", "endTime", "endTimeUnixNano", "end_time_unix_nano",
  ]

  static func recognises(_ json: JSONIndex) -> Bool {
    let attributes = json.first(.root, attributes)
    guard trace(json).exists else { return false }
    // A list does not show in the record's shape: its names decide nothing.
    if json.isArray(attributes) { return isListed(json) }
    guard json.isObject(attributes) else { return false }
    guard
      json.first(attributes, marks).exists || json.isObject(json.first(attributes, nestedMarks))
    else { return false }
    // Copilot's telemetry file has a format of its own.
    return !json.isArray(json[.root, "startTime"]) && !json[.root, "hrTime"].exists
  }

  /// True for a span whose attributes are a list of objects; tags of other tools are lists of texts.
  private static func isListed(_ json: JSONIndex) -> Bool {
    let list = json.bytes(json.first(.root, attributes)).dropFirst()
    return list.first { $0 > 0x20 } == UInt8(ascii: "{") && json.first(.root, spans).exists
      && json.first(.root, starts).exists && json.first(.root, "operationName", "name").exists
  }

  private static func trace(_ json: JSONIndex) -> JSONIndex.Node {
    let own = json.first(.root, traces)
    if own.exists { return own }
    let described = json.first(context(json), traces)
    return described.exists ? described : json[.root, "trace", "id"]
  }

  private static func span(_ json: JSONIndex) -> JSONIndex.Node {
    let described = json.first(context(json), spans)
    if described.exists { return described }
    let own = json.first(.root, spans)
    return own.exists ? own : json[.root, "span", "id"]
  }

  private static func context(_ json: JSONIndex) -> JSONIndex.Node {
    json.first(.root, "context", "spanContext", "SpanContext")
  }

  /// Reads a span. `service`: what wrote it, where the record itself does not say.
  static func read(
    _ json: JSONIndex, format: StaticString, service: FieldText = .empty, _ context: LineContext
  ) throws(LineRejection) {
    var attributes = OpenTelemetryAttributes()
    attributes.service = service.isEmpty ? Self.service(json) : service
    attributes.scope = json.text(json.first(.root, "ScopeName", "instrumentation_scope"))
    attributes.read(object: json, json[.root, "resource", "attributes"], context)
    attributes.read(object: json, json.first(.root, resources), context)
    attributes.region = .empty
    let own = json.first(.root, Self.attributes)
    if json.isArray(own) {
      try attributes.read(json, own, context)
    } else {
      attributes.read(object: json, own, context)
    }
    // Jaeger's storage and SigNoz have attributes of a second kind in an object of their own.
    attributes.read(object: json, json.first(.root, "tag", "attributes_number"), context)
    let kind = json.text(json.first(.root, "kind", "SpanKind"))
    let isClient = kind.hasSuffix("CLIENT") || kind.equals("Client") || attributes.spanSide.equals("client")
    guard attributes.isRequest(isClient: isClient) else { return }
    var draft = context.envelope
    draft.format = format
    draft.isSnapshot = true
    draft.requestID = attributes.responseID
    if draft.requestID.isEmpty {
      draft.requestID = context.text(
        digits(json.text(trace(json))), FieldText(":"), digits(json.text(span(json))))
    }
    draft.identityKey = draft.requestID
    draft.time = json.time(json.first(.root, starts))
    if let start = draft.time, let end = json.time(end(json)) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    } else if json.first(.root, "tags", "tag").exists {
      draft.latencyMilliseconds = json.milliseconds(json[.root, "duration"], unit: .microseconds)
    } else {
      draft.latencyMilliseconds = json.milliseconds(json[.root, "Duration"], unit: .nanoseconds)
    }
    try attributes.fill(&draft, context)
    if !attributes.outputs.isEmpty { try attributes.fillAnswer(&draft, context) }
    let status = json.text(json.first(json[.root, "status"], "status_code", "code"))
    let plain = json.text(json[.root, "StatusCode"])
    if status.equals("ERROR") || status.equals("2") || attributes.hasError || plain.hasSuffix("ERROR")
      || plain.equals("Error")
    {
      draft.fail(attributes.errorClass)
    }
    context.drafts.append(draft)
  }

  /// The end of a span; Sentry calls it `timestamp` beside the beginning.
  private static func end(_ json: JSONIndex) -> JSONIndex.Node {
    let end = json.first(.root, ends)
    return end.exists || !json[.root, "start_timestamp"].exists ? end : json[.root, "timestamp"]
  }

  private static let resources: JSONIndex.Names = ["ResourceAttributes", "resource_attributes"]

  private static func service(_ json: JSONIndex) -> FieldText {
    let own = json.text(json.first(.root, "ServiceName", "serviceName", "service_name"))
    if !own.isEmpty { return own }
    return json.text(json[json.first(.root, "localEndpoint", "process"), "serviceName"])
  }

  /// An id without `0x`.
  private static func digits(_ id: FieldText) -> FieldText {
    id.hasPrefix("0x") ? FieldText(UnsafeRawBufferPointer(rebasing: id.bytes.dropFirst(2))) : id
  }

  // MARK: Jaeger

  /// True for a trace of Jaeger's interface: spans, and the processes that wrote them.
  static func isTrace(_ json: JSONIndex) -> Bool {
    json.isArray(json[.root, "spans"]) && json[.root, "traceID"].exists
      && json.isObject(json[.root, "processes"])
  }

  /// True for a transaction of Sentry: a request of the program with the spans in it.
  static func isTransaction(_ json: JSONIndex) -> Bool {
    json.isArray(json[.root, "spans"]) && json.isObject(json[.root, "contexts", "trace"])
      && json[.root, "start_timestamp"].exists
  }

  static func readTransaction(
    _ json: JSONIndex, format: StaticString, _ context: LineContext
  ) throws(LineRejection) {
    let span = context.body
    try json.forEachObject(json[.root, "spans"], in: span) { () throws(LineRejection) in
      try read(span, format: format, context)
    }
  }

  static func readTrace(
    _ json: JSONIndex, format: StaticString, _ context: LineContext
  ) throws(LineRejection) {
    let processes = json[.root, "processes"]
    let span = context.body
    try json.forEachObject(json[.root, "spans"], in: span) { () throws(LineRejection) in
      let process = json.member(processes, named: span.bytes(span[.root, "processID"]))
      try read(span, format: format, service: json.text(json[process, "serviceName"]), context)
    }
  }
}
