import SpendCore

/// OpenTelemetry spans of requests to models, in OTLP/JSON, one batch a line: the GenAI conventions
/// with their earlier names, OpenInference and OpenLLMetry.
///
/// Source: open-telemetry/semantic-conventions, `model/gen-ai`; Arize-ai/openinference.
struct OpenTelemetryFormat: RecordFormat {
  var name: StaticString { "otel-genai" }
  var title: String { "OpenTelemetry GenAI spans, OpenInference, OpenLLMetry (OTLP/JSON)" }
  var recognisedBy: String {
    "resourceSpans, resourceLogs or resourceMetrics, or a span's gen_ai attributes (also of Jaeger, Zipkin, ClickHouse)"
  }

  private static let spanLists: JSONIndex.Names = ["resourceSpans", "resource_spans"]
  private static let scopeLists: JSONIndex.Names = [
    "scopeSpans", "scope_spans", "instrumentationLibrarySpans", "ilSpans",
  ]

  func recognises(_ json: JSONIndex) -> Bool {
    json.isArray(spans(json)) || json.isArray(json[.root, "resourceLogs"])
      || json.isArray(json[.root, "resourceMetrics"]) || PlainSpan.recognises(json) || PlainSpan.isTrace(json)
      || PlainSpan.isTransaction(json)
  }

