import SpendCore

/// Google's `usageMetadata`, as its interfaces write it and as its Python library does (snake case), and
/// the usage object of Interactions. Tool prompts and thoughts come on top of the prompt and the answer.
///
/// Source: google-genai SDK, `types.py`, GenerateContentResponseUsageMetadata.
enum GeminiUsage {
  /// Names of the counts in one of the interfaces.
  private struct Names {
    var prompt: StaticString
    var tools: StaticString
    var cached: StaticString
    var answer: StaticString
    var thoughts: StaticString
    var total: StaticString
    var promptModalities: StaticString
    var cachedModalities: StaticString
    var answerModalities: StaticString
  }

  private static let camel = Names(
    prompt: "promptTokenCount", tools: "toolUsePromptTokenCount", cached: "cachedContentTokenCount",
    answer: "candidatesTokenCount", thoughts: "thoughtsTokenCount", total: "totalTokenCount",
    promptModalities: "promptTokensDetails", cachedModalities: "cacheTokensDetails",
    answerModalities: "candidatesTokensDetails")

  private static let snake = Names(
    prompt: "prompt_token_count", tools: "tool_use_prompt_token_count",
    cached: "cached_content_token_count", answer: "candidates_token_count",
    thoughts: "thoughts_token_count", total: "total_token_count",
    promptModalities: "prompt_tokens_details", cachedModalities: "cache_tokens_details",
    answerModalities: "candidates_tokens_details")

  private static let interactions = Names(
    prompt: "total_input_tokens", tools: "total_tool_use_tokens", cached: "total_cached_tokens",
    answer: "total_output_tokens", thoughts: "total_thought_tokens", total: "total_tokens",
    promptModalities: "input_tokens_by_modality", cachedModalities: "cached_tokens_by_modality",
    answerModalities: "output_tokens_by_modality")

  static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    if json[usage, "total_input_tokens"].exists || json[usage, "total_output_tokens"].exists {
      try read(json, usage, interactions, &draft, context)
    } else if json[usage, "prompt_token_count"].exists || json[usage, "total_token_count"].exists {
      try read(json, usage, snake, &draft, context)
    } else {
      try read(json, usage, camel, &draft, context)
    }
    let tier = json.text(json.first(usage, "serviceTier", "trafficType", "service_tier", "traffic_type"))
    draft.tier = Tiers.joined(draft.tier, tier, context)
    Sellers.readEstimate(json, usage, &draft)
  }

  private static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ names: Names, _ draft: inout EventDraft,
    _ context: LineContext
  ) throws(LineRejection) {
    var tokens = TokenCounts()
    let prompt = try json.count(json[usage, names.prompt])
    let tools = try json.count(json[usage, names.tools])
    let total = try json.count(json[usage, names.total])
    // Live sessions call the answer a response.
    let answer = try json.count(json[usage, names.answer], or: json[usage, "responseTokenCount"])
    tokens.cacheRead = try json.count(json[usage, names.cached])
    tokens.reasoning = try json.count(json[usage, names.thoughts])
    let whole = prompt.map { Int32(clamping: Int64($0) + Int64(tools ?? 0)) }
    var output: Int32?
    if answer != nil || tokens.reasoning != nil {
      output = answer ?? 0
    } else if prompt != nil, total == prompt {
      output = 0
    }
    let stated = ReportedTotal(field: names.total, prompt: whole, output: output, total: total)
    draft.totals = stated.resolve(&tokens, usual: CountingConvention(cache: true, reasoning: false))

    let asked = try modalities(json, json[usage, names.promptModalities], context)
    let cached = try modalities(json, json[usage, names.cachedModalities], context)
    // Tokens read from the cache are billed with the cache.
    tokens.imageIn = Self.without(cached.image, asked.image)
    tokens.audioIn = Self.without(cached.audio, asked.audio)
    let answered = json.first(usage, names.answerModalities, "responseTokensDetails")
    (tokens.imageOut, tokens.audioOut) = try modalities(json, answered, context)
    draft.tokens = tokens
  }

  private static func without(_ part: Int32?, _ whole: Int32?) -> Int32? {
    whole.map { max(0, $0 - (part ?? 0)) }
  }

  /// Image and audio tokens of a list of modalities, named or by number.
  private static func modalities(
    _ json: JSONIndex, _ details: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> (image: Int32?, audio: Int32?) {
    guard json.isArray(details) else { return (nil, nil) }
    var image: Int32 = 0
    var audio: Int32 = 0
    let entry = context.element
    try json.forEachObject(details, in: entry) { () throws(LineRejection) in
      let modality = entry.text(entry[.root, "modality"])
      let tokens =
        try entry.count(
          entry.first(.root, "tokenCount", "tokens", "token_count")) ?? 0
      if modality.equals("IMAGE") || modality.equals("image") || modality.equals("2") {
        image = Int32(clamping: Int64(image) + Int64(tokens))
      }
      if modality.equals("AUDIO") || modality.equals("audio") || modality.equals("4") {
        audio = Int32(clamping: Int64(audio) + Int64(tokens))
      }
    }
    return (image, audio)
  }
}
