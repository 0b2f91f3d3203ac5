import SpendCore

/// The attributes that matter, under all the names they have had.
struct OpenTelemetryAttributes {
  var operation = FieldText.empty
  var spanKind = FieldText.empty
  var provider = FieldText.empty
  var requestModel = FieldText.empty
  var responseModel = FieldText.empty
  var responseID = FieldText.empty
  var input = FieldText.empty
  var output = FieldText.empty
  var total = FieldText.empty
  /// Langfuse's usage details, an object as a text.
  var details = FieldText.empty
  /// The parts of the cost, an object as a text.
  var costDetails = FieldText.empty
  /// MLflow's counts and the answer of its span, objects as texts.
  var tokenUsage = FieldText.empty
  var outputs = FieldText.empty
  var inputs = FieldText.empty
  /// Operation of Vercel's SDK.
  var sdkOperation = FieldText.empty
  /// The provider's own statements that Vercel's SDK passes on, an object as a text.
  var providerMetadata = FieldText.empty
  /// The input's details by version 6 of Vercel's SDK, whose input includes what was cached.
  var hasInputDetails = false
  /// Parts of the input and of the output, objects as texts.
  var promptDetails = FieldText.empty
  var outputDetails = FieldText.empty
  /// The host or the address that was called.
  var calledAddress = FieldText.empty
  /// The reasoning lies beside the output.
  var isReasoningBeside = false
  /// Name of the instrumentation that wrote the span.
  var scope = FieldText.empty
  var cacheRead = FieldText.empty
  var cacheWrite = FieldText.empty
  var cacheWrite1h = FieldText.empty
  var reasoning = FieldText.empty
  var audioIn = FieldText.empty
  var audioOut = FieldText.empty
  var cost = FieldText.empty
  var tier = FieldText.empty
  var firstToken = FieldText.empty
  var firstChunk = FieldText.empty
  var stream = FieldText.empty
  var session = FieldText.empty
  var user = FieldText.empty
  var workflow = FieldText.empty
  var agent = FieldText.empty
  var prompt = FieldText.empty
  var entity = FieldText.empty
  var customer = FieldText.empty
  var host = FieldText.empty
  var email = FieldText.empty
  var service = FieldText.empty
  var environment = FieldText.empty
  /// The place of the service that was called, as a span states it. A resource states that of the caller.
  var region = FieldText.empty
  /// Metadata of the application, an object as a text.
  var metadata = FieldText.empty
  /// Labels that the application states under names of its own.
  var labels = StatedLabels()
  /// `client` or `server`, where the attributes state the span's kind.
  var spanSide = FieldText.empty
  var hasError = false
  var errorClass: ErrorClass?
  var event = FieldText.empty
  var plainModel = FieldText.empty
  var plainInput = FieldText.empty
  var plainOutput = FieldText.empty
  var plainCacheRead = FieldText.empty
  var plainCacheWrite = FieldText.empty
  var plainReasoning = FieldText.empty
  var toolInput = FieldText.empty
  var plainCost = FieldText.empty
  var duration = FieldText.empty
  var sequence = FieldText.empty
  var speed = FieldText.empty
  /// A member `success` is false.
  var hasFailed = false

  mutating func read(
    _ json: JSONIndex, _ list: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) {
    let entry = context.leaf
    try json.forEachObject(list, in: entry) { () throws(LineRejection) in
      let value = entry[.root, "value"]
      // Jaeger writes the value without its type.
      let text = entry.text(entry.isObject(value) ? entry.first(value, Self.values) : value)
      let name = context.attributeNames.value(of: entry.bytes(entry[.root, "key"]), Self.name(of:))
      if let name { take(name, text) }
      if name == .finish {
        let list = entry[value, "arrayValue", "values"]
        if let found = ErrorClassReader.ending(entry, array: list, ["stringValue"]) { take(ending: found) }
      }
    }
  }

  private static let values: JSONIndex.Names = [
    "stringValue", "intValue", "doubleValue", "boolValue", "string_value", "int_value", "double_value",
    "bool_value",
  ]

