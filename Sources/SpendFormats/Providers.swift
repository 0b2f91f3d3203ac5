/// Tells the seller from what a log says of it.
enum Providers {
  private struct Mark {
    var text: StaticString
    var provider: StaticString
  }

  /// Parts of host names. The first that occurs decides.
  private static let hosts: [Mark] = [
    Mark(text: "api.openai.com", provider: "openai"),
    Mark(text: ".openai.azure.com", provider: "azure"),
    Mark(text: ".services.ai.azure.com", provider: "azure_ai"),
    Mark(text: ".models.ai.azure.com", provider: "azure_ai"),
    Mark(text: "api.anthropic.com", provider: "anthropic"),
    Mark(text: "generativelanguage.googleapis.com", provider: "google"),
    Mark(text: "aiplatform.googleapis.com", provider: "vertex"),
    Mark(text: "api.mistral.ai", provider: "mistral"),
    Mark(text: "codestral.mistral.ai", provider: "mistral"),
    Mark(text: "api.cohere.", provider: "cohere"),
    Mark(text: "api.groq.com", provider: "groq"),
    Mark(text: "api.together.", provider: "together"),
    Mark(text: "api.fireworks.ai", provider: "fireworks"),
    Mark(text: "api.cerebras.ai", provider: "cerebras"),
    Mark(text: "api.deepseek.com", provider: "deepseek"),
    Mark(text: "api.x.ai", provider: "xai"),
    Mark(text: "api.perplexity.ai", provider: "perplexity"),
    Mark(text: "openrouter.ai", provider: "openrouter"),
    Mark(text: "api.voyageai.com", provider: "voyage"),
    Mark(text: "router.huggingface.co", provider: "huggingface"),
    Mark(text: "api.z.ai", provider: "zai"),
    Mark(text: "api.moonshot.", provider: "moonshot"),
    Mark(text: "bedrock-runtime.", provider: "bedrock"),
    Mark(text: "bedrock-mantle.", provider: "bedrock"),
  ]

  /// Beginnings of model names that only one maker uses.
  private static let models: [Mark] = [
    Mark(text: "gpt-", provider: "openai"),
    Mark(text: "chatgpt", provider: "openai"),
    Mark(text: "text-embedding-3", provider: "openai"),
    Mark(text: "text-embedding-ada", provider: "openai"),
    Mark(text: "whisper", provider: "openai"),
    Mark(text: "dall-e", provider: "openai"),
    Mark(text: "davinci", provider: "openai"),
    Mark(text: "ft:gpt", provider: "openai"),
    Mark(text: "codex-", provider: "openai"),
    Mark(text: "claude", provider: "anthropic"),
    Mark(text: "gemini", provider: "google"),
    Mark(text: "models/gemini", provider: "google"),
    Mark(text: "imagen-", provider: "google"),
    Mark(text: "mistral", provider: "mistral"),
    Mark(text: "codestral", provider: "mistral"),
    Mark(text: "ministral", provider: "mistral"),
    Mark(text: "magistral", provider: "mistral"),
    Mark(text: "devstral", provider: "mistral"),
    Mark(text: "pixtral", provider: "mistral"),
    Mark(text: "command", provider: "cohere"),
    Mark(text: "embed-", provider: "cohere"),
    Mark(text: "rerank-2", provider: "voyage"),
    Mark(text: "voyage", provider: "voyage"),
    Mark(text: "rerank-", provider: "cohere"),
    Mark(text: "deepseek", provider: "deepseek"),
    Mark(text: "grok", provider: "xai"),
    Mark(text: "sonar", provider: "perplexity"),
    Mark(text: "accounts/fireworks/", provider: "fireworks"),
    Mark(text: "glm-", provider: "zai"),
    Mark(text: "kimi-", provider: "moonshot"),
  ]

  /// What an address tells.
  struct Host {
    var provider = FieldText.empty
    /// Which bytes of the address say where it answers, when the price depends on it.
    fileprivate var region = 0..<0

    /// `url`: the address itself.
    func region(in url: FieldText) -> FieldText {
      region.isEmpty ? .empty : FieldText(UnsafeRawBufferPointer(rebasing: url.bytes[region]))
    }
  }

