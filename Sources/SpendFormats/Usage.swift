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
  static func openAI(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ totals: inout TotalReading
  ) throws(LineRejection) -> TokenCounts {
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
    let stated = StatedTotal(prompt: wholePrompt, output: completion, total: total)
    totals = settle(&counts, stated)
    return counts
  }

  /// Inside is the rule. Reasoning beyond the output proves itself to be beside it, whatever the
  /// total says; what the total has beyond the output where no reasoning is told was generated
  /// unseen.
  private static func settle(_ counts: inout TokenCounts, _ stated: StatedTotal) -> TotalReading {
    guard let prompt = stated.prompt, let completion = stated.output else { return .agrees }
    let reasoning = counts.reasoning ?? 0
    if reasoning > completion {
      counts.output = Int32(clamping: Int64(completion) + Int64(reasoning))
      return .agrees
    }
    let reading = stated.settle(&counts, usual: .inside)
    if reasoning > 0, reading.check == .decided {
      // Reasoning beside the output is some sellers' documented way.
      return counts.input
        == exclusive(
          prompt: prompt, cached: counts.cacheRead, written: counts.cacheWrite5m) ? .agrees : .decided
    }
    guard reading.check == .contradicts, reasoning == 0, let total = stated.total else { return reading }
    let hidden = Int64(total) - Int64(prompt) - Int64(completion)
    guard hidden > 0 else { return reading }
    counts.reasoning = Int32(clamping: hidden)
    counts.output = Int32(clamping: Int64(completion) + hidden)
    return .decided
  }

  /// `input_tokens` that include what was cached: the Responses API.
  static func responses(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ totals: inout TotalReading
  ) throws(LineRejection) -> TokenCounts {
    let inputDetails = json.first(usage, "input_tokens_details", "input_token_details")
    let outputDetails = json.first(usage, "output_tokens_details", "output_token_details")
    var counts = TokenCounts()
    counts.cacheRead = try json.count(json[inputDetails, "cached_tokens"])
    counts.cacheWrite5m = try json.count(json[inputDetails, "cache_write_tokens"])
    let prompt = try json.count(json[usage, "input_tokens"])
    counts.input = exclusive(prompt: prompt, cached: counts.cacheRead, written: counts.cacheWrite5m)
    counts.output = try json.count(json[usage, "output_tokens"])
    counts.reasoning = try json.count(json[outputDetails, "reasoning_tokens"])
    counts.audioIn = try json.count(json[inputDetails, "audio_tokens"])
    counts.imageIn = try json.count(json[inputDetails, "image_tokens"])
    counts.audioOut = try json.count(json[outputDetails, "audio_tokens"])
    counts.imageOut = try json.count(json[outputDetails, "image_tokens"])
    let total = try json.count(json[usage, "total_tokens"])
    totals = StatedTotal(prompt: prompt, output: counts.output, total: total).settle(&counts, usual: .inside)
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
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ totals: inout TotalReading, _ context: LineContext
  ) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    let prompt = try json.count(json[usage, "promptTokenCount"])
    let tools = try json.count(json[usage, "toolUsePromptTokenCount"])
    counts.cacheRead = try json.count(json[usage, "cachedContentTokenCount"])
    let total = try json.count(json[usage, "totalTokenCount"])
    let whole = prompt.map { Int32(clamping: Int64($0) + Int64(tools ?? 0)) }
    counts.input = exclusive(prompt: whole, cached: counts.cacheRead, written: nil)
    let candidates = try json.count(json[usage, "candidatesTokenCount"])
    counts.reasoning = try json.count(json[usage, "thoughtsTokenCount"])
    if candidates != nil || counts.reasoning != nil {
      counts.output = Int32(clamping: Int64(candidates ?? 0) + Int64(counts.reasoning ?? 0))
    } else if prompt != nil, total == prompt {
      counts.output = 0
    }
    if counts.output != nil {
      totals = StatedTotal(
        field: "totalTokenCount", prompt: whole, output: candidates ?? 0, total: total
      ).settle(&counts, usual: Inclusion(cache: true, reasoning: false))
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