  /// Metrics repeat what spans say and are left alone.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if PlainSpan.isTrace(json) { return try PlainSpan.readTrace(json, format: name, context) }
    if PlainSpan.isTransaction(json) {
      return try PlainSpan.readTransaction(json, format: name, context)
    }
    let list = spans(json)
    if !json.isArray(list), PlainSpan.recognises(json) {
      return try PlainSpan.read(json, format: name, context)
    }
    if json.isArray(json[.root, "resourceLogs"]) { try OpenTelemetryLogs(name: name).read(json, context) }
    var parents = SpanParents()
    let resource = context.body
    try json.forEachObject(list, in: resource) { () throws(LineRejection) in
      var shared = OpenTelemetryAttributes()
      try shared.read(resource, resource[.root, "resource", "attributes"], context)
      shared.region = .empty
      let scope = context.attributes
      try resource.forEachObject(resource.first(.root, Self.scopeLists), in: scope) {
        () throws(LineRejection) in
        shared.scope = scope.text(scope[scope.first(.root, "scope", "instrumentationLibrary"), "name"])
        try scope.forEachObject(scope[.root, "spans"], in: context.element) { () throws(LineRejection) in
          try span(context.element, shared, &parents, context)
        }
      }
    }
    parents.dropSums(from: &context.drafts)
  }

  /// The list of resources with spans: of OTLP under the names of both spellings, of Tempo also as batches, or in a
  /// trace.
  private func spans(_ json: JSONIndex) -> JSONIndex.Node {
    let own = json.first(.root, Self.spanLists)
    if json.isArray(own) { return own }
    let batches = json[.root, "batches"]
    if json.isArray(batches) {
      let text = FieldText(json.bytes(batches))
      return text.contains("\"scopeSpans\"") || text.contains("\"instrumentationLibrarySpans\"")
        ? batches : .missing
    }
    return json.first(json[.root, "trace"], Self.spanLists)
  }

  private static let traces: JSONIndex.Names = ["traceId", "trace_id", "traceID"]
  private static let spanNames: JSONIndex.Names = ["spanId", "span_id", "spanID"]
  private static let starts: JSONIndex.Names = ["startTimeUnixNano", "start_time_unix_nano"]
  private static let ends: JSONIndex.Names = ["endTimeUnixNano", "end_time_unix_nano"]

  private static let parentNames: JSONIndex.Names = ["parentSpanId", "parent_span_id", "parentSpanID"]

  private func span(
    _ json: JSONIndex, _ shared: OpenTelemetryAttributes, _ parents: inout SpanParents, _ context: LineContext
  ) throws(LineRejection) {
    var attributes = shared
    try attributes.read(json, json[.root, "attributes"], context)
    let kind = json.text(json[.root, "kind"])
    let isClient = kind.equals("3") || kind.equals("SPAN_KIND_CLIENT")
    guard attributes.isRequest(isClient: isClient) else { return }
    var draft = context.envelope
    draft.format = name
    draft.isSnapshot = true
    draft.requestID = attributes.responseID
    if draft.requestID.isEmpty {
      draft.requestID = context.text(
        json.text(json.first(.root, Self.traces)), FieldText(":"),
        json.text(json.first(.root, Self.spanNames)))
    }
    draft.identityKey = draft.requestID
    draft.time = Timestamp.epoch(json.bytes(json.first(.root, Self.starts)))
    if let start = draft.time, let end = Timestamp.epoch(json.bytes(json.first(.root, Self.ends))) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    try attributes.fill(&draft, context)
    let failed = json.text(json[.root, "status", "code"])
    let isFailure = attributes.hasError || attributes.isClaudeCode && attributes.hasFailed
    if failed.equals("2") || failed.equals("STATUS_CODE_ERROR") || isFailure {
      draft.fail(attributes.errorClass)
    }
    parents.note(
      json.text(json.first(.root, Self.spanNames)), below: json.text(json.first(.root, Self.parentNames)),
      draft: context.drafts.count)
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{\
        "spans":[{"traceId":"0a","spanId":"01","name":"chat gpt-4o","kind":3,"startTimeUnixNano":"1790000900000000000",\
        "endTimeUnixNano":"1790000901500000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
        {"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},{"key":"gen_ai.response.model","value":{"stringValue":"gpt-4o"}},\
        {"key":"gen_ai.response.id","value":{"stringValue":"chatcmpl-otel-sample-1"}},{"key":"gen_ai.usage.input_tokens",\
        "value":{"intValue":"80"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"6"}}]},\
        {"traceId":"0a","spanId":"02","name":"invoke_agent","kind":1,"attributes":[{"key":"gen_ai.operation.name","value":\
        {"stringValue":"invoke_agent"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"80"}}]}]}]}]}
        """,
        .init(
          "chatcmpl-otel-sample-1", "openai", "gpt-4o", tokens: TokenCounts(input: 80, output: 6))),
      FormatSample(
        """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{\
        "logRecords":[{"timeUnixNano":"1790000950000000000","eventName":"gen_ai.client.inference.operation.details",\
        "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.response.model","value":\
        {"stringValue":"gpt-4o"}},{"key":"gen_ai.response.id","value":{"stringValue":"chatcmpl-otel-sample-2"}},{"key":\
        "gen_ai.usage.input_tokens","value":{"intValue":"70"}},{"key":"gen_ai.usage.cache_read.input_tokens","value":\
        {"intValue":"20"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"5"}}]},{"timeUnixNano":\
        "1790000960000000000","attributes":[{"key":"event.name","value":{"stringValue":"gemini_cli.api_response"}},{"key":\
        "model","value":{"stringValue":"gemini-2.5-pro"}},{"key":"session.id","value":{"stringValue":"otel-s-1"}},{"key":\
        "input_token_count","value":{"intValue":"90"}},{"key":"output_token_count","value":{"intValue":"8"}},{"key":\
        "thoughts_token_count","value":{"intValue":"2"}},{"key":"cached_content_token_count","value":{"intValue":"40"}}]},\
        {"timeUnixNano":"1790000970000000000","attributes":[{"key":"event.name","value":{"stringValue":"other"}}]}]}]}]}
        """,
        .init(
          "chatcmpl-otel-sample-2", "openai", "gpt-4o",
          tokens: TokenCounts(input: 50, cacheRead: 20, output: 5)),
        .init(
          "", "google", "gemini-2.5-pro", "agent",
          tokens: TokenCounts(input: 50, cacheRead: 40, output: 10, reasoning: 2))),
    ]
  }
}
