import SpendCore

/// Log records in OTLP/JSON that tell a request: the GenAI convention's own, and those of agents that
/// export their telemetry.
struct OpenTelemetryLogs {
  private enum Kind {
    case genAI, geminiCLI, claudeCode, codex

    init?(_ event: FieldText) {
      if event.equals("gen_ai.client.inference.operation.details") {
        self = .genAI
      } else if event.equals("gemini_cli.api_response") || event.equals("qwen-code.api_response") {
        self = .geminiCLI
      } else if event.equals("claude_code.api_request") || event.equals("api_request") {
        self = .claudeCode
      } else if event.equals("codex.sse_event") {
        self = .codex
      } else {
        return nil
      }
    }
  }

  /// Attributes by name.
  private struct Attributes {
    private var entries: [(name: FieldText, value: FieldText)] = []

    mutating func add(_ list: JSONIndex.Node, of json: JSONIndex, _ entry: JSONIndex) throws(LineRejection) {
      try json.forEachElement(list) { bytes throws(LineRejection) in
        guard bytes.first == UInt8(ascii: "{") else { return }
        try entry.index(bytes)
        let value = entry[.root, "value"]
        let text = entry.text(entry.first(value, "stringValue", "intValue", "doubleValue", "boolValue"))
        entries.append((entry.text(entry[.root, "key"]), text))
      }
    }

    subscript(_ names: StaticString...) -> FieldText {
      for name in names {
        if let entry = entries.last(where: { $0.name.equals(name) }), !entry.value.isEmpty {
          return entry.value
        }
      }
      return .empty
    }

    func count(_ names: StaticString...) throws(LineRejection) -> Int32? {
      for name in names {
        if let count = try Numbers.count(self[name].bytes) { return count }
      }
      return nil
    }
  }

  let name: StaticString

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let resource = context.body
    let scope = context.attributes
    let record = context.element
    try json.forEachElement(json[.root, "resourceLogs"]) { bytes throws(LineRejection) in
      guard bytes.first == UInt8(ascii: "{") else { return }
      try resource.index(bytes)
      var shared = Attributes()
      try shared.add(resource[.root, "resource", "attributes"], of: resource, context.leaf)
      try resource.forEachElement(resource[.root, "scopeLogs"]) { bytes throws(LineRejection) in
        guard bytes.first == UInt8(ascii: "{") else { return }
        try scope.index(bytes)
        try scope.forEachElement(scope[.root, "logRecords"]) { bytes throws(LineRejection) in
          guard bytes.first == UInt8(ascii: "{") else { return }
          try record.index(bytes)
          try log(record, shared, context)
        }
      }
    }
  }

  private func log(_ json: JSONIndex, _ shared: Attributes, _ context: LineContext) throws(LineRejection) {
    var attributes = shared
    try attributes.add(json[.root, "attributes"], of: json, context.leaf)
    let named = json.text(json[.root, "eventName"])
    guard let kind = Kind(named.isEmpty ? attributes["event.name"] : named) else { return }
    var draft = context.envelope
    draft.format = name
    draft.policy = .largest
    let nanoseconds = json.text(json.first(.root, "timeUnixNano", "observedTimeUnixNano"))
    draft.time = Timestamp.epoch(nanoseconds.bytes)
    draft.model = attributes["gen_ai.response.model", "gen_ai.request.model", "model"]
    draft.provider = attributes["gen_ai.provider.name", "gen_ai.system"]
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.session = attributes["session.id", "gen_ai.conversation.id", "conversation.id"]
    draft.user = attributes["user.id", "user.account_uuid"]
    draft.environment = attributes["deployment.environment.name", "deployment.environment"]
    draft.project = attributes["service.name"]
    draft.latencyMilliseconds = Numbers.milliseconds(attributes["duration_ms"].bytes, unit: .milliseconds)
    try fill(&draft, kind, attributes)
    guard !draft.tokens.isUnknown else { return }
    identify(&draft, json, kind, attributes, nanoseconds, context)
    if !attributes["error.type", "error"].isEmpty { draft.fail() }
    context.drafts.append(draft)
  }

  private func fill(
    _ draft: inout EventDraft, _ kind: Kind, _ attributes: Attributes
  ) throws(LineRejection) {
    draft.queryType = FieldText("agent")
    var prompt: Int32?
    switch kind {
    case .genAI:
      draft.queryType = QueryTypes.ofOperation(attributes["gen_ai.operation.name"])
      prompt = try attributes.count("gen_ai.usage.input_tokens")
      draft.tokens.cacheRead = try attributes.count("gen_ai.usage.cache_read.input_tokens")
      draft.tokens.cacheWrite5m = try attributes.count("gen_ai.usage.cache_creation.input_tokens")
      draft.tokens.output = try attributes.count("gen_ai.usage.output_tokens")
      draft.tokens.reasoning = try attributes.count("gen_ai.usage.reasoning.output_tokens")
    case .geminiCLI:
      let tool = try attributes.count("tool_token_count") ?? 0
      prompt = try attributes.count("input_token_count").map { Int32(clamping: Int64($0) + Int64(tool)) }
      draft.tokens.cacheRead = try attributes.count("cached_content_token_count")
      draft.tokens.reasoning = try attributes.count("thoughts_token_count")
      draft.tokens.output = try attributes.count("output_token_count").map {
        Int32(clamping: Int64($0) + Int64(draft.tokens.reasoning ?? 0))
      }
    case .claudeCode:
      draft.tokens.input = try attributes.count("input_tokens")
      draft.tokens.cacheRead = try attributes.count("cache_read_tokens")
      draft.tokens.cacheWrite5m = try attributes.count("cache_creation_tokens")
      draft.tokens.output = try attributes.count("output_tokens")
      draft.loggedCost = Numbers.money(attributes["cost_usd"].bytes)
      return
    case .codex:
      prompt = try attributes.count("input_token_count")
      draft.tokens.cacheRead = try attributes.count("cached_token_count")
      draft.tokens.output = try attributes.count("output_token_count")
      draft.tokens.reasoning = try attributes.count("reasoning_token_count")
    }
    draft.tokens.input = Usage.exclusive(
      prompt: prompt, cached: draft.tokens.cacheRead, written: draft.tokens.cacheWrite5m)
  }

  /// The answer's own id; else the span it was logged in; else when and in which session it was.
  private func identify(
    _ draft: inout EventDraft, _ json: JSONIndex, _ kind: Kind, _ attributes: Attributes,
    _ nanoseconds: FieldText, _ context: LineContext
  ) {
    draft.requestID = attributes["gen_ai.response.id", "response_id", "request_id"]
    let span = json.text(json[.root, "spanId"])
    if draft.requestID.isEmpty, kind == .genAI, !span.isEmpty {
      draft.requestID = context.text(json.text(json[.root, "traceId"]), FieldText(":"), span)
    }
    draft.identityKey = draft.requestID
    guard draft.identityKey.isEmpty, !draft.session.isEmpty else { return }
    draft.identityKey = context.text(
      draft.session, FieldText("@"), nanoseconds, FieldText("#"), attributes["event.sequence"])
  }
}
