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
    draft.isSnapshot = true
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
    draft.totals = ReportedTotal(
      prompt: prompt, output: output, total: try json.count(json[.root, "total_tokens"])
    ).settle(&draft.tokens, usual: CountingConvention(cache: !isBeside, reasoning: true))
    draft.tokens.audioIn = try json.count(json[.root, "prompt_audio_tokens"])
    draft.tokens.audioOut = try json.count(json[.root, "completion_audio_tokens"])
    draft.loggedCost = json.money(json.first(.root, "costUSD", "cost"))
    try LoggedAnswer.read(json, json[.root, "response_body"], &draft, context)
    draft.latencyMilliseconds = json.milliseconds(json[.root, "delay_ms"])
    draft.firstTokenMilliseconds = json.milliseconds(json[.root, "time_to_first_token"])
    let properties = json[.root, "request_properties"]
    draft.user = json.text(json.first(.root, "request_user_id", "user_id"))
    draft.session = json.text(json[properties, "Helicone-Session-Id"])
    // Properties have the names of headers, whose case is free.
    Attribution.members(json, properties, &draft, context)
    StatedLabels(json, properties).fill(&draft)
    StatedLabels(json, json[.root, "properties"]).fill(&draft)
    let cache = json.text(json[.root, "cache_reference_id"])
    if !cache.isEmpty, !cache.hasPrefix("00000000-0000-0000") { LiteLLM.answerFromCache(&draft) }
    let status = json.text(json[.root, "response_status"])
    if let code = Numbers.scaled(status.bytes, places: 0), code >= 400 || code < 0 {
      draft.tokens = TokenCounts()
      draft.fail(ErrorClass(status: Int32(clamping: code)))
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
