import Foundation

/// A provider and a model as a log names them, made comparable.
struct ModelName {
  /// The seller in the book's spelling; empty when the log does not say.
  var provider: String
  /// Lower case, wrappers taken off.
  var model: String
  var original: String
  var isUnknownProvider: Bool

  /// Other names of sellers, those of OpenTelemetry included.
  private static let synonyms: [String: String] = [
    "az.ai.openai": "azure", "azure_openai": "azure", "azure-openai": "azure", "azureopenai": "azure",
    "az.ai.inference": "azure_ai", "azure-ai": "azure_ai", "aws.bedrock": "bedrock", "aws": "bedrock",
    "amazon-bedrock": "bedrock", "amazon_bedrock": "bedrock", "bedrock_converse": "bedrock",
    "bedrock_mantle": "bedrock", "gcp.gemini": "google", "gcp.gen_ai": "google", "gemini": "google",
    "google_genai": "google", "google-genai": "google", "googleai": "google", "gcp.vertex_ai": "vertex",
    "vertex_ai": "vertex", "vertexai": "vertex", "google-vertex": "vertex", "google_vertexai": "vertex",
    "mistral_ai": "mistral", "mistralai": "mistral", "x_ai": "xai", "x-ai": "xai",
    "together_ai": "together", "togetherai": "together", "fireworks_ai": "fireworks",
    "fireworks-ai": "fireworks", "voyageai": "voyage", "moonshotai": "moonshot", "z.ai": "zai", "z-ai": "zai",
    "zhipu": "zai", "zhipuai": "zai", "text-completion-openai": "openai", "openai_compatible": "",
  ]

  /// Gateways sell nothing themselves; the model's prefix says who does.
  private static let gateways: Set<String> = [
    "litellm", "portkey", "helicone", "openllmetry", "litellm_proxy",
  ]

  static let known: Set<String> = [
    "openrouter", "bedrock", "azure", "openai", "together", "vertex", "fireworks", "google", "mistral",
    "azure_ai", "perplexity", "xai", "anthropic", "groq", "cohere", "zai", "voyage", "moonshot", "deepseek",
    "minimax", "elevenlabs", "cerebras", "deepgram", "assemblyai", "jina",
  ]

  static func normalised(provider: String) -> String {
    let lower = provider.lowercased().trimmingCharacters(in: .whitespaces)
    if lower.hasPrefix("vertex_ai-") { return "vertex" }
    return synonyms[lower] ?? lower
  }

  init(provider: String, model: String) {
    original = model
    var seller = Self.normalised(provider: provider)
    var name = model.lowercased().trimmingCharacters(in: .whitespaces)
    if Self.gateways.contains(seller) { seller = "" }
    while true {
      let before = name
      if name.hasPrefix("arn:"), let slash = name.lastIndex(of: "/") {
        name = String(name[name.index(after: slash)...])
      }
      if name.hasPrefix("models/") { name.removeFirst(7) }
      if name.hasPrefix("deployments/") { name.removeFirst(12) }
      if name.hasPrefix("publishers/"), let range = name.range(of: "/models/") {
        name = String(name[range.upperBound...])
      }
      if let slash = name.firstIndex(of: "/") {
        let head = Self.normalised(provider: String(name[..<slash]))
        if head == seller, !seller.isEmpty {
          // "openai/gpt-4o" is OpenRouter's own id, and OpenAI's with a prefix.
          name = String(name[name.index(after: slash)...])
        } else if seller.isEmpty, Self.known.contains(head) {
          seller = head
          name = String(name[name.index(after: slash)...])
        }
      }
      if name == before { break }
    }
    self.provider = seller
    self.model = name
    isUnknownProvider = !seller.isEmpty && !Self.known.contains(seller)
  }
}

/// Leads a name to its rows, by exact steps only: no prefix, no part of a name, no nearest name.
struct ModelMatcher {
  private let book: BookText

  /// Makers whose lists stand for a name without a seller.
  private static let owners = [
    "openai", "anthropic", "google", "mistral", "cohere", "deepseek", "xai", "perplexity", "voyage",
    "moonshot", "zai", "minimax",
  ]

  /// Sellers that pass on other makers' models at about their price.
  private static let resellers: Set<String> = [
    "azure", "azure_ai", "vertex", "bedrock", "github", "openrouter",
  ]

  private static let placeholders: Set<String> = [
    "", "unknown", "default", "auto", "<synthetic>", "none", "null",
  ]

  init(_ book: BookText) {
    self.book = book
  }

  func match(_ name: ModelName) -> PriceMatch? {
    guard !Self.placeholders.contains(name.model) else { return nil }
    let written = name.original.lowercased()
    if !name.provider.isEmpty, let found = book.rows(provider: name.provider, name: written) {
      return PriceMatch(rule: found.isAlias ? .alias : .exact, rows: found.rows)
    }
    if name.model.hasSuffix(":free") { return PriceMatch(rule: .free, rows: []) }
    if name.model.hasPrefix("ft:") { return fineTune(name) }
    if !name.provider.isEmpty, !name.isUnknownProvider {
      if let match = within(name.provider, name.model) { return match }
      if name.provider == "bedrock", let match = bedrock(name.model) { return match }
      guard Self.resellers.contains(name.provider) else { return nil }
      return owner(of: Self.withoutVendor(name.model))
    }
    if name.provider.isEmpty {
      for owner in Self.owners {
        if let match = within(owner, name.model) { return match }
      }
      return nil
    }
    // A gateway of one's own: only what no one but its maker sells.
    guard Self.isProprietary(name.model) else { return nil }
    return owner(of: Self.withoutVendor(name.model))
  }