  static func ofHost(_ url: FieldText) -> Host {
    guard let mark = hosts.first(where: { url.contains($0.text) }) else { return Host() }
    var host = Host(provider: FieldText(mark.provider))
    let bytes = url.bytes
    func word(from start: Int) -> Range<Int> {
      start..<(bytes[start...].firstIndex { !isOfName($0) } ?? bytes.count)
    }
    if host.provider.equals("openai"), let end = url.end(of: ".api.openai.com") {
      let place = (end - ".api.openai.com".utf8.count - 2)..<(end - ".api.openai.com".utf8.count)
      if place.lowerBound >= 0, place.lowerBound == 0 || !isOfName(bytes[place.lowerBound - 1]) {
        host.region = place
      }
    } else if host.provider.equals("vertex"), let end = url.end(of: "locations") {
      // A slash, which JSON may write with a backslash.
      host.region = word(from: bytes[end...].firstIndex(where: isOfName) ?? bytes.count)
    } else if host.provider.equals("vertex"), let end = url.end(of: "-aiplatform.googleapis.com") {
      let last = end - "-aiplatform.googleapis.com".utf8.count
      host.region = (bytes[..<last].lastIndex { !isOfName($0) }.map { $0 + 1 } ?? 0)..<last
    } else if host.provider.equals("bedrock"), let end = url.end(of: "bedrock-runtime.") {
      host.region = word(from: end)
    }
    return host
  }

  /// Whether a byte can be of the name of a place.
  private static func isOfName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }

  /// Where Anthropic ran a request; it says so of all, and `us` is dearer.
  static func geography(_ json: JSONIndex, _ usage: JSONIndex.Node) -> FieldText {
    let place = json.text(json[usage, "inference_geo"])
    return place.equals("global") || place.equals("not_available") ? .empty : place
  }

  static func ofModel(_ model: FieldText) -> FieldText {
    let bytes = model.bytes
    guard bytes.count > 1 else { return .empty }
    // o1, o3-mini, o4 …
    if bytes[0] == UInt8(ascii: "o"), (0x31...0x39).contains(bytes[1]),
      bytes.count == 2 || bytes[2] == UInt8(ascii: "-")
    {
      return FieldText("openai")
    }
    for mark in models where model.hasPrefix(mark.text) { return FieldText(mark.provider) }
    return .empty
  }
}

/// Tells the kind of a request from what was called.
enum QueryTypes {
  static func ofPath(_ url: FieldText) -> FieldText {
    guard !url.isEmpty else { return .empty }
    if url.contains("/chat/completions") || url.contains("/messages") || url.contains("/responses")
      || url.contains(":generateContent") || url.contains(":streamGenerateContent")
      || url.contains("/converse") || url.contains("/v2/chat") || url.contains("/api/chat")
    {
      return FieldText("chat")
    }
    if url.contains("/embed") || url.contains(":embedContent") || url.contains(":batchEmbedContents") {
      return FieldText("embedding")
    }
    if url.contains("/rerank") { return FieldText("rerank") }
    if url.contains("/images") { return FieldText("image") }
    if url.contains("/audio") { return FieldText("audio") }
    if url.contains("/moderations") { return FieldText("moderation") }
    if url.contains("/completions") || url.contains("/generate") { return FieldText("completion") }
    return .empty
  }

  /// The name of an operation as gateways and tracers write it; the word itself when it is unknown.
  static func ofOperation(_ operation: FieldText) -> FieldText {
    known(operation) ?? operation
  }

  /// Nil when the name says nothing that is known.
  static func known(_ operation: FieldText) -> FieldText? {
    if operation.contains("embed") { return FieldText("embedding") }
    if operation.contains("rerank") { return FieldText("rerank") }
    if operation.contains("image") { return FieldText("image") }
    if operation.contains("transcription") || operation.contains("speech") || operation.contains("audio") {
      return FieldText("audio")
    }
    if operation.contains("moderation") { return FieldText("moderation") }
    if operation.contains("text_completion") { return FieldText("completion") }
    if operation.contains("completion") || operation.contains("responses") || operation.contains("messages")
      || operation.equals("chat") || operation.contains("generate_content")
    {
      return FieldText("chat")
    }
    return nil
  }
}
