/// The address that a request was sent to, as far as it shows who sold what: the host, the place in it,
/// and the model in the path.
///
/// Ranges are of the address's bytes, so that one reading serves every line with the same address.
struct CalledAddress {
  var provider = FieldText.empty
  var queryType = FieldText.empty
  /// An endpoint of a model provider, whether its host is known or not.
  var isEndpoint = false
  /// An endpoint that counts the tokens of a request: free of charge.
  var isFree = false
  private var place = 0..<0
  private var name = 0..<0
  private var isPercentEncoded = false

  init() {}

  init(_ url: FieldText) {
    let bytes = url.bytes
    let host = Self.host(of: bytes)
    provider = Providers.ofHost(FieldText(UnsafeRawBufferPointer(rebasing: bytes[host])))
    if provider.isEmpty { provider = Self.seller(behindGateway: url) }
    queryType = QueryTypes.ofPath(url)
    readRegion(url)
    readModel(url)
    isEndpoint =
      !provider.isEmpty && !(queryType.isEmpty && name.isEmpty)
      || Self.endpoints.contains { url.contains($0) }
    isFree = Self.isCount(url)
  }

  /// The place of the endpoint, where the price depends on it. `url`: the address itself.
  func region(in url: FieldText) -> FieldText {
    place.isEmpty ? .empty : FieldText(UnsafeRawBufferPointer(rebasing: url.bytes[place]))
  }

  /// The model that the path names; empty when it names none.
  func model(in url: FieldText, _ context: LineContext) -> FieldText {
    guard !name.isEmpty else { return .empty }
    let bytes = UnsafeRawBufferPointer(rebasing: url.bytes[name])
    return FieldText(isPercentEncoded ? context.percentDecoded(bytes) : bytes)
  }

  private static func host(of bytes: UnsafeRawBufferPointer) -> Range<Int> {
    let slash = UInt8(ascii: "/")
    var start = 0
    if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 2 < bytes.count,
      bytes[colon + 1] == slash,
      bytes[colon + 2] == slash
    {
      start = colon + 3
    }
    return start..<(bytes[start...].firstIndex(of: slash) ?? bytes.count)
  }

  /// Sellers as the addresses of Cloudflare's gateway name them: `/v1/ACCOUNT/GATEWAY/SELLER/…`.
  private static let gatewaySellers: [(name: StaticString, provider: StaticString)] = [
    ("openai", "openai"), ("anthropic", "anthropic"), ("google-ai-studio", "google"),
    ("google-vertex-ai", "vertex"), ("azure-openai", "azure"), ("aws-bedrock", "bedrock"),
    ("groq", "groq"), ("mistral", "mistral"), ("cohere", "cohere"), ("deepseek", "deepseek"), ("grok", "xai"),
    ("perplexity-ai", "perplexity"), ("openrouter", "openrouter"), ("cerebras", "cerebras"),
    ("workers-ai", "cloudflare"), ("huggingface", "huggingface"), ("replicate", "replicate"),
  ]

  private static func seller(behindGateway url: FieldText) -> FieldText {
    guard let end = url.end(of: "gateway.ai.cloudflare.com/v1/") else { return .empty }
    let parts = url.bytes[end...].split(separator: UInt8(ascii: "/"), maxSplits: 3)
    guard parts.count > 2 else { return .empty }
    let name = FieldText(UnsafeRawBufferPointer(rebasing: parts[2]))
    return gatewaySellers.first { name.equals($0.name) }.map { FieldText($0.provider) } ?? .empty
  }

  // MARK: Region

  private mutating func readRegion(_ url: FieldText) {
    let bytes = url.bytes
    func word(from start: Int) -> Range<Int> {
      start..<(bytes[start...].firstIndex { !Self.isOfName($0) } ?? bytes.count)
    }
    if provider.equals("openai"), let end = url.end(of: ".api.openai.com") {
      let last = end - ".api.openai.com".utf8.count
      if last >= 2, last == 2 || !Self.isOfName(bytes[last - 3]) { place = (last - 2)..<last }
    } else if provider.equals("together"), let end = url.end(of: "-api.together.ai") {
      let last = end - "-api.together.ai".utf8.count
      if last >= 2, last == 2 || !Self.isOfName(bytes[last - 3]) { place = (last - 2)..<last }
    } else if provider.equals("vertex"), let end = url.end(of: "locations/") {
      place = word(from: end)
    } else if provider.equals("vertex"), let end = url.end(of: "-aiplatform.googleapis.com") {
      let last = end - "-aiplatform.googleapis.com".utf8.count
      place = (bytes[..<last].lastIndex { !Self.isOfName($0) }.map { $0 + 1 } ?? 0)..<last
    } else if provider.equals("bedrock"), let end = url.end(of: "bedrock-") {
      if let dot = bytes[end...].firstIndex(of: UInt8(ascii: ".")) { place = word(from: dot + 1) }
    }
  }

  /// True for bytes that names of places consist of.
  private static func isOfName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }

  // MARK: Model

  private mutating func readModel(_ url: FieldText) {
    let path = url.bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    func end(of text: StaticString) -> Int? { url.end(of: text).flatMap { $0 <= path.count ? $0 : nil } }
    if let start = end(of: "/model/") {
      // The id may be an address of its own, with slashes; what is done with the model comes last.
      name = start..<max(start, path.lastIndex(of: UInt8(ascii: "/")) ?? start)
    } else if let start = end(of: "/deployments/")
      // Databricks: `/serving-endpoints/NAME/invocations`.
      ?? (url.contains("/invocations") ? end(of: "/serving-endpoints/") : nil)
    {
      name = start..<(path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count)
    } else if let start = end(of: "/models/") ?? end(of: "/tunedModels/"),
      let colon = path[start...].lastIndex(of: UInt8(ascii: ":"))
    {
      name = start..<colon
    } else if let start = end(of: "/ai/run/") ?? end(of: "/v1/inference/") {
      name = start..<path.count
    } else if let start = url.end(of: "?model=") ?? url.end(of: "&model=") {
      let bytes = url.bytes
      let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "#") }
      name = start..<(end ?? bytes.count)
    }
    isPercentEncoded = url.bytes[name].contains(UInt8(ascii: "%"))
  }

  // MARK: Endpoints

  private static let endpoints: [StaticString] = [
    "/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses", "/v1/embeddings",
    ":generateContent", ":streamGenerateContent", ":rawPredict", ":streamRawPredict", ":embedContent",
    ":batchEmbedContents", "/v1beta/interactions", "/converse-stream",
    "/invoke-with-response-stream", "/v2/chat", "/v1/rerank", "/v2/rerank", "/v2/embed",
    "/openai/deployments/",
    "/v1/images/generations", "/v1/audio/transcriptions", "/v1/audio/speech", "/v1/predictions",
  ]

  private static let counts: [StaticString] = [
    "count_tokens", "count-tokens", ":countTokens", "/input_tokens",
  ]

  private static func isCount(_ url: FieldText) -> Bool {
    let path = url.bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let text = FieldText(UnsafeRawBufferPointer(rebasing: path))
    return counts.contains { text.hasSuffix($0) }
  }
}