  /// The steps within one seller's list.
  private func within(_ provider: String, _ model: String) -> PriceMatch? {
    if let found = book.rows(provider: provider, name: model) {
      return PriceMatch(rule: found.isAlias ? .alias : .exact, rows: found.rows)
    }
    for spelling in Respelling.all(of: model, provider: provider) {
      if let found = book.rows(provider: provider, name: spelling) {
        return PriceMatch(rule: .respelled, rows: found.rows)
      }
    }
    if let match = undated(provider, model) { return match }
    for suffix in [":nitro", ":floor", ":online", ":thinking", ":extended", ":beta", ":exacto"]
    where model.hasSuffix(suffix) {
      guard var match = within(provider, String(model.dropLast(suffix.count))) else { return nil }
      match.rule = .variant
      return match
    }
    return nil
  }

  /// A dated name without a row, when its undated one has the same price at every date.
  private func undated(_ provider: String, _ model: String) -> PriceMatch? {
    guard let base = Respelling.withoutDate(model), let found = book.rows(provider: provider, name: base),
      !found.isAlias
    else { return nil }
    let prices = Set(found.rows.map(\.standard))
    for row in book.models(of: provider, prefix: base + "-")
    where Respelling.withoutDate(row.model.lowercased()) == base {
      guard prices.contains(row.standard) else { return nil }
    }
    return PriceMatch(rule: .undated, rows: found.rows)
  }

  private func bedrock(_ model: String) -> PriceMatch? {
    for prefix in ["us.", "eu.", "apac.", "au.", "jp.", "ca.", "global.", "us-gov."]
    where model.hasPrefix(prefix) {
      guard var match = within("bedrock", String(model.dropFirst(prefix.count))) else { return nil }
      match.rule = .region
      if prefix != "global.", match.rows.contains(where: Self.hasRegionalPrice) {
        match.regionFactor = (11, 10)
        match.isEstimate = true
      }
      return match
    }
    return nil
  }

  /// Claude from 4.5 on costs a tenth more where the region is fixed.
  private static func hasRegionalPrice(_ row: PriceRow) -> Bool {
    let model = row.model.lowercased()
    guard model.contains("claude") else { return false }
    let old = [
      "claude-3", "claude-v2", "claude-2", "claude-instant", "opus-4-1", "opus-4-2025", "sonnet-4-2025",
    ]
    return !old.contains { model.contains($0) }
  }

  private func fineTune(_ name: ModelName) -> PriceMatch? {
    let parts = name.model.split(separator: ":")
    guard parts.count >= 2 else { return nil }
    let provider = name.provider.isEmpty ? "openai" : name.provider
    guard let found = book.rows(provider: provider, name: "ft:\(parts[1])") else { return nil }
    return PriceMatch(rule: .fineTune, rows: found.rows)
  }

  private func owner(of model: String) -> PriceMatch? {
    for owner in Self.owners {
      guard var match = within(owner, model) else { continue }
      match.rule = .owner
      match.isEstimate = true
      return match
    }
    return nil
  }

  /// `anthropic.claude-…-v1:0` and `openai/gpt-4o` as their makers call them.
  private static func withoutVendor(_ model: String) -> String {
    var name = model
    for prefix in ["us.", "eu.", "apac.", "au.", "jp.", "ca.", "global."] where name.hasPrefix(prefix) {
      name.removeFirst(prefix.count)
    }
    for vendor in owners {
      for separator in [".", "/"] where name.hasPrefix(vendor + separator) {
        name.removeFirst(vendor.count + 1)
      }
    }
    return name
  }

  /// Names of models that are not given away.
  private static func isProprietary(_ model: String) -> Bool {
    let name = withoutVendor(model)
    let beginnings = [
      "gpt-3", "gpt-4", "gpt-5", "chatgpt", "o1", "o3", "o4", "text-embedding-", "claude", "gemini", "grok",
      "sonar", "voyage",
    ]
    return beginnings.contains { name.hasPrefix($0) }
  }
}

/// Other ways of writing the same name.
enum Respelling {
  static func all(of model: String, provider: String) -> [String] {
    var spellings: [String] = []
    func add(_ text: String?) {
      if let text, text != model, !spellings.contains(text) { spellings.append(text) }
    }
    add(replace(model, #"-(20\d\d)(\d\d)(\d\d)(?=$|-)"#, "-$1-$2-$3"))
    add(replace(model, #"-(20\d\d)-(\d\d)-(\d\d)(?=$|-)"#, "-$1$2$3"))
    add(replace(model, #"(?<=\d)\.(?=\d)"#, "-"))
    add(replace(model, #"(?<=[a-z-]\d)-(?=\d(?:$|-))"#, "."))
    add(replace(model, #"@(?=\d|latest|default)"#, "-"))
    add(replace(model, #"-(20\d{6})$"#, "@$1"))
    add(replace(model, #"@(default|latest)$"#, ""))
    add(replace(model, #"(-v\d+)?:\d+$"#, ""))
    add(replace(model, #"-v\d+$"#, ""))
    add(model.hasSuffix("-latest") ? String(model.dropLast(7)) : model + "-latest")
    if provider == "fireworks", !model.contains("/") { add("accounts/fireworks/models/" + model) }
    if provider == "azure" { add(replace(model, "gpt-35-", "gpt-3.5-")) }
    return spellings
  }

  /// The name without the date at its end; nil when it has none.
  static func withoutDate(_ model: String) -> String? {
    let base = replace(model, #"[-@](20\d{6}|20\d\d-\d\d-\d\d)$"#, "")
    return base == model ? nil : base
  }

  private static func replace(_ text: String, _ pattern: String, _ template: String) -> String {
    text.replacingOccurrences(of: pattern, with: template, options: .regularExpression)
  }
}
