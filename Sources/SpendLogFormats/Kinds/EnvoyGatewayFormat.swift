import SpendCore

/// The JSON access log of Envoy AI Gateway with its default field names.
///
/// Source: envoyproxy/ai-gateway, `examples/access-log/basic.yaml`.
struct EnvoyGatewayFormat: RecordFormat {
  var name: StaticString { "envoy-ai-gateway" }
  var title: String { "Envoy AI Gateway access log" }
  var recognisedBy: String { "flat gen_ai.usage.input_tokens with response_code" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "gen_ai.usage.input_tokens"].exists && json[.root, "response_code"].exists
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
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = context.queryType(ofPath: text("request.path"))
    draft.tokens.input = try json.count(json[.root, "gen_ai.usage.input_tokens"])
    draft.tokens.output = try json.count(json[.root, "gen_ai.usage.output_tokens"])
    draft.tokens.reasoning = try json.count(json[.root, "gen_ai.usage.reasoning_tokens"])
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
