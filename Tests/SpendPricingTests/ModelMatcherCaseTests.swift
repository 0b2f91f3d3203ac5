import SpendCore
import SpendPricing
import Testing

/// How names lead to prices, and that nothing else does.
@Suite struct ModelMatcherCaseTests {
  private func found(_ provider: String, _ model: String) -> PriceMatch? {
    PriceCatalog.builtin.match(provider: provider, model: model)
  }

  @Test(
    "names lead to rows by exact steps",
    arguments: [
      ("openai", "gpt-4o", "exact", "openai", "gpt-4o"),
      ("  OpenAI ", " GPT-4o\n", "exact", "openai", "gpt-4o"),
      ("openai", "openai/openai/gpt-4o", "exact", "openai", "gpt-4o"),
      ("", "claude-sonnet-4-5-20250929", "alias", "anthropic", "claude-sonnet-4-5"),
      // Wrappers.
      ("litellm", "anthropic/claude-sonnet-4-5", "exact", "anthropic", "claude-sonnet-4-5"),
      ("portkey", "groq/openai/gpt-oss-20b", "exact", "groq", "openai/gpt-oss-20b"),
      ("gcp.gemini", "models/gemini-2.5-flash", "exact", "google", "gemini-2.5-flash"),
      ("gcp.vertex_ai", "publishers/anthropic/models/claude-opus-5", "exact", "vertex", "claude-opus-5"),
      ("vertex_ai-language-models", "gemini-3.5-flash", "exact", "vertex", "gemini-3.5-flash"),
      ("az.ai.openai", "deployments/gpt-4o-mini", "exact", "azure", "gpt-4o-mini"),
      ("litellm", "perplexity/sonar", "exact", "perplexity", "sonar"),
      ("perplexity", "perplexity/sonar", "exact", "perplexity", "perplexity/sonar"),
      ("", "xai/grok-4.6", "exact", "xai", "grok-4.6"),
      // What belongs to an id stays.
      ("openrouter", "openai/gpt-4.1-mini", "exact", "openrouter", "openai/gpt-4.1-mini"),
      ("", "openrouter/openai/gpt-4.1-mini", "exact", "openrouter", "openai/gpt-4.1-mini"),
      ("groq", "openai/gpt-oss-20b", "exact", "groq", "openai/gpt-oss-20b"),
      ("together_ai", "together/tev1-4b-experimental", "exact", "together", "together/Tev1-4B-experimental"),
      // Spellings.
      ("anthropic", "claude-opus-4.5", "respelled", "anthropic", "claude-opus-4-5"),
      ("anthropic", "claude-sonnet-4-5@20250929", "respelled", "anthropic", "claude-sonnet-4-5"),
      ("vertex", "claude-opus-4-1-20250805", "respelled", "vertex", "claude-opus-4-1@20250805"),
      ("openai", "gpt-4o-20240513", "respelled", "openai", "gpt-4o-2024-05-13"),
      ("mistral", "mistral-large", "respelled", "mistral", "mistral-large-latest"),
      (
        "fireworks-ai", "code-llama-34b", "respelled", "fireworks", "accounts/fireworks/models/code-llama-34b"
      ),
      ("azure", "gpt-35-turbo-1106", "exact", "azure", "gpt-35-turbo-1106"),
      // Dates and variants.
      ("anthropic", "claude-opus-5-20270101", "dated", "anthropic", "claude-opus-5"),
      ("openrouter", "openai/gpt-4.1-mini:nitro", "variant", "openrouter", "openai/gpt-4.1-mini"),
      ("anthropic", "claude-sonnet-4-5-20250929[1m]", "variant", "anthropic", "claude-sonnet-4-5"),
      ("openai", "gpt-3.5-turbo-instruct:20990101-v7", "respelled", "openai", "gpt-3.5-turbo-instruct"),
      // Interfaces.
      ("litellm", "openai/responses/gpt-4o", "exact", "openai", "gpt-4o"),
      ("", "bedrock/converse/amazon.nova-pro-v1:0", "exact", "bedrock", "amazon.nova-pro-v1:0"),
      ("litellm", "cohere_chat/command-r-08-2024", "exact", "cohere", "command-r-08-2024"),
      // Regions.
      (
        "aws.bedrock", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "exact", "bedrock",
        "amazon.nova-pro-v1:0"
      ),
      (
        "", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "exact", "bedrock",
        "amazon.nova-pro-v1:0"
      ),
      ("bedrock", "ca.amazon.nova-micro-v1:0", "region", "bedrock", "amazon.nova-micro-v1:0"),
      // Tuned models.
      ("openai", "ft:gpt-4o-mini-2024-07-18:acme::abc", "fine_tune", "openai", "ft:gpt-4o-mini-2024-07-18"),
      // The maker's price.
      ("acme-gateway", "claude-sonnet-4-5", "owner", "anthropic", "claude-sonnet-4-5"),
      ("github", "openai/gpt-4.1", "owner", "openai", "gpt-4.1"),
      ("vertex", "gemini-2.0-flash-001", "owner", "google", "gemini-2.0-flash-001"),
    ])
  func steps(provider: String, model: String, rule: String, seller: String, name: String) throws {
    let match = try #require(found(provider, model))
    #expect(match.rule.rawValue == rule)
    let row = try #require(match.row(at: CostPropertyTests.noon)?.row)
    #expect(row.provider == seller)
    #expect(row.model == name)
  }

