import SpendCore

/// Helicone's request export.
///
/// Source: Helicone/helicone, `packages/llm-mapper/types.ts`.
struct HeliconeFormat: RecordFormat {
  var name: StaticString { "helicone" }
  var title: String { "Helicone requests" }
  var recognisedBy: String { "request_created_at and response_status" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "request_created_at"].exists && json[.root, "response_status"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.policy = .largest
    draft.requestID = json.text(json[.root, "request_id"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "request_created_at"])
    draft.model = json.text(json.first(.root, "response_model", "model", "request_model"))
    let provider = json.text(json[.root, "provider"])
    let named = Providers.ofModel(draft.model)
    draft.provider = provider.isEmpty ? named : context.text(provider.string.lowercased())
    draft.queryType = context.queryType(ofPath: json.text(json[.root, "request_path"]))
    let prompt = try json.count(json[.root, "prompt_tokens"])
    let read = try json.count(json[.root, "prompt_cache_read_tokens"])
    let written = try json.count(json[.root, "prompt_cache_write_tokens"])
    let output = try json.count(json[.root, "completion_tokens"])
    // Anthropic's own counts stand beside the prompt, where the total does not say otherwise.
    let isBeside = draft.provider.equals("anthropic") && (read ?? 0) &+ (written ?? 0) > 0
    draft.tokens.input = isBeside ? prompt : Usage.exclusive(prompt: prompt, cached: read, written: written)
    draft.tokens.cacheRead = read
    draft.tokens.cacheWrite5m = written
    draft.tokens.output = output
    draft.totals = StatedTotal(
      prompt: prompt, output: output, total: try json.count(json[.root, "total_tokens"])
    ).settle(&draft.tokens, usual: Inclusion(cache: !isBeside, reasoning: true))
    draft.tokens.audioIn = try json.count(json[.root, "prompt_audio_tokens"])
    draft.tokens.audioOut = try json.count(json[.root, "completion_audio_tokens"])
    draft.loggedCost = json.money(json.first(.root, "costUSD", "cost"))
    draft.latencyMilliseconds = json.milliseconds(json[.root, "delay_ms"])
    draft.firstTokenMilliseconds = json.milliseconds(json[.root, "time_to_first_token"])
    let properties = json[.root, "request_properties"]
    draft.user = json.text(json.first(.root, "request_user_id", "user_id"))
    draft.session = json.text(json[properties, "Helicone-Session-Id"])
    Attribution.members(json, properties, &draft, context)
    let cache = json.text(json[.root, "cache_reference_id"])
    if !cache.isEmpty, !cache.hasPrefix("00000000-0000-0000") { LiteLLM.answerFromCache(&draft) }
    let status = json.text(json[.root, "response_status"])
    if let code = Numbers.scaled(status.bytes, places: 0), code >= 400 || code < 0 {
      draft.tokens = TokenCounts()
      draft.fail()
    }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"request_id":"he11c0ne-sample-1","request_created_at":"2026-09-21 10:00:00.250","response_status":200,\
        "response_model":"gpt-4o","provider":"OPENAI","prompt_tokens":90,"completion_tokens":10,"total_tokens":100,\
        "prompt_cache_read_tokens":40,"delay_ms":700,"costUSD":0.0003,"request_path":"https://api.openai.com/v1/chat/completions",\
        "request_properties":{"feature":"search"}}
        """,
        .init(
          "he11c0ne-sample-1", "openai", "gpt-4o", feature: "search",
          tokens: TokenCounts(input: 50, cacheRead: 40, output: 10), cost: "0.0003"))
    ]
  }
}

/// Cloudflare AI Gateway's log.
struct CloudflareGatewayFormat: RecordFormat {
  var name: StaticString { "cloudflare-ai-gateway" }
  var title: String { "Cloudflare AI Gateway" }
  var recognisedBy: String { "tokens_in, tokens_out and cached" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "tokens_in"].exists && json[.root, "tokens_out"].exists && json[.root, "cached"].exists
      || json.isArray(json[.root, "result"]) && json[.root, "success"].exists
        && json[.root, "result_info"].exists
  }

  /// A log, or a page of them as the interface answers.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json.isArray(json[.root, "result"]) else { return try log(json, context) }
    let entry = JSONIndex()
    try json.forEachObject(json[.root, "result"], in: entry) { () throws(LineRejection) in
      if recognises(entry) { try log(entry, context) }
    }
  }

  private func log(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "created_at"])
    draft.provider = json.text(json[.root, "provider"])
    draft.model = json.text(json[.root, "model"])
    let path = context.queryType(ofPath: context.text(FieldText("/"), json.text(json[.root, "path"])))
    draft.queryType =
      path.isEmpty ? context.queryType(ofOperation: json.text(json[.root, "model_type"])) : path
    draft.tokens.input = try json.count(json[.root, "tokens_in"])
    draft.tokens.output = try json.count(json[.root, "tokens_out"])
    draft.loggedCost = json.money(json[.root, "cost"])
    draft.latencyMilliseconds = json.milliseconds(json[.root, "duration"])
    try Attribution.read(json, .root, &draft, context)
    let metadata = json[.root, "metadata"]
    if json.isString(metadata) {
      let text =
        json.kind(metadata) == .string ? json.bytes(metadata) : context.unescaped(json.bytes(metadata))
      do throws(LineRejection) {
        try context.attributes.index(text)
        Attribution.members(context.attributes, .root, &draft, context)
      } catch {
        // Metadata of one's own need not be JSON.
      }
    }
    if json.truth(json[.root, "cached"]) == true { LiteLLM.answerFromCache(&draft) }
    let status = try json.count(json[.root, "status_code"]) ?? 0
    if status >= 400 || json.truth(json[.root, "success"]) == false { draft.fail() }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"01SAMPLECLOUDFLARE01","created_at":"2026-09-21T10:00:00Z","provider":"openai","model":"gpt-4o-mini","model_type":\
        "chat","path":"chat/completions","duration":300,"status_code":200,"success":true,"cached":false,"tokens_in":70,\
        "tokens_out":9,"cost":0.0001,"metadata":"{\\"feature\\": \\"kb\\"}"}
        """,
        .init(
          "01SAMPLECLOUDFLARE01", "openai", "gpt-4o-mini", feature: "kb",
          tokens: TokenCounts(input: 70, output: 9), cost: "0.0001")),
      FormatSample(
        """
        {"result":[{"id":"01SAMPLECLOUDFLARE02","created_at":"2026-09-21T10:00:00Z","provider":"openai","model":"gpt-4o",\
        "path":"chat/completions","cached":true,"tokens_in":70,"tokens_out":9,"cost":0.1,"success":true}],"success":true,\
        "result_info":{"page":1},"errors":[]}
        """,
        .init("01SAMPLECLOUDFLARE02", "openai", "gpt-4o", tokens: TokenCounts(), cost: "0")),
    ]
  }
}

