import SpendCore

/// The two families of usage objects, brought to the disjoint classes of `TokenCounts`.
enum Usage {
  /// Takes the cached parts out of a prompt that includes them. Where they overlap (one gateway
  /// reports the same tokens as read and as written) the larger one is taken, so that nothing
  /// becomes negative.
  static func exclusive(prompt: Int32?, cached: Int32?, written: Int32?) -> Int32? {
    guard let prompt else { return nil }
    let cached = cached ?? 0
    let written = written ?? 0
    let parts = Int64(cached) + Int64(written)
    if parts <= Int64(prompt) { return Int32(Int64(prompt) - parts) }
    return max(0, prompt - min(prompt, max(cached, written)))
  }

  /// `prompt_tokens`, `completion_tokens`, `total_tokens` with their details: OpenAI and all who
  /// copied it. The total decides where reasoning belongs.
  static func openAI(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts {
    let prompt = try json.count(json[usage, "prompt_tokens"])
    let completion = try json.count(json[usage, "completion_tokens"])
    let total = try json.count(json[usage, "total_tokens"])
    let promptDetails = json.first(usage, "prompt_tokens_details", "prompt_token_details")
    let outputDetails = json.first(usage, "completion_tokens_details", "completion_token_details")

    var counts = TokenCounts()
    counts.cacheRead = try json.count(
      json[promptDetails, "cached_tokens"],
      or: json.first(usage, "cached_tokens", "num_cached_tokens", "prompt_cache_hit_tokens"))
    counts.cacheWrite5m = try json.count(
      json.first(promptDetails, "cache_write_tokens", "cache_creation_tokens"))
    counts.audioIn = try json.count(json[promptDetails, "audio_tokens"])
    counts.imageIn = try json.count(json[promptDetails, "image_tokens"])
    counts.audioOut = try json.count(json[outputDetails, "audio_tokens"])
    counts.imageOut = try json.count(json[outputDetails, "image_tokens"])
    counts.reasoning = try json.count(
      json[outputDetails, "reasoning_tokens"], or: json[usage, "reasoning_tokens"])
    // Embeddings of some sellers state a total only.
    let wholePrompt = prompt ?? (completion == nil ? total : nil)
    counts.input = exclusive(prompt: wholePrompt, cached: counts.cacheRead, written: counts.cacheWrite5m)
    counts.output = completion
    addHiddenOutput(&counts, prompt: wholePrompt, completion: completion, total: total)
    return counts
  }

  /// Adds what was generated beyond the reported output: reasoning that is counted beside it, or
  /// that only the total shows.
  private static func addHiddenOutput(
    _ counts: inout TokenCounts, prompt: Int32?, completion: Int32?, total: Int32?
  ) {
    guard let prompt, let completion else { return }
    let reported = Int64(prompt) + Int64(completion)
    let reasoning = counts.reasoning ?? 0
    var additional: Int64 = 0
    if reasoning > completion {
      additional = Int64(reasoning)
    } else if let total, Int64(total) > reported {
      if reasoning > 0 {
        additional = Int64(total) == reported + Int64(reasoning) ? Int64(reasoning) : 0
      } else {
        additional = Int64(total) - reported
        counts.reasoning = Int32(clamping: additional)
      }
    }
    counts.output = Int32(clamping: Int64(completion) + additional)
  }

  /// `input_tokens` that include what was cached: the Responses API.
  static func responses(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts {
    let inputDetails = json.first(usage, "input_tokens_details", "input_token_details")
    let outputDetails = json.first(usage, "output_tokens_details", "output_token_details")
    var counts = TokenCounts()
    counts.cacheRead = try json.count(json[inputDetails, "cached_tokens"])
    counts.cacheWrite5m = try json.count(json[inputDetails, "cache_write_tokens"])
    counts.input = exclusive(
      prompt: try json.count(json[usage, "input_tokens"]), cached: counts.cacheRead,
      written: counts.cacheWrite5m)
    counts.output = try json.count(json[usage, "output_tokens"])
    counts.reasoning = try json.count(json[outputDetails, "reasoning_tokens"])
    counts.audioIn = try json.count(json[inputDetails, "audio_tokens"])
    counts.imageIn = try json.count(json[inputDetails, "image_tokens"])
    counts.audioOut = try json.count(json[outputDetails, "audio_tokens"])
    counts.imageOut = try json.count(json[outputDetails, "image_tokens"])
    return counts
  }

  /// `input_tokens` beside the cache counts: Anthropic.
  static func anthropic(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    counts.input = try json.count(json[usage, "input_tokens"])
    counts.cacheRead = try json.count(json[usage, "cache_read_input_tokens"])
    counts.output = try json.count(json[usage, "output_tokens"])
    counts.reasoning = try json.count(json[usage, "output_tokens_details", "thinking_tokens"])

    // The total of writes, and its two parts; what the total has beyond them is of the short kind.
    let written = try json.count(json[usage, "cache_creation_input_tokens"])
    let parts = json[usage, "cache_creation"]
    let short = try json.count(json[parts, "ephemeral_5m_input_tokens"])
    let long = try json.count(json[parts, "ephemeral_1h_input_tokens"])
    guard written != nil || short != nil || long != nil else { return counts }
    let beyond = max(0, Int64(written ?? 0) - Int64(short ?? 0) - Int64(long ?? 0))
    counts.cacheWrite5m = Int32(clamping: Int64(short ?? 0) + beyond)
    counts.cacheWrite1h = long ?? (parts.exists || written != nil ? 0 : nil)
    return counts
  }

  /// Google's `usageMetadata`: tool prompts and thoughts come on top of what is reported.
  static func gemini(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    let prompt = try json.count(json[usage, "promptTokenCount"])
    let tools = try json.count(json[usage, "toolUsePromptTokenCount"])
    counts.cacheRead = try json.count(json[usage, "cachedContentTokenCount"])
    if let prompt {
      let whole = Int64(prompt) + Int64(tools ?? 0)
      counts.input = exclusive(prompt: Int32(clamping: whole), cached: counts.cacheRead, written: nil)
    }
    let candidates = try json.count(json[usage, "candidatesTokenCount"])
    counts.reasoning = try json.count(json[usage, "thoughtsTokenCount"])
    if candidates != nil || counts.reasoning != nil {
      counts.output = Int32(clamping: Int64(candidates ?? 0) + Int64(counts.reasoning ?? 0))
    } else if prompt != nil, let total = try json.count(json[usage, "totalTokenCount"]), total == prompt {
      counts.output = 0
    }
    (counts.imageIn, counts.audioIn) = try modalities(json, json[usage, "promptTokensDetails"], context)
    (counts.imageOut, counts.audioOut) = try modalities(json, json[usage, "candidatesTokensDetails"], context)
    return counts
  }

  /// Image and audio tokens of a list of modalities, named or by number.
  static func modalities(
    _ json: JSONIndex, _ details: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> (image: Int32?, audio: Int32?) {
    guard json.isArray(details) else { return (nil, nil) }
    var image: Int32 = 0
    var audio: Int32 = 0
    let entry = context.element
    try json.forEachObject(details, in: entry) { () throws(LineRejection) in
      let modality = entry.text(entry[.root, "modality"])
      let tokens = try entry.count(entry[.root, "tokenCount"], or: entry[.root, "tokens"]) ?? 0
      if modality.equals("IMAGE") || modality.equals("image") || modality.equals("2") {
        image = image &+ tokens
      }
      if modality.equals("AUDIO") || modality.equals("audio") || modality.equals("4") {
        audio = audio &+ tokens
      }
    }
    return (image, audio)
  }
}