  @Test(
    "what is not exactly a name has no price",
    arguments: [
      ("cohere", "command-a-99-2027"), ("openai", "my-gpt-4o-proxy"), ("openai", "gpt-4o-super"),
      ("openai", "gpt"), ("openai", "gpt-4o-2027-01-01"), ("fireworks", "deepseek-v9-pro"),
      ("openai", "ft:nonesuch:acme::abc"), ("openai", "ft:"), ("openai", "claude-sonnet-4-5"),
      ("acme-gateway", "llama-3.3-70b"), ("", "llama-3.3-70b"), ("", "llama-3.1-70b-instruct"),
      ("", "mixtral-8x7b-instruct"), ("acme-gateway", "gpt-oss-120b"), ("ollama", "qwen3:8b"),
      ("openrouter", "deepseek/deepseek-v99"), ("openrouter", "qwen/qwen3-coder:exacto"),
      ("bedrock", "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2c3"),
      ("azure", "prod-chat-deployment"), ("openai", ""), ("openai", "unknown"), ("openai", "default"),
      ("anthropic", "<synthetic>"), ("openrouter", "auto"), ("", ""), ("openai", "///"), ("", "models/"),
      ("anthropic", "claude-opus-4-5-thinking"), ("anthropic", "claude-opus-4-5[2m]"),
      ("openai", "gpt-4o:2024-v1"), ("openai", "gpt-4o:20240101-vx"), ("openai", "converse/gpt-4o"),
      ("openai", "gpt-5.4-mini-nonesuch"),
    ])
  func nothing(provider: String, model: String) {
    #expect(found(provider, model)?.rule == nil)
  }

  @Test("a smaller sibling is not priced as its bigger one")
  func siblings() throws {
    let mini = try #require(found("openai", "gpt-5.4-mini"))
    let big = try #require(found("openai", "gpt-5"))
    #expect(mini.rows.first?.model == "gpt-5.4-mini")
    #expect(mini.rows.first?.standard != big.rows.first?.standard)
  }

  @Test("a price of another seller is an estimate; a seller's own is not")
  func estimates() throws {
    let tokens = TokenCounts(input: 1_000, output: 10)
    func status(_ provider: String, _ model: String) throws -> CostStatus {
      try #require(found(provider, model)).quote(tokens, tier: .standard, at: CostPropertyTests.noon).status
    }
    #expect(try status("anthropic", "claude-sonnet-4-5") == .priced)
    #expect(try status("github", "gpt-4.1") == .estimated)
    #expect(try status("acme-gateway", "claude-sonnet-4-5") == .estimated)
    #expect(try status("openrouter", "any/model:free") == .free)
    #expect(try status("openrouter", "qwen/qwen3-coder:free") == .free)
    #expect(try status("openrouter", "openai/gpt-4.1-mini:online") == .partial)
  }

