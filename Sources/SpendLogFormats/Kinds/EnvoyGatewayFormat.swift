import SpendCore

/// The JSON access log of Envoy AI Gateway with its default field names.
///
/// Source: envoyproxy/ai-gateway, `examples/access-log/basic.yaml`.
struct EnvoyGatewayFormat: RecordFormat {
  var name: StaticString { "envoy-ai-gateway" }
  var title: String { "Envoy AI Gateway access log" }
  var recognisedBy: String { "flat gen_ai.usage.input_tokens with response_code" }

  private static let inputs: JSONIndex.Names = [
    "gen_ai.usage.input_tokens", "genai_tokens_input", "llm_input_token",
  ]
  private static let outputs: JSONIndex.Names = [
    "gen_ai.usage.output_tokens", "genai_tokens_output", "llm_output_token",
  ]
  private static let totals: JSONIndex.Names = ["gen_ai.usage.total_tokens", "llm_total_token"]
  private static let reads: JSONIndex.Names = [
    "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cached_input_tokens",
    "gen_ai.usage.cache_read_input_tokens", "genai_tokens_cached_input",
    "llm_cached_input_token",
  ]
  private static let writes: JSONIndex.Names = [
    "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens",
    "genai_tokens_cache_creation_input", "llm_cache_creation_input_token",
  ]

  func recognises(_ json: JSONIndex) -> Bool {
    json.first(.root, Self.inputs).exists && json[.root, "response_code"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    func text(_ key: StaticString) -> FieldText {
      let text = json.text(json[.root, key])
      return text.equals("-") ? .empty : text
    }
    var draft = context.envelope
    draft.format = name
    draft.requestID = text("x-request-id")
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "start_time"])
    draft.model = text("gen_ai.response.model")
    if draft.model.isEmpty { draft.model = text("gen_ai.request.model") }
    if draft.model.isEmpty { draft.model = text("genai_model_name_override") }
    if draft.model.isEmpty { draft.model = text("genai_model_name") }
    if draft.model.isEmpty { draft.model = text("x-ai-eg-model") }
    draft.provider = text("gen_ai.provider.name")
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    draft.queryType = context.queryType(ofPath: text("request.path"))
    // The gateway counts what was cached with the input, for every provider.
    draft.tokens.cacheRead = try json.count(json.first(.root, Self.reads))
    draft.tokens.cacheWrite5m = try json.count(json.first(.root, Self.writes))
    draft.tokens.reasoning = try json.count(json[.root, "gen_ai.usage.reasoning_tokens"])
    var stated = ReportedTotal(field: "gen_ai.usage.total_tokens")
    stated.prompt = try json.count(json.first(.root, Self.inputs))
    stated.output = try json.count(json.first(.root, Self.outputs))
    stated.total = try json.count(json.first(.root, Self.totals))
    draft.totals = stated.resolve(&draft.tokens, usual: .inside)
    draft.latencyMilliseconds = json.milliseconds(json[.root, "duration"])
    draft.session = text("session.id")
    if (try json.count(json[.root, "response_code"]) ?? 0) >= 400 {
      draft.fail(ErrorClassReader.failure(json, .root))
    }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"start_time":"2026-09-21T10:00:00.000Z","request.path":"/v1/chat/completions","response_code":200,"duration":420,\
        "x-request-id":"env0y-sample-000001","gen_ai.request.model":"gpt-4o-mini","gen_ai.response.model":"-",\
        "gen_ai.usage.input_tokens":"31","gen_ai.usage.output_tokens":4}
        """,
        .init("env0y-sample-000001", "openai", "gpt-4o-mini", tokens: TokenCounts(input: 31, output: 4)))
    ]
  }
}
