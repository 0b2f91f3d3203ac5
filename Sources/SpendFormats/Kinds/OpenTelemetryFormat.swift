import SpendCore

/// OpenTelemetry spans of requests to models, in OTLP/JSON, one batch a line: the GenAI conventions
/// with their earlier names, OpenInference and OpenLLMetry.
///
/// Source: open-telemetry/semantic-conventions, `model/gen-ai`; Arize-ai/openinference.
struct OpenTelemetryFormat: RecordFormat {
  var name: StaticString { "otel-genai" }
  var title: String { "OpenTelemetry GenAI spans, OpenInference, OpenLLMetry (OTLP/JSON)" }
  var recognisedBy: String { "resourceSpans, resourceLogs or resourceMetrics" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.isArray(json[.root, "resourceSpans"]) || json.isArray(json[.root, "resourceLogs"])
      || json.isArray(json[.root, "resourceMetrics"])
  }

  /// Metrics repeat what spans say and are left alone.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if json.isArray(json[.root, "resourceLogs"]) { try OpenTelemetryLogs(name: name).read(json, context) }
    let resource = context.body
    try json.forEachElement(json[.root, "resourceSpans"]) { bytes throws(LineRejection) in
      guard bytes.first == UInt8(ascii: "{") else { return }
      try resource.index(bytes)
      var shared = Attributes()
      try shared.read(resource, resource[.root, "resource", "attributes"], context)
      let scope = context.attributes
      try resource.forEachElement(resource[.root, "scopeSpans"]) { bytes throws(LineRejection) in
        guard bytes.first == UInt8(ascii: "{") else { return }
        try scope.index(bytes)
        try scope.forEachElement(scope[.root, "spans"]) { bytes throws(LineRejection) in
          guard bytes.first == UInt8(ascii: "{") else { return }
          try context.element.index(bytes)
          try span(context.element, shared, context)
        }
      }
    }
  }

  private func span(_ json: JSONIndex, _ shared: Attributes, _ context: LineContext) throws(LineRejection) {
    var attributes = shared
    try attributes.read(json, json[.root, "attributes"], context)
    let isClient = json.text(json[.root, "kind"]).equals("3")
    guard attributes.isRequest(isClient: isClient) else { return }
    var draft = context.envelope
    draft.format = name
    draft.policy = .largest
    draft.requestID = attributes.responseID
    if draft.requestID.isEmpty {
      draft.requestID = context.text(
        json.text(json[.root, "traceId"]), FieldText(":"), json.text(json[.root, "spanId"]))
    }
    draft.identityKey = draft.requestID
    draft.time = Timestamp.epoch(json.bytes(json[.root, "startTimeUnixNano"]))
    if let start = draft.time, let end = Timestamp.epoch(json.bytes(json[.root, "endTimeUnixNano"])) {
      draft.latencyMilliseconds = LiteLLM.milliseconds(from: start, to: end)
    }
    try attributes.fill(&draft)
    let failed = json.text(json[.root, "status", "code"])
    if failed.equals("2") || failed.equals("STATUS_CODE_ERROR") || attributes.hasError { draft.fail() }
    context.drafts.append(draft)
  }

  /// The attributes that matter, under all the names they have had.
  private struct Attributes {
    var operation = FieldText.empty
    var spanKind = FieldText.empty
    var provider = FieldText.empty
    var requestModel = FieldText.empty
    var responseModel = FieldText.empty
    var responseID = FieldText.empty
    var input = FieldText.empty
    var output = FieldText.empty
    var cacheRead = FieldText.empty
    var cacheWrite = FieldText.empty
    var cacheWrite1h = FieldText.empty
    var reasoning = FieldText.empty
    var audioIn = FieldText.empty
    var audioOut = FieldText.empty
    var cost = FieldText.empty
    var tier = FieldText.empty
    var firstToken = FieldText.empty
    var stream = FieldText.empty
    var session = FieldText.empty
    var user = FieldText.empty
    var feature = FieldText.empty
    var service = FieldText.empty
    var environment = FieldText.empty
    var hasError = false

    mutating func read(
      _ json: JSONIndex, _ list: JSONIndex.Node, _ context: LineContext
    ) throws(LineRejection) {
      let entry = context.leaf
      try json.forEachElement(list) { bytes throws(LineRejection) in
        guard bytes.first == UInt8(ascii: "{") else { return }
        try entry.index(bytes)
        let value = entry[.root, "value"]
        let text = entry.text(
          entry.first(value, "stringValue", "intValue", "doubleValue", "boolValue"))
        take(entry.text(entry[.root, "key"]), text)
      }
    }

    private enum Name {
      case operation, spanKind, provider, system, requestModel, responseModel, responseID, input, output
      case cacheRead, cacheWrite, cacheWrite1h, reasoning, audioIn, audioOut, cost, tier, firstToken, stream
      case session, user, feature, service, environment, error
    }

    /// All the names an attribute has had.
    private static let names: [(Name, [String])] = [
      (.operation, ["gen_ai.operation.name", "llm.request.type"]),
      (.spanKind, ["openinference.span.kind"]),
      (.provider, ["gen_ai.provider.name", "llm.provider"]),
      (.system, ["gen_ai.system", "llm.system"]),
      (.requestModel, ["gen_ai.request.model"]),
      (.responseModel, ["gen_ai.response.model", "llm.model_name", "embedding.model_name"]),
      (.responseID, ["gen_ai.response.id"]),
      (
        .input,
        [
          "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens",
          "llm.token_count.prompt",
        ]
      ),
      (
        .output,
        [
          "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens",
          "llm.token_count.completion",
        ]
      ),
      (
        .cacheRead,
        [
          "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
          "llm.token_count.prompt_details.cache_read",
        ]
      ),
      (
        .cacheWrite,
        [
          "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_write.input_tokens",
          "gen_ai.usage.cache_creation_input_tokens", "llm.token_count.prompt_details.cache_write",
        ]
      ),
      (.cacheWrite1h, ["anthropic.usage.cache_creation.ephemeral_1h_input_tokens"]),
      (
        .reasoning,
        [
          "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
          "llm.token_count.completion_details.reasoning",
        ]
      ),
      (.audioIn, ["llm.token_count.prompt_details.audio"]),
      (.audioOut, ["llm.token_count.completion_details.audio"]),
      (.cost, ["llm.cost.total"]),
      (.tier, ["gen_ai.openai.response.service_tier", "openai.response.service_tier"]),
      (.firstToken, ["gen_ai.response.time_to_first_chunk"]),
      (.stream, ["gen_ai.is_streaming", "llm.is_streaming"]),
      (.session, ["gen_ai.conversation.id", "session.id", "traceloop.association.properties.session_id"]),
      (.user, ["user.id", "traceloop.association.properties.user_id"]),
      (.feature, ["traceloop.workflow.name", "traceloop.entity.name"]),
      (.service, ["service.name"]),
      (.environment, ["deployment.environment.name", "deployment.environment"]),
      (.error, ["error.type"]),
    ]

    private static let byName = NameMap<Name>(
      names.flatMap { name, spellings in
        spellings.map { (Array($0.utf8).withUnsafeBytes { AliasTable.normalised($0) }, name) }
      })

    private mutating func take(_ key: FieldText, _ value: FieldText) {
      guard let name = Self.byName[AliasTable.normalised(key.bytes)] else { return }
      switch name {
      case .operation: operation = value
      case .spanKind: spanKind = value
      case .provider: provider = value
      case .system: if provider.isEmpty { provider = value }
      case .requestModel: requestModel = value
      case .responseModel: responseModel = value
      case .responseID: responseID = value
      case .input: input = value
      case .output: output = value
      case .cacheRead: cacheRead = value
      case .cacheWrite: cacheWrite = value
      case .cacheWrite1h: cacheWrite1h = value
      case .reasoning: reasoning = value
      case .audioIn: audioIn = value
      case .audioOut: audioOut = value
      case .cost: cost = value
      case .tier: tier = value
      case .firstToken: firstToken = value
      case .stream: stream = value
      case .session: session = value
      case .user: user = value
      case .feature: if feature.isEmpty { feature = value }
      case .service: service = value
      case .environment: environment = value
      case .error: hasError = true
      }
    }

    /// Whether the span is one request: agents, tools and workflows sum up their children.
    func isRequest(isClient: Bool) -> Bool {
      if !spanKind.isEmpty {
        return spanKind.equals("LLM") || spanKind.equals("EMBEDDING") || spanKind.equals("RERANKER")
      }
      for part in ["invoke_agent", "create_agent", "execute_tool", "invoke_workflow"] as [StaticString]
      where operation.equals(part) {
        return false
      }
      let kinds: [StaticString] = [
        "chat", "text_completion", "generate_content", "embeddings", "completion", "embedding", "rerank",
      ]
      if kinds.contains(where: { operation.equals($0) }) { return true }
      return isClient && (!input.isEmpty || !output.isEmpty)
    }

    func fill(_ draft: inout EventDraft) throws(LineRejection) {
      draft.model = responseModel.isEmpty ? requestModel : responseModel
      draft.provider = provider.isEmpty ? Providers.ofModel(draft.model) : provider
      let kind = operation.isEmpty ? spanKind : operation
      if kind.equals("EMBEDDING") {
        draft.queryType = FieldText("embedding")
      } else if kind.equals("RERANKER") {
        draft.queryType = FieldText("rerank")
      } else {
        draft.queryType =
          kind.isEmpty || kind.equals("LLM") ? FieldText("chat") : QueryTypes.ofOperation(kind)
      }
      let prompt = try Numbers.count(input.bytes)
      let read = try Numbers.count(cacheRead.bytes)
      let written = try Numbers.count(cacheWrite.bytes)
      let long = try Numbers.count(cacheWrite1h.bytes)
      // Inclusive by the convention; more in the cache than in the prompt proves the other way.
      let isBeside = Int64(read ?? 0) + Int64(written ?? 0) > Int64(prompt ?? 0)
      draft.tokens.input = isBeside ? prompt : Usage.exclusive(prompt: prompt, cached: read, written: written)
      draft.tokens.cacheRead = read
      draft.tokens.cacheWrite1h = long
      draft.tokens.cacheWrite5m = written.map { max(0, $0 - min($0, long ?? 0)) }
      draft.tokens.output = try Numbers.count(output.bytes)
      if draft.tokens.output == nil, prompt != nil, draft.queryType.equals("embedding") {
        draft.tokens.output = 0
      }
      draft.tokens.reasoning = try Numbers.count(reasoning.bytes)
      draft.tokens.audioIn = try Numbers.count(audioIn.bytes)
      draft.tokens.audioOut = try Numbers.count(audioOut.bytes)
      draft.loggedCost = Numbers.money(cost.bytes)
      draft.tier = tier
      draft.firstTokenMilliseconds = Numbers.milliseconds(firstToken.bytes, unit: .seconds)
      if !stream.isEmpty { draft.isStream = stream.equals("true") }
      draft.session = session
      draft.user = user
      draft.feature = feature
      draft.project = service
      draft.environment = environment
    }
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