  @Test(
    "regions that cost a tenth more",
    arguments: [
      ("anthropic", "claude-opus-5", "us", "11"), ("anthropic", "claude-opus-5", "eu", "10"),
      ("anthropic", "claude-opus-5", "", "10"), ("vertex", "claude-opus-5", "us-east5", "11"),
      ("vertex", "claude-opus-5", "global", "10"), ("vertex", "claude-opus-4-1@20250805", "us-east5", "10"),
      ("vertex", "gemini-3.5-flash", "europe-west4", "11"),
      ("vertex", "gemini-3.1-pro-preview", "europe-west4", "10"),
      ("openai", "gpt-5.5", "eu", "11"), ("openai", "gpt-5.5", "ap", "10"), ("openai", "gpt-4o", "eu", "10"),
      ("deepseek", "deepseek-chat", "us", "10"),
      // Regional names of Bedrock have prices of their own: not twice.
      ("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us", "10"),
    ])
  func regions(provider: String, model: String, region: String, tenths: String) throws {
    let match = try #require(found(provider, model))
    let tokens = TokenCounts(input: 100_000, output: 10_000)
    let list = try #require(match.quote(tokens, tier: .standard, at: CostPropertyTests.noon).cost)
    let paid = try #require(
      match.quote(tokens, tier: .standard, region: region, at: CostPropertyTests.noon).cost)
    #expect(paid.nanodollars * 10 == list.nanodollars * (try #require(Int64(tenths))))
  }

  @Test(
    "the names of GitHub are one seller", arguments: ["github_copilot", "github-copilot", "github-models"])
  func github(name: String) throws {
    #expect(ProviderName.canonical(name) == "github")
    let tokens = TokenCounts(input: 100_000, output: 10_000)
    let quote = try #require(found(name, "gpt-4o")).quote(tokens, tier: .standard, at: CostPropertyTests.noon)
    #expect(quote == found("github", "gpt-4o")?.quote(tokens, tier: .standard, at: CostPropertyTests.noon))
    #expect(quote.status == .estimated)
  }

  @Test("Together's endpoints of one country cost a quarter more", arguments: ["us", "ca"])
  func country(region: String) throws {
    let match = try #require(found("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo"))
    func cost(_ region: String) -> Int64? {
      match.quote(
        TokenCounts(input: 100_000, output: 10_000), tier: .standard, region: region,
        at: CostPropertyTests.noon
      ).cost?.nanodollars
    }
    #expect(try #require(cost(region)) * 4 == (try #require(cost(""))) * 5)
    #expect(cost("") == cost("eu"))
  }

  @Test(
    "names of regional profiles",
    arguments: [
      ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3"),
      ("anthropic.claude-sonnet-4-5-20250929-v1:0", "3"),
      ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "3"),
      ("ca.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3"),
      ("apac.anthropic.claude-3-haiku-20240307-v1:0", "0.25"),
    ])
  func bedrock(model: String, input: String) throws {
    let match = try #require(found("bedrock", model))
    let quote = match.quote(
      TokenCounts(input: 1_000_000, output: 0), tier: .standard,
      at: CivilTime(year: 2026, month: 6, day: 1).instant())
    // A million tokens are a long prompt of Sonnet's; its short price is asked for a tenth of them.
    let short = match.quote(
      TokenCounts(input: 100_000, output: 0), tier: .standard,
      at: CivilTime(year: 2026, month: 6, day: 1).instant())
    #expect(short.cost.map { Money(nanodollars: $0.nanodollars * 10) } == Money(decimal: input))
    #expect(quote.cost != nil)
  }

  @Test("suggestions are near names of the same seller, and never used")
  func suggestions() {
    #expect(found("openai", "gpt-4o-minni")?.rule == nil)
    let near = PriceCatalog.builtin.suggestions(provider: "openai", model: "gpt-4o-minni")
    #expect(near.first == "openai/gpt-4o-mini")
    #expect(near.allSatisfy { $0.hasPrefix("openai/") })
    #expect(PriceCatalog.builtin.suggestions(provider: "openai", model: "").isEmpty)
    #expect(PriceCatalog.builtin.suggestions(provider: "", model: "zzzzzzzzzzzzzzzz").isEmpty)
  }
}