/// Langfuse observations: the keys of `usageDetails` are disjoint; durations are seconds.
///
/// Source: langfuse/langfuse, `web/src/features/public-api/types/observations.ts`.
struct LangfuseFormat: RecordFormat {
  var name: StaticString { "langfuse" }
  var title: String { "Langfuse observations" }
  var recognisedBy: String { "traceId with usageDetails or calculatedTotalCost" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.first(.root, "traceId", "trace_id").exists
      && (json[.root, "usageDetails"].exists || json[.root, "usage_details"].exists
        || json[.root, "calculatedTotalCost"].exists)
      || json.isArray(json[.root, "data"]) && json[.root, "meta", "totalItems"].exists
  }

  /// An observation, or a page of them as the interface answers.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json.isArray(json[.root, "data"]) else { return try observation(json, context) }
    let entry = JSONIndex()
    try json.forEachObject(json[.root, "data"], in: entry) { () throws(LineRejection) in
      if recognises(entry) { try observation(entry, context) }
    }
  }

  private func observation(_ record: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let type = record.text(record[.root, "type"])
    guard !type.equals("SPAN"), !type.equals("EVENT") else { return }
    var json = record
    var usage = json.first(.root, "usageDetails", "usage_details")
    // Exports write maps as texts.
    if record.isString(usage) {
      let bytes = record.bytes(usage)
      try context.attributes.index(
        record.kind(usage) == .string ? bytes : context.unescaped(bytes))
      json = context.attributes
      usage = .root
    }
    var draft = context.envelope
    draft.tokens.input = try json.count(json[usage, "input"])
    draft.tokens.cacheRead = try json.count(
      json.first(usage, "input_cached_tokens", "input_cache_read"), or: json[usage, "cache_read_input_tokens"]
    )
    draft.tokens.cacheWrite5m = try json.count(
      json.first(usage, "input_cache_creation", "cache_creation_input_tokens"))
    draft.tokens.audioIn = try json.count(json[usage, "input_audio"])
    let reasoning = try json.count(json[usage, "output_reasoning_tokens"])
    draft.tokens.reasoning = reasoning
    if let output = try json.count(json[usage, "output"]) {
      draft.tokens.output = Int32(clamping: Int64(output) + Int64(reasoning ?? 0))
      draft.totals = StatedTotal(
        field: "total", prompt: draft.tokens.input, output: output,
        total: try json.count(json[usage, "total"])
      ).settle(&draft.tokens, usual: .beside)
    } else if type.equals("EMBEDDING") {
      draft.tokens.output = 0
    }
    json = record
    if draft.tokens.isUnknown {
      draft.tokens.input = try json.count(json[.root, "promptTokens"])
      draft.tokens.output = try json.count(json[.root, "completionTokens"])
    }
    draft.loggedCost =
      json.money(json[.root, "costDetails", "total"]) ?? json.money(json[.root, "calculatedTotalCost"])
    guard !draft.tokens.isUnknown || draft.loggedCost != nil else { return }
    draft.format = name
    draft.scope = .global
    draft.policy = .largest
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json.first(.root, "startTime", "start_time"))
    draft.model = json.text(json.first(.root, "model", "provided_model_name"))
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = FieldText(type.equals("EMBEDDING") ? "embedding" : "chat")
    draft.latencyMilliseconds = json.milliseconds(json[.root, "latency"], unit: .seconds)
    draft.firstTokenMilliseconds = json.milliseconds(json[.root, "timeToFirstToken"], unit: .seconds)
    draft.environment = json.text(json[.root, "environment"])
    try Attribution.read(json, .root, &draft, context)
    if draft.feature.isEmpty { draft.feature = json.text(json[.root, "name"]) }
    if json.equals(json[.root, "level"], "ERROR") { draft.fail() }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"1an9fu5e-sample-0001","traceId":"t","type":"GENERATION","startTime":"2026-09-21T10:00:00Z","name":"rank",\
        "level":"DEFAULT","model":"gpt-4o","usageDetails":{"input":60,"input_cached_tokens":40,"output":7,"total":107},\
        "latency":0.8,"timeToFirstToken":0.2,"costDetails":{"total":0.0004},"metadata":{}}
        """,
        .init(
          "1an9fu5e-sample-0001", "openai", "gpt-4o", feature: "rank",
          tokens: TokenCounts(input: 60, cacheRead: 40, output: 7), cost: "0.0004")),
      FormatSample(
        """
        {"data":[{"id":"1an9fu5e-sample-0002","traceId":"t","type":"GENERATION","startTime":"2026-09-21T10:00:00Z","name":\
        "rank","model":"gpt-4o","usageDetails":{"input":6,"output":1}},{"id":"1an9fu5e-sample-0003","traceId":"t","type":\
        "SPAN","usageDetails":{}}],"meta":{"page":1,"totalItems":2}}
        {"id":"1an9fu5e-sample-0004","trace_id":"t","type":"GENERATION","start_time":"2026-09-21T10:00:00Z","name":"rank",\
        "provided_model_name":"gpt-4o","usage_details":"{\\"input\\": 8, \\"output\\": 2}"}
        """,
        .init(
          "1an9fu5e-sample-0002", "openai", "gpt-4o", feature: "rank",
          tokens: TokenCounts(input: 6, output: 1)),
        .init(
          "1an9fu5e-sample-0004", "openai", "gpt-4o", feature: "rank",
          tokens: TokenCounts(input: 8, output: 2))),
    ]
  }
}

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
    if (try json.count(json[.root, "response_code"]) ?? 0) >= 400 { draft.fail() }
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