  /// Reads attributes that are the members of an object.
  mutating func read(object json: JSONIndex, _ object: JSONIndex.Node, _ context: LineContext) {
    guard json.isObject(object) else { return }
    try? json.forEachMember(object) { key, value in
      if json.isObject(value) {
        read(nested: json, value, below: Array(key), context)
      } else if let name = context.attributeNames.value(of: key, Self.name(of:)) {
        take(name, json.text(value))
      }
    }
  }

  /// Reads attributes whose names are written as objects in objects: `{"llm":{"token_count":{"prompt":8}}}`.
  private mutating func read(
    nested json: JSONIndex, _ object: JSONIndex.Node, below path: [UInt8], _ context: LineContext
  ) {
    guard path.count <= Self.longestPath else { return }
    try? json.forEachMember(object) { key, value in
      let path = path + [UInt8(ascii: ".")] + key
      if json.isObject(value) {
        read(nested: json, value, below: path, context)
      } else if let name = path.withUnsafeBytes({ context.attributeNames.value(of: $0, Self.name(of:)) }) {
        take(name, json.text(value))
      }
    }
  }

  private static let longestPath = 96

  enum Name: Equatable {
    case operation, spanKind, provider, system, requestModel, responseModel, responseID, input, output, total
    case details, observation, costDetails, tokenUsage, outputs, inputs, quotedModel, quotedKind
    case sdkOperation, firstChunk, providerMetadata, sdkInput, sdkCacheRead, sdkCacheWrite
    case promptDetails, outputDetails, calledAddress, apiBase, reasoningBeside, succeeded, speed
    case cacheRead, cacheWrite, cacheWrite1h, reasoning, audioIn, audioOut, cost, tier, firstToken, stream
    case session, user, email, customer, workflow, agent, prompt, entity, service, environment, host, error
    case statusCode, finish, failed, spanSide, scope
    case event, plainModel, plainInput, plainOutput, plainCacheRead, plainCacheWrite, plainReasoning,
      toolInput
    case plainCost, duration, sequence, region, metadata
    case label(StatedLabels.Meaning)
  }

