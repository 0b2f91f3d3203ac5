import SpendCore

/// Log records in OTLP/JSON that tell a request: the GenAI convention's own, and those of agents that
/// export their telemetry.
struct OpenTelemetryLogs {
  private enum Kind {
    case genAI, geminiCLI, claudeCode, codex
    /// A request that failed.
    case failure

    init?(_ event: FieldText) {
      if event.equals("gen_ai.client.inference.operation.details") {
        self = .genAI
      } else if event.equals("gemini_cli.api_response") || event.equals("qwen-code.api_response") {
        self = .geminiCLI
      } else if event.equals("claude_code.api_request") || event.equals("api_request") {
        self = .claudeCode
      } else if event.equals("codex.sse_event") {
        self = .codex
      } else if event.equals("claude_code.api_error") || event.equals("api_error")
        || event.equals("gemini_cli.api_error") || event.equals("qwen-code.api_error")
      {
        self = .failure
      } else {
        return nil
      }
    }
  }

  let name: StaticString

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let resource = context.body
    let scope = context.attributes
    let record = context.element
    try json.forEachObject(json[.root, "resourceLogs"], in: resource) { () throws(LineRejection) in
      var shared = OpenTelemetryAttributes()
      try shared.read(resource, resource[.root, "resource", "attributes"], context)
      shared.region = .empty
      try resource.forEachObject(resource[.root, "scopeLogs"], in: scope) { () throws(LineRejection) in
        try scope.forEachObject(scope[.root, "logRecords"], in: record) { () throws(LineRejection) in
          try log(record, shared, resource, context)
        }
      }
    }
  }

  private func log(
    _ json: JSONIndex, _ shared: OpenTelemetryAttributes, _ resource: JSONIndex, _ context: LineContext
  ) throws(LineRejection) {
    var attributes = shared
    try attributes.read(json, json[.root, "attributes"], context)
    let named = json.text(json[.root, "eventName"])
    guard let kind = Kind(named.isEmpty ? attributes.event : named) else {
      return keepBody(json, attributes, resource, context)
    }
    var draft = context.envelope
    draft.format = name
    draft.isSnapshot = true
    let nanoseconds = json.text(json.first(.root, "timeUnixNano", "observedTimeUnixNano"))
    if kind == .genAI { try attributes.fill(&draft, context) } else { try fill(&draft, kind, attributes) }
    guard !draft.tokens.isUnknown || kind == .failure && !draft.model.isEmpty else { return }
    draft.time = Timestamp.epoch(nanoseconds.bytes)
    identify(&draft, json, kind, attributes, nanoseconds, context)
    if attributes.hasError || kind == .failure { draft.fail(attributes.errorClass) }
    context.drafts.append(draft)
  }

  /// Keeps the body of a record of another kind, which may be a record of a request itself.
  private func keepBody(
    _ json: JSONIndex, _ attributes: OpenTelemetryAttributes, _ resource: JSONIndex, _ context: LineContext
  ) {
    var content = OpenTelemetryBody.content(json, json[.root, "body"], context)
    let list = json[.root, "attributes"]
    // The attributes, or a text among them, are the record, beside a text.
    if !attributes.plainInput.isEmpty || FieldText(json.bytes(list)).contains("\"{\\\""),
      content?.bytes.contains(UInt8(ascii: "{")) != true
    {
      content = OpenTelemetryBody.members(json, list, context) ?? content
    }
    guard let content else { return }
    var fields = WrapperFields()
    fields.time = Timestamp.epoch(json.bytes(json.first(.root, "timeUnixNano", "observedTimeUnixNano")))
    fields.service = attributes.service
    fields.environment = attributes.environment
    let entry = context.leaf
    try? resource.forEachObject(resource[.root, "resource", "attributes"], in: entry) {
      () throws(LineRejection) in
      let value = entry.text(entry[.root, "value", "stringValue"])
      let key = entry.text(entry[.root, "key"])
      if key.equals("k8s.pod.name") { fields.pod = value }
      if key.equals("k8s.namespace.name") { fields.namespace = value }
      if key.equals("k8s.container.name") || key.equals("container.name") { fields.container = value }
      if key.equals("host.name") || key.equals("k8s.node.name") && fields.host.isEmpty { fields.host = value }
      if key.equals("service.instance.id") || key.equals("container.id") { fields.process = value }
    }
    context.bodies.append((content, fields))
  }

  /// Reads attributes under tool-specific names.
  private func fill(
    _ draft: inout EventDraft, _ kind: Kind, _ attributes: OpenTelemetryAttributes
  ) throws(LineRejection) {
    try attributes.fillAgent(&draft)
    guard kind != .claudeCode else { return }
    // Codex writes the total under the name of Gemini's tool prompts.
    let tool = kind == .geminiCLI ? try Numbers.count(attributes.toolInput.bytes) ?? 0 : 0
    draft.tokens.input = Usage.exclusive(
      prompt: draft.tokens.input.map { Int32(clamping: Int64($0) + Int64(tool)) },
      cached: draft.tokens.cacheRead,
      written: draft.tokens.cacheWrite5m)
    // Gemini's thoughts come on top of its output.
    if kind == .geminiCLI, let output = draft.tokens.output {
      draft.tokens.output = Int32(clamping: Int64(output) + Int64(draft.tokens.reasoning ?? 0))
    }
  }

  /// The answer's own id; else the span it was logged in; else when and in which session it was.
  private func identify(
    _ draft: inout EventDraft, _ json: JSONIndex, _ kind: Kind, _ attributes: OpenTelemetryAttributes,
    _ nanoseconds: FieldText, _ context: LineContext
  ) {
    draft.requestID = attributes.responseID
    let span = json.text(json[.root, "spanId"])
    if draft.requestID.isEmpty, kind == .genAI, !span.isEmpty {
      draft.requestID = context.text(json.text(json[.root, "traceId"]), FieldText(":"), span)
    }
    draft.identityKey = draft.requestID
    guard draft.identityKey.isEmpty, !draft.session.isEmpty else { return }
    draft.identityKey = context.text(
      draft.session, FieldText("@"), nanoseconds, FieldText("#"), attributes.sequence)
  }
}
