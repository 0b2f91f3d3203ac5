import SpendCore

/// The usage object of OpenAI and all who copied it: `prompt_tokens` and `completion_tokens` of chat
/// completions, `input_tokens` and `output_tokens` of Responses, either with details.
enum OpenAIUsage {
  /// Reads a usage object into a draft whose model and seller are set as far as they are known.
  static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    var stated = ReportedTotal()
    let promptNode = json[usage, "prompt_tokens"]
    let isChat = promptNode.exists
    let total = try json.count(json[usage, "total_tokens"])
    stated.output = try json.count(json[usage, "completion_tokens"], or: json[usage, "output_tokens"])
    // Embeddings of some sellers state a total only.
    stated.prompt =
      try json.count(isChat ? promptNode : json[usage, "input_tokens"])
      ?? (stated.output == nil ? total : nil)
    stated.total = total
    if total == nil, stated.output == nil { try readCamel(json, usage, &stated) }

    let promptDetails = CountNames.promptDetails(json, usage)
    let outputDetails = CountNames.outputDetails(json, usage)
    var tokens = TokenCounts()
    tokens.cacheRead = try CountNames.cacheRead(json, usage, details: promptDetails)
    (tokens.cacheWrite5m, tokens.cacheWrite1h) = try CountNames.cacheWrites(
      json, usage, details: promptDetails)
    tokens.reasoning = try CountNames.reasoning(json, usage, details: outputDetails)
    if promptDetails.exists {
      tokens.audioIn = try json.count(json.first(promptDetails, "audio_tokens", "audio"))
      tokens.imageIn = try json.count(json[promptDetails, "image_tokens"])
      let cached = json[promptDetails, "cached_tokens_details"]
      if cached.exists { try takeCached(json, cached, &tokens) }
    }
    if outputDetails.exists {
      tokens.audioOut = try json.count(json.first(outputDetails, "audio_tokens", "audio"))
      tokens.imageOut = try json.count(json[outputDetails, "image_tokens"])
    }

    var usual = CountingConvention.inside
    if !isChat, !promptDetails.exists, isAnthropic(json, usage) {
      usual = CountingConvention(cache: false, reasoning: true)
    }
    if let reasoning = tokens.reasoning, let output = stated.output, reasoning > output {
      stated.omitsReasoning = SellerConvention.of(draft)?.omitsReasoning ?? false
    }
    let seconds = json[usage, "prompt_audio_seconds"]
    if seconds.exists {
      stated.extra = tokens.audioIn ?? Int32(clamping: max(0, Int64(total ?? 0) - Int64(stated.sum ?? 0)))
    }
    if let total, let sum = stated.sum, total > sum {
      stated.hidesReasoning = SellerConvention.of(draft)?.hidesReasoning ?? false
    }
    draft.totals = stated.resolve(&tokens, usual: usual)
    draft.tokens = tokens
    if seconds.exists { billAudio(bySecond: json.units(.second, seconds), stated, &draft) }
  }

  /// Reads the names that client libraries for Java and JavaScript write.
  private static func readCamel(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ stated: inout ReportedTotal
  ) throws(LineRejection) {
    guard let output = try json.count(json[usage, "completionTokens"]) else { return }
    stated.output = output
    stated.prompt = try json.count(json[usage, "promptTokens"])
    stated.total = try json.count(json[usage, "totalTokens"])
  }

  /// Audio that is billed by the second, and counted in tokens beside the prompt or within it.
  private static func billAudio(
    bySecond units: BilledUnits?, _ stated: ReportedTotal, _ draft: inout EventDraft
  ) {
    guard let units, units.count > 0 else { return }
    draft.units = units
    let isWithin = stated.extra > 0 && stated.sum == stated.total && (draft.tokens.input ?? 0) >= stated.extra
    if isWithin { draft.tokens.input = draft.tokens.input.map { $0 - stated.extra } }
    draft.tokens.audioIn = nil
  }

  /// Audio and images that were read from the cache are billed with the cache.
  private static func takeCached(
    _ json: JSONIndex, _ cached: JSONIndex.Node, _ tokens: inout TokenCounts
  ) throws(LineRejection) {
    let (audio, image) = (
      try json.count(json[cached, "audio_tokens"]) ?? 0, try json.count(json[cached, "image_tokens"]) ?? 0
    )
    tokens.audioIn = tokens.audioIn.map { max(0, $0 - audio) }
    tokens.imageIn = tokens.imageIn.map { max(0, $0 - image) }
  }

  /// Anthropic's own names without OpenAI's details: its counts lie beside each other.
  private static func isAnthropic(_ json: JSONIndex, _ usage: JSONIndex.Node) -> Bool {
    json[usage, "cache_read_input_tokens"].exists || json[usage, "cache_creation_input_tokens"].exists
  }
}