  /// All the names an attribute has had.
  private static let names: [(Name, [String])] = [
    (.operation, ["gen_ai.operation.name", "llm.request.type"]),
    (.sdkOperation, ["ai.operationId"]),
    (.spanKind, ["openinference.span.kind"]),
    (.provider, ["gen_ai.provider.name", "llm.provider"]),
    (.system, ["gen_ai.system", "llm.system", "ai.model.provider"]),
    (.requestModel, ["gen_ai.request.model", "ai.model.id"]),
    (
      .responseModel,
      [
        "gen_ai.response.model", "llm.model_name", "embedding.model_name",
        "langfuse.observation.model.name", "ai.response.model",
      ]
    ),
    (.details, ["langfuse.observation.usage_details"]),
    (.observation, ["langfuse.observation.type"]),
    (.costDetails, ["langfuse.observation.cost_details", "mlflow.llm.cost"]),
    // MLflow writes every value as a JSON text.
    (.tokenUsage, ["mlflow.chat.tokenUsage"]),
    (.outputs, ["mlflow.spanOutputs"]),
    (.inputs, ["mlflow.spanInputs"]),
    (.quotedModel, ["mlflow.llm.model"]),
    (.quotedKind, ["mlflow.spanType"]),
    (.responseID, ["gen_ai.response.id", "response_id", "request_id", "ai.response.id"]),
    (
      .input,
      [
        "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens",
        "llm.token_count.prompt", "gen_ai.response.prompt_tokens", "ai.usage.inputTokens",
        "ai.usage.promptTokens", "ai.usage.tokens",
      ]
    ),
    (
      .output,
      [
        "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens",
        "llm.token_count.completion", "gen_ai.response.completion_tokens", "ai.usage.outputTokens",
        "ai.usage.completionTokens",
      ]
    ),
    (
      .total,
      [
        "gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total",
        "ai.usage.totalTokens",
      ]
    ),
    (
      .cacheRead,
      [
        "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_tokens",
        "gen_ai.usage.cached_tokens", "gen_ai.usage.cached_input_tokens",
        "gen_ai.usage.input_tokens.cached", "gen_ai.usage.details.cache_read_tokens",
        "gen_ai.usage.details.cache_read_input_tokens", "gen_ai.usage.details.cached_tokens",
        "llm.token_count.prompt_details.cache_read", "llm.usage.cache_read_input_tokens",
        "ai.usage.cachedInputTokens", "gen_ai.usage.input_tokens.cache_read",
      ]
    ),
    (
      .cacheWrite,
      [
        "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_write_tokens", "gen_ai.usage.cache_creation_tokens",
        "gen_ai.usage.details.cache_write_tokens", "gen_ai.usage.details.cache_creation_input_tokens",
        "llm.token_count.prompt_details.cache_write", "llm.usage.cache_creation_input_tokens",
        "gen_ai.usage.input_tokens.cache_write",
      ]
    ),
    (.sdkInput, ["ai.usage.inputTokenDetails.noCacheTokens"]),
    (.sdkCacheRead, ["ai.usage.inputTokenDetails.cacheReadTokens"]),
    (.sdkCacheWrite, ["ai.usage.inputTokenDetails.cacheWriteTokens"]),
    (.providerMetadata, ["ai.response.providerMetadata"]),
    // LangSmith writes LangChain's details as JSON texts.
    (.promptDetails, ["gen_ai.usage.input_token_details"]),
    (.outputDetails, ["gen_ai.usage.output_token_details"]),
    (.calledAddress, ["server.address"]),
    (.apiBase, ["gen_ai.openai.api_base"]),
    // Google's agent kit wrote the candidates alone as the output as long as it had this name.
    (.reasoningBeside, ["gen_ai.usage.experimental.reasoning_tokens"]),
    (.cacheWrite1h, ["anthropic.usage.cache_creation.ephemeral_1h_input_tokens"]),
    (
      .reasoning,
      [
        "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.output_tokens.reasoning", "gen_ai.usage.details.reasoning_tokens",
        "llm.usage.reasoning_tokens", "ai.usage.reasoningTokens",
        "ai.usage.outputTokenDetails.reasoningTokens",
        "llm.token_count.completion_details.reasoning",
      ]
    ),
    (
      .audioIn,
      [
        "gen_ai.usage.audio.input_tokens", "gen_ai.usage.input_audio_tokens",
        "gen_ai.usage.input_tokens.audio", "gen_ai.usage.details.input_audio_tokens",
        "llm.token_count.prompt_details.audio",
      ]
    ),
    (
      .audioOut,
      [
        "gen_ai.usage.audio.output_tokens", "gen_ai.usage.output_audio_tokens",
        "gen_ai.usage.output_tokens.audio", "gen_ai.usage.details.output_audio_tokens",
        "llm.token_count.completion_details.audio",
      ]
    ),
    (.cost, ["gen_ai.usage.cost", "gen_ai.usage.total_cost", "llm.cost.total", "operation.cost"]),
    (
      .tier,
      [
        "gen_ai.openai.response.service_tier", "openai.response.service_tier", "gen_ai.response.service_tier",
      ]
    ),
    (.firstToken, ["gen_ai.response.time_to_first_chunk"]),
    (.firstChunk, ["ai.response.msToFirstChunk"]),
    (.stream, ["gen_ai.is_streaming", "llm.is_streaming"]),
    (
      .session,
      [
        "gen_ai.conversation.id", "session.id", "conversation.id",
        "traceloop.association.properties.session_id", "ai.telemetry.metadata.sessionId",
      ]
    ),
    (
      .user,
      [
        "user.id", "enduser.id", "user.account_uuid", "traceloop.association.properties.user_id",
        "ai.telemetry.metadata.userId",
      ]
    ),
    (.email, ["user.email"]),
    (.customer, ["customer.id", "customer.name", "traceloop.association.properties.customer_id"]),
    (.workflow, ["gen_ai.workflow.name", "traceloop.workflow.name"]),
    (.agent, ["gen_ai.agent.name", "agent.name"]),
    (.prompt, ["gen_ai.prompt.name", "llm.prompt_template.name"]),
    (.entity, ["traceloop.entity.name", "ai.telemetry.functionId"]),
    (.host, ["host.name"]),
    (.service, ["service.name"]),
    (.environment, ["deployment.environment.name", "deployment.environment"]),
    (.error, ["error.type"]),
    (.statusCode, ["http.response.status_code", "http.status_code", "status_code"]),
    (.failed, ["otel.status_code", "error"]),
    (.spanSide, ["span.kind"]),
    (.scope, ["otel.scope.name", "otel.library.name"]),
    (.finish, ["gen_ai.response.finish_reasons", "llm.response.finish_reason"]),
    // Agents' names for the same attributes in their telemetry records.
    (.event, ["event.name"]),
    (.plainModel, ["model"]),
    (.plainInput, ["input_tokens", "input_token_count"]),
    (.plainOutput, ["output_tokens", "output_token_count"]),
    (.plainCacheRead, ["cache_read_tokens", "cached_content_token_count", "cached_token_count"]),
    (.plainCacheWrite, ["cache_creation_tokens"]),
    (.plainReasoning, ["thoughts_token_count", "reasoning_token_count"]),
    (.toolInput, ["tool_token_count"]),
    (.plainCost, ["cost_usd"]),
    (.duration, ["duration_ms"]),
    (.speed, ["speed"]),
    (.succeeded, ["success"]),
    (.sequence, ["event.sequence"]),
    (.region, ["cloud.region"]),
    (.metadata, ["metadata"]),
  ]

