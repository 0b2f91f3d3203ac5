/// A provider and a model as a log names them, made comparable.
struct ModelName {
  /// The seller in the book's spelling; empty when the log does not say.
  var provider: String
  /// Lower case, wrappers taken off.
  var model: String
  /// Lower case, as written.
  var original: String
  /// True when the seller is stated in the log rather than derived from the model's prefix.
  var isSellerStated: Bool

  /// Placeholders that logs write in place of a model.
  private static let placeholders: Set<String> = [
    "", "unknown", "default", "auto", "<synthetic>", "none", "null",
  ]

  var isPlaceholder: Bool { Self.placeholders.contains(model) }

  init(provider: String, model: String) {
    original = model.lowercased().trimmed
    var seller = Self.normalised(provider: provider)
    if Self.gateways.contains(seller) { seller = "" }
    isSellerStated = !seller.isEmpty
    var name = original[...]
    while let inner = Self.unwrapped(name, &seller) { name = inner }
    self.provider = seller
    self.model = String(name)
  }

  /// The name without its outermost wrapper; nil when there is none. A wrapper that names the seller
  /// settles an unknown one.
  private static func unwrapped(_ name: Substring, _ seller: inout String) -> Substring? {
    if name.hasPrefix("arn:"), let slash = name.lastIndex(of: "/") {
      if seller.isEmpty, name.contains(":bedrock:") { seller = "bedrock" }
      return name[slash...].dropFirst()
    }
    for wrapper in ["models/", "deployments/"] where name.hasPrefix(wrapper) {
      return name.dropFirst(wrapper.count)
    }
    // Interfaces that client libraries put before a name: `openai/responses/gpt-5`.
    for (wrapper, sellers) in interfaces where name.hasPrefix(wrapper) && sellers.contains(seller) {
      return name.dropFirst(wrapper.count)
    }
    if name.hasPrefix("publishers/") || name.hasPrefix("projects/"),
      let models = name.firstRange(of: "/models/")
    {
      if seller.isEmpty, name.contains("publishers/") { seller = "vertex" }
      return name[models.upperBound...]
    }
    // `openai/gpt-4o` is an id of OpenRouter's, and OpenAI's with a prefix; some libraries write `openai:gpt-4o`.
    guard let mark = name.firstIndex(where: { $0 == "/" || $0 == ":" }) else { return nil }
    let maker = name[..<mark]
    // Before a colon a dot is part of the model's name: `anthropic.claude-…-v1:0`.
    let head =
      name[mark] == "/" ? normalised(provider: String(maker)) : synonyms[String(maker)] ?? String(maker)
    if seller.isEmpty {
      guard known.contains(head) || gateways.contains(head), !openMakers.contains(maker) else { return nil }
      if known.contains(head) { seller = head }
    } else if head != seller {
      // Vertex writes the publisher before a model: `google/gemini-2.5-pro`.
      guard seller == "vertex", head == "google" || head == "anthropic" else { return nil }
    }
    return name[mark...].dropFirst()
  }

  /// Makers of open models, whose name before a slash is not that of the seller.
  private static let openMakers: Set<Substring> = ["qwen", "alibaba"]

  private static let interfaces: [(wrapper: String, sellers: Set<String>)] = [
    ("responses/", ["openai", "azure"]), ("converse/", ["bedrock"]), ("invoke/", ["bedrock"]),
  ]

  static func normalised(provider: String) -> String {
    let lower = provider.lowercased().trimmed
    if let known = synonyms[lower] { return known }
    if lower.hasPrefix("vertex_ai-") || lower.hasPrefix("google-vertex") || lower.hasPrefix("google.vertex") {
      return "vertex"
    }
    // Client libraries add the interface: `openai.responses`, `anthropic.messages`.
    if let dot = lower.firstIndex(of: ".") {
      let seller = String(lower[..<dot])
      if known.contains(seller) { return seller }
    }
    return lower
  }

  /// Providers that the book has rows of, GitHub, which passes on those of the makers, and IBM.
  static let known = PriceBook.builtin.providers.union(["github", "watsonx"])

  /// Gateways, which are not sellers; the model's prefix identifies the seller.
  private static let gateways: Set<String> = [
    "litellm", "litellm_proxy", "portkey", "helicone", "openllmetry",
  ]

  /// Other names of sellers, those of OpenTelemetry included.
  private static let synonyms: [String: String] = [
    "az.ai.openai": "azure", "azure.ai.openai": "azure", "azure_openai": "azure", "azure-openai": "azure",
    "azureopenai": "azure", "az.ai.inference": "azure_ai", "azure.ai.inference": "azure_ai",
    "azure-ai": "azure_ai", "aws.bedrock": "bedrock", "aws": "bedrock", "aws_bedrock": "bedrock",
    "aws-bedrock": "bedrock", "amazon-bedrock": "bedrock", "amazon_bedrock": "bedrock",
    "bedrock_converse": "bedrock", "bedrock_mantle": "bedrock", "gcp.gemini": "google",
    "gcp.gen_ai": "google", "gemini": "google", "google_genai": "google", "google-genai": "google",
    "google-ai-studio": "google", "googleai": "google", "gcp.vertex_ai": "vertex", "vertex_ai": "vertex",
    "vertex-ai": "vertex", "vertexai": "vertex", "google_vertexai": "vertex", "mistral_ai": "mistral",
    "mistral-ai": "mistral", "mistralai": "mistral", "x_ai": "xai", "x-ai": "xai",
    "together_ai": "together", "together-ai": "together", "togetherai": "together",
    "fireworks_ai": "fireworks", "fireworks-ai": "fireworks", "voyageai": "voyage",
    "moonshotai": "moonshot", "moonshot_ai": "moonshot", "ibm.watsonx.ai": "watsonx",
    "ibm_watsonx": "watsonx", "watsonx_text": "watsonx", "perplexity-ai": "perplexity",
    "perplexity_ai": "perplexity",
    "z.ai": "zai", "z-ai": "zai", "z_ai": "zai", "zhipu": "zhipuai", "bigmodel": "zhipuai",
    "cohere_chat": "cohere", "azure_text": "azure", "text-completion-codestral": "mistral",
    "codestral": "mistral",
    "alibaba": "dashscope", "alibaba_cloud": "dashscope", "alibaba-cloud": "dashscope",
    "alibabacloud": "dashscope", "aliyun": "dashscope", "qwen": "dashscope", "bailian": "dashscope",
    "friendli": "friendliai", "lambda": "lambda_ai", "lambdalabs": "lambda_ai", "ovh": "ovhcloud",
    "vercel": "vercel_ai_gateway", "vercel-ai-gateway": "vercel_ai_gateway",
    "workers-ai": "cloudflare", "cloudflare-workers-ai": "cloudflare", "cloudflare_workers_ai": "cloudflare",
    "nebius-ai-studio": "nebius", "nebius_ai_studio": "nebius",
    // Providers of coding tools, whose requests are valued at the seller's price by the token.
    "zai-coding-plan": "zai", "zhipuai-coding-plan": "zhipuai", "kimi-for-coding": "moonshot",
    "minimax-coding-plan": "minimax", "openai-native": "openai", "openai-codex": "openai",
    "openai-responses": "openai", "azure-openai-responses": "azure", "googlegenerativeai": "google",
    "google-generative-ai": "google", "google_generative_ai": "google", "google-gla": "google",
    "google_gla": "google",
    "github-models": "github", "github_copilot": "github", "github-copilot": "github",
    "text-completion-openai": "openai", "openai_compatible": "",
    "openai-compatible": "",
  ]
}

extension String {
  /// Without spaces and line ends around it.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