  /// Beginnings of names behind which an application's own names stand: of OpenLLMetry, Vercel's SDK, Langfuse and
  /// OpenRouter, and of OpenInference's metadata where they are members of an object.
  private static let prefixes = [
    "traceloop.association.properties.", "ai.telemetry.metadata.", "langfuse.trace.metadata.",
    "trace.metadata.",
    "metadata.",
  ]

  private static let byName = HashedNameMap<Name>(
    names.flatMap { name, spellings in spellings.map { (hash(of: $0), name) } }
      + prefixes.flatMap { prefix in
        StatedLabels.names.flatMap { label, names in
          names.enumerated().map { (hash(of: prefix + $1), .label(.init(label: label, rank: $0))) }
        }
      })

  private static func hash(of name: String) -> UInt64 {
    Array(name.utf8).withUnsafeBytes { AliasTable.normalised($0) }
  }

  private static func name(of key: UnsafeRawBufferPointer) -> Name? {
    byName[AliasTable.normalised(key)]
  }

  private mutating func take(_ name: Name, _ value: FieldText) {
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
    case .total: total = value
    case .details: details = value
    case .observation: if operation.isEmpty { operation = value }
    case .costDetails: costDetails = value
    case .tokenUsage: tokenUsage = value
    case .outputs: outputs = value
    case .inputs: inputs = value
    case .quotedModel: responseModel = Self.unquoted(value)
    case .quotedKind: spanKind = Self.unquoted(value)
    case .sdkOperation: sdkOperation = value
    case .firstChunk: firstChunk = value
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
    case .email: email = value
    case .customer: customer = value
    case .workflow: workflow = value
    case .agent: agent = value
    case .prompt: prompt = value
    case .entity: entity = value
    case .host: host = value
    case .service: service = value
    case .environment: environment = value
    case .error:
      hasError = true
      if let found = ErrorWords.failure(value) { take(found) }
    case .statusCode:
      if let found = ErrorWords.failure(value) { take(found) }
    case .finish:
      if let found = ErrorWords.ending(Self.firstWord(of: value)) { take(ending: found) }
    case .failed: if value.equals("ERROR") || value.equals("true") { hasError = true }
    case .spanSide: spanSide = value
    case .scope: scope = value
    case .event: event = value
    case .plainModel: plainModel = value
    case .plainInput: plainInput = value
    case .plainOutput: plainOutput = value
    case .plainCacheRead: plainCacheRead = value
    case .plainCacheWrite: plainCacheWrite = value
    case .plainReasoning: plainReasoning = value
    case .toolInput: toolInput = value
    case .plainCost: plainCost = value
    case .duration: duration = value
    case .speed: speed = value
    case .succeeded: if value.equals("false") { hasFailed = true }
    case .providerMetadata: providerMetadata = value
    case .sdkInput: hasInputDetails = true
    case .sdkCacheRead:
      hasInputDetails = true
      cacheRead = value
    case .sdkCacheWrite:
      hasInputDetails = true
      cacheWrite = value
    case .promptDetails: promptDetails = value
    case .outputDetails: outputDetails = value
    case .calledAddress: calledAddress = value
    case .apiBase: if calledAddress.isEmpty { calledAddress = value }
    case .reasoningBeside:
      reasoning = value
      isReasoningBeside = true
    case .sequence: sequence = value
    case .region: region = value
    case .metadata: metadata = value
    case .label(let meaning): labels.take(meaning, value)
    }
  }

  private mutating func take(ending found: ErrorClass) {
    take(found)
    if !found.isEnding { hasError = true }
  }

  private mutating func take(_ found: ErrorClass) {
    errorClass = errorClass.map { max($0, found) } ?? found
  }

  /// A JSON text within a text, such as `"\"LLM\""`, without its quotes.
  private static func unquoted(_ value: FieldText) -> FieldText {
    let quotes: (UInt8) -> Bool = { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    let rest = value.bytes.drop(while: quotes)
    return FieldText(UnsafeRawBufferPointer(rebasing: rest.prefix { !quotes($0) }))
  }

  /// The first finish reason of a list written as text.
  private static func firstWord(of text: FieldText) -> FieldText {
    func isLetter(_ byte: UInt8) -> Bool {
      (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
    }
    let rest = text.bytes.drop { !isLetter($0) }
    return FieldText(UnsafeRawBufferPointer(rebasing: rest.prefix(while: isLetter)))
  }

  /// The most general name of what the request was made for.
  private var feature: FieldText {
    [workflow, agent, prompt, entity].first { !$0.isEmpty } ?? .empty
  }

  /// True for a span of one request; agents, tools and workflows sum up their children.
  func isRequest(isClient: Bool) -> Bool {
    if isClaudeCode { return true }
    if !spanKind.isEmpty {
      // The only spans of this library with counts are those of agents: it sees no single requests.
      if spanKind.equals("AGENT"), scope.contains("claude_agent_sdk") {
        return !input.isEmpty || !output.isEmpty
      }
      return spanKind.equals("LLM") || spanKind.equals("EMBEDDING") || spanKind.equals("RERANKER")
        || spanKind.equals("CHAT_MODEL") && !(tokenUsage.isEmpty && outputs.isEmpty)
    }
    // Vercel's SDK has a span of its own for each step around the spans of the requests.
    if !sdkOperation.isEmpty {
      return Self.sdkRequests.contains { sdkOperation.hasSuffix($0) }
    }
    for part in ["invoke_agent", "create_agent", "execute_tool", "invoke_workflow"] as [StaticString]
    where operation.equals(part) {
      return false
    }
    let kinds: [StaticString] = [
      "chat", "text_completion", "generate_content", "embeddings", "completion", "embedding", "rerank",
      "generation", "chat.completions", "text.completions",
    ]
    if kinds.contains(where: { operation.equals($0) }) { return true }
    guard !input.isEmpty || !output.isEmpty else { return false }
    // Some SDKs write their calls as internal spans without an operation; sums of agents name no provider and model.
    let isCall = !provider.isEmpty && !(requestModel.isEmpty && responseModel.isEmpty) && agent.isEmpty
    return isClient || operation.isEmpty && isCall
  }

  private static let sdkRequests: [StaticString] = [".doGenerate", ".doStream", ".doEmbed"]

  /// Libraries that put their own name where the seller's belongs.
  private static let frameworks: [StaticString] = [
    "langchain", "langgraph", "llamaindex", "llama_index", "llama-index", "haystack", "crewai", "autogen",
    "semantic_kernel", "semantic-kernel", "strands-agents", "strands", "gcp.vertex.agent", "pydantic-ai",
    "pydantic_ai", "smolagents", "agno", "dspy", "mastra", "openai_agents", "vercel_ai_sdk",
  ]

  private static func isFramework(_ name: FieldText) -> Bool {
    frameworks.contains { name.equalsLowercased($0) }
  }

  /// Instrumentation that passes a provider's own input on, which leaves out what was cached: by the
  /// convention the input includes it.
  private struct ExclusiveScope {
    var name: StaticString
    /// Its total includes the cache counts, and shows which versions have been mended.
    var hasWholeTotal = false
  }

  private static let exclusiveScopes = [
    ExclusiveScope(name: "opentelemetry.instrumentation.bedrock"),
    ExclusiveScope(name: "@traceloop/instrumentation-anthropic"),
    ExclusiveScope(name: "@traceloop/instrumentation-bedrock"),
    ExclusiveScope(name: "ruby_llm"),
    ExclusiveScope(name: "strands", hasWholeTotal: true),
  ]

  private func fillDetails(_ draft: inout EventDraft, _ context: LineContext) throws(LineRejection) {
    // The attributes have been read: their index is free.
    guard context.index(details, in: context.leaf) else { return try fillTokens(&draft, context) }
    try LangfuseUsage.read(context.leaf, .root, &draft)
  }

  /// Reads MLflow's counts, whose total shows whether the input includes what was cached.
  private func fillTokenUsage(_ draft: inout EventDraft, _ context: LineContext) throws(LineRejection) {
    guard context.index(tokenUsage, in: context.leaf) else { return }
    try OpenAIUsage.read(context.leaf, .root, &draft)
  }

  /// Reads the answer that MLflow keeps of a request: it has the id and all details of the counts.
  func fillAnswer(_ draft: inout EventDraft, _ context: LineContext) throws(LineRejection) {
    let object = context.attributes
    guard !outputs.isEmpty, context.index(outputs, in: object),
      let format = FormatRegistry.response(object, .root), !(format is ErrorFormat)
    else { return }
    var answer = draft
    guard try format.readAnswer(object, .root, &answer, context), !answer.tokens.isUnknown else { return }
    answer.format = draft.format
    draft = answer
  }

  /// The model that the request named.
  private func inputModel(_ context: LineContext) -> FieldText {
    let object = context.leaf
    guard !inputs.isEmpty, context.index(inputs, in: object) else { return .empty }
    return object.text(object.first(.root, Envelope.models))
  }

  /// The input, by the span's own total where it has one, else by the rule of its scope. More in the
  /// cache than in the prompt proves that the prompt leaves it out.
  private func fillTokens(
    _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    var tokens = TokenCounts()
    let long = try Numbers.count(cacheWrite1h.bytes)
    tokens.cacheRead = try Numbers.count(cacheRead.bytes)
    tokens.cacheWrite1h = long
    tokens.cacheWrite5m = try Numbers.count(cacheWrite.bytes).map { max(0, $0 - min($0, long ?? 0)) }
    tokens.reasoning = try Numbers.count(reasoning.bytes)
    try readDetails(&tokens, context)
    let metadata = try ProviderMetadata(self, context)
    metadata?.apply(to: &tokens, &draft)
    var stated = ReportedTotal(field: "gen_ai.usage.total_tokens")
    stated.prompt = try Numbers.count(input.bytes)
    stated.output = try Numbers.count(output.bytes)
    stated.total = try Numbers.count(total.bytes)
    let written = Int64(tokens.cacheWrite5m ?? 0) + Int64(tokens.cacheWrite1h ?? 0)
    let cached = Int64(tokens.cacheRead ?? 0) + written
    var isBeside = cached > Int64(stated.prompt ?? 0)
    if cached > 0, let rule = Self.exclusiveScopes.first(where: { scope.contains($0.name) }) {
      isBeside = true
      if !rule.hasWholeTotal { stated.total = nil }
    } else if cached > 0, metadata?.isCacheBeside(stated.prompt) ?? leavesOutCache {
      isBeside = true
      stated.total = nil
    }
    if (stated.total ?? 0) > (stated.sum ?? 0) { stated.hidesReasoning = hidesReasoning(draft) }
    let usual = CountingConvention(cache: !isBeside, reasoning: !isReasoningBeside)
    let reading = stated.resolve(&tokens, usual: usual)
    // A total above the sum of the span's counts is not evidence of output; the counts are a lower bound.
    let isShort = reading.check == .contradicts && (stated.total ?? 0) > (stated.sum ?? 0)
    draft.totals = isShort ? .agrees : reading
    if stated.output == nil, stated.prompt != nil, draft.queryType.equals("embedding") { tokens.output = 0 }
    draft.tokens = tokens
  }

  /// Google's total includes thoughts that its output may leave out; other makers' models at Google do not think
  /// unseen.
  private func hidesReasoning(_ draft: EventDraft) -> Bool {
    let maker = Providers.ofModel(draft.model)
    guard maker.isEmpty || maker.equals("google") else { return false }
    return SellerConvention.of(draft)?.hidesReasoning ?? false
  }

  func fill(_ draft: inout EventDraft, _ context: LineContext) throws(LineRejection) {
    if isClaudeCode { return try fillAgent(&draft) }
    draft.model = responseModel.isEmpty ? requestModel : responseModel
    if draft.model.isEmpty { draft.model = inputModel(context) }
    draft.provider =
      provider.isEmpty || Self.isFramework(provider) ? Providers.ofModel(draft.model) : provider
    // The name that Vercel's SDK has for its maker's gateway.
    if !sdkOperation.isEmpty, provider.equals("gateway") { draft.provider = FieldText("vercel") }
    takeAddress(&draft, context)
    let kind = operation.isEmpty ? spanKind : operation
    if kind.equals("EMBEDDING") || sdkOperation.hasSuffix(".doEmbed") {
      draft.queryType = FieldText("embedding")
    } else if kind.equals("RERANKER") {
      draft.queryType = FieldText("rerank")
    } else {
      draft.queryType =
        kind.isEmpty || kind.equals("LLM") || kind.equals("generation") || kind.equals("CHAT_MODEL")
        ? FieldText("chat") : context.queryType(ofOperation: kind)
    }
    if !details.isEmpty {
      try fillDetails(&draft, context)
    } else if !tokenUsage.isEmpty, input.isEmpty {
      try fillTokenUsage(&draft, context)
    } else {
      try fillTokens(&draft, context)
    }
    if let count = try Numbers.count(audioIn.bytes) { draft.tokens.audioIn = count }
    if let count = try Numbers.count(audioOut.bytes) { draft.tokens.audioOut = count }
    // The only spans of agents that count are sums of requests that have none of their own.
    draft.isSeveral = spanKind.equals("AGENT")
    if let cost = Numbers.money(cost.bytes) { draft.loggedCost = cost }
    if draft.loggedCost == nil, !costDetails.isEmpty, context.index(costDetails, in: context.leaf) {
      draft.loggedCost = context.leaf.money(context.leaf.first(.root, "total", "total_cost"))
    }
    if !tier.isEmpty { draft.tier = tier }
    draft.firstTokenMilliseconds = Numbers.milliseconds(firstToken.bytes, unit: .seconds)
    if !firstChunk.isEmpty {
      draft.firstTokenMilliseconds = Numbers.milliseconds(firstChunk.bytes, unit: .milliseconds)
      draft.isStream = true
    }
    if !stream.isEmpty { draft.isStream = stream.equals("true") }
    fillLabels(&draft)
    fillMetadata(&draft, context)
    if draft.feature.isEmpty { draft.feature = feature }
    if draft.provider.contains("bedrock"), draft.region.isEmpty { draft.region = region }
    if let errorClass, errorClass.isEnding { draft.take(errorClass) }
  }

  /// Takes what the attributes state about the caller and the place of the call.
  func fillLabels(_ draft: inout EventDraft) {
    draft.session = session
    draft.user = user.isEmpty ? email : user
    draft.customer = customer
    draft.host = host
    draft.project = service
    draft.environment = environment
    labels.fill(&draft)
  }

  /// Takes the labels in the metadata, which OpenInference writes as text.
  private func fillMetadata(_ draft: inout EventDraft, _ context: LineContext) {
    // The attributes have been read: their index is free.
    guard !metadata.isEmpty, context.index(metadata, in: context.leaf) else { return }
    StatedLabels(context.leaf, .root).fill(&draft)
  }
}
