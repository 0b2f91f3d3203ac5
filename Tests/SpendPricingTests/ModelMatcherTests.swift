import SpendCore
import SpendPricing
import Testing

/// The steps from a name in a log to a row of the book.
@Suite struct ModelMatcherTests {
  struct Name: Sendable, CustomStringConvertible {
    var provider: String
    var model: String
    var rule: PriceMatch.Rule?
    var row: String

    init(_ provider: String, _ model: String, _ rule: PriceMatch.Rule?, _ row: String = "") {
      self.provider = provider
      self.model = model
      self.rule = rule
      self.row = row
    }

    var description: String { "\(provider) \(model)" }
  }

  @Test("names lead to rows by exact steps", arguments: found)
  func steps(_ name: Name) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: name.provider, model: name.model))
    #expect(match.rule == name.rule)
    #expect(match.rows.first.map { "\($0.provider)/\($0.model)" } == name.row)
  }

  static let found: [Name] = [
    Name("openai", "gpt-4o", .exact, "openai/gpt-4o"),
    Name("OpenAI", " GPT-4o ", .exact, "openai/gpt-4o"),
    Name("openai", "openai/openai/gpt-4o", .exact, "openai/gpt-4o"),
    Name("openai.responses", "gpt-4o", .exact, "openai/gpt-4o"),
    Name("", "claude-sonnet-4-5-20250929", .alias, "anthropic/claude-sonnet-4-5"),
    Name("litellm", "anthropic/claude-sonnet-4-5", .exact, "anthropic/claude-sonnet-4-5"),
    Name("litellm", "openrouter/openai/gpt-4o", .exact, "openrouter/openai/gpt-4o"),
    Name("openrouter", "openai/gpt-4o", .exact, "openrouter/openai/gpt-4o"),
    Name("groq", "openai/gpt-oss-20b", .exact, "groq/openai/gpt-oss-20b"),
    Name("together_ai", "together/tev1-4b-experimental", .exact, "together/together/Tev1-4B-experimental"),
    Name("gcp.gemini", "models/gemini-2.5-flash", .exact, "google/gemini-2.5-flash"),
    Name("vertex_ai", "publishers/google/models/gemini-2.5-pro", .exact, "vertex/gemini-2.5-pro"),
    Name(
      "", "projects/p/locations/us-central1/publishers/google/models/gemini-2.5-pro", .exact,
      "vertex/gemini-2.5-pro"),
    Name("az.ai.openai", "deployments/gpt-4o-mini", .exact, "azure/gpt-4o-mini"),
    Name("azure", "eu/gpt-4o-mini-2024-07-18", .alias, "azure/eu/gpt-4o-mini"),
    Name(
      "aws.bedrock",
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      .alias, "bedrock/au.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    Name("bedrock_mantle", "openai.gpt-5.5", .exact, "bedrock/openai.gpt-5.5"),
    Name(
      "", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", .alias,
      "bedrock/au.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    // Sellers under the names of hosts, gateways and coding tools.
    Name("alibaba", "qwen-plus", .exact, "dashscope/qwen-plus"),
    Name("Qwen", "qwen/qwen-plus", .exact, "dashscope/qwen-plus"),
    Name("friendli", "deepseek-ai/DeepSeek-V3.2", .exact, "friendliai/deepseek-ai/DeepSeek-V3.2"),
    Name("ovh", "gpt-oss-120b", .exact, "ovhcloud/gpt-oss-120b"),
    Name("lambda", "llama3.1-405b-instruct-fp8", .exact, "lambda_ai/llama3.1-405b-instruct-fp8"),
    Name(
      "vercel-ai-gateway", "anthropic/claude-sonnet-4.5", .exact,
      "vercel_ai_gateway/anthropic/claude-sonnet-4.5"),
    Name("workers-ai", "@cf/openai/gpt-oss-20b", .exact, "cloudflare/@cf/openai/gpt-oss-20b"),
    Name("zai-coding-plan", "glm-4.6", .exact, "zai/glm-4.6"),
    Name("openai-codex", "gpt-5.4", .exact, "openai/gpt-5.4"),
    Name("GoogleGenerativeAI", "gemini-2.5-flash", .exact, "google/gemini-2.5-flash"),
    Name("vertex", "google/gemini-2.5-pro", .exact, "vertex/gemini-2.5-pro"),
    // The seller before a colon, and a region before a slash.
    Name("", "openai:gpt-5.4", .exact, "openai/gpt-5.4"),
    Name("", "google-gla:gemini-2.5-flash", .exact, "google/gemini-2.5-flash"),
    Name("anthropic", "anthropic:claude-opus-4-5", .exact, "anthropic/claude-opus-4-5"),
    Name(
      "", "bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0", .alias,
      "bedrock/au.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    Name(
      "", "bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0", .region,
      "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0"),
    // Other spellings.
    Name("anthropic", "claude-opus-4.5", .respelled, "anthropic/claude-opus-4-5"),
    Name("anthropic", "claude-sonnet-4-5@20250929", .respelled, "anthropic/claude-sonnet-4-5"),
    Name("openai", "gpt-4o-20240806", .respelled, "openai/gpt-4o-2024-08-06"),
    Name(
      "fireworks_ai", "kimi-k2-thinking", .respelled, "fireworks/accounts/fireworks/models/kimi-k2-thinking"),
    Name("google", "gemini-2.5-pro-latest", .respelled, "google/gemini-2.5-pro"),
    // A date that no row has, where all dates cost the same.
    Name("anthropic", "claude-opus-4-5-20991231", .dated, "anthropic/claude-opus-4-5"),
    Name("openai", "gpt-5.5-2099-12-31", .dated, "openai/gpt-5.5"),
    // Routing suffixes.
    Name("openrouter", "openai/gpt-4o:nitro", .variant, "openrouter/openai/gpt-4o"),
    Name("openrouter", "openai/gpt-4o:floor:online", .variant, "openrouter/openai/gpt-4o"),
    // Clouds.
    Name(
      "bedrock", "ca.anthropic.claude-sonnet-4-5-20250929-v1:0", .region,
      "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0"),
    Name("github", "openai/gpt-4o", .owner, "openai/gpt-4o"),
    Name("acme-gateway", "claude-sonnet-4-5", .owner, "anthropic/claude-sonnet-4-5"),
    // Fine-tunes.
    Name("openai", "ft:gpt-4o-mini-2024-07-18:acme::abc", .fineTune, "openai/ft:gpt-4o-mini-2024-07-18"),
  ]

  @Test("what no step leads to has no price", arguments: unknown)
  func unpriced(_ name: Name) throws {
    #expect(PriceCatalog.builtin.match(provider: name.provider, model: name.model) == nil)
  }

  static let unknown: [Name] = [
    Name("openai", "", nil),
    Name("openai", "unknown", nil),
    Name("", "default", nil),
    Name("", "auto", nil),
    Name("anthropic", "<synthetic>", nil),
    Name("azure", "our-deployment-7", nil),
    Name("bedrock", "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/a1b2c3", nil),
    Name("openai", "gpt-4o-2099-01-01", nil),
    Name("openai", "gpt-5.4-micro", nil),
    Name("anthropic", "claude", nil),
    Name("anthropic", "claude-sonnet-4-5-fast-and-cheap", nil),
    Name("openai", "ft:", nil),
    Name("openai", "ft:gpt-99:acme::1", nil),
    Name("", "llama-3.3-70b", nil),
    Name("", "qwen/qwen3-max", nil),
    Name("", "mistral:7b", nil),
    Name("bedrock", "us-east-1x/anthropic.claude-sonnet-4-5-20250929-v1:0", nil),
    Name("mygateway", "gpt-oss-120b", nil),
    Name("mygateway", "deepseek-v4-pro", nil),
    Name("fireworks", "gpt-4o", nil),
    Name("together", "claude-sonnet-4-5", nil),
  ]

  @Test("every row is found under each of its names")
  func reachable() throws {
    let catalog = PriceCatalog.builtin
    let rolling = Set(
      catalog.rows.filter { !$0.sameAs.isEmpty }.map { "\($0.provider) \($0.model.lowercased())" })
    for row in catalog.rows {
      let own = try #require(
        catalog.match(provider: row.provider, model: row.model), "\(row.provider) \(row.model)")
      // A name that means another model has the rows of that model.
      guard row.sameAs.isEmpty else { continue }
      // A name that meant another model in an earlier period is an alias as a whole.
      #expect(own.rule == .exact || rolling.contains("\(row.provider) \(row.model.lowercased())"))
      #expect(own.rows.contains { $0.id == row.id }, "\(row.provider) \(row.model)")
      for name in row.names {
        let match = try #require(catalog.match(provider: row.provider, model: name.uppercased()))
        #expect(match.rows.contains { $0.id == row.id }, "\(row.provider) \(name)")
      }
    }
  }

  @Test(
    "what a place costs",
    arguments: [
      ("anthropic", "claude-opus-4-6", "us", "5.5"), ("anthropic", "claude-opus-4-6", "global", "5"),
      ("anthropic", "claude-opus-4-6", "not_available", "5"),
      ("openai", "gpt-5.5-pro", "eu", "33"), ("openai", "gpt-4o", "eu", "2.5"),
      ("vertex", "claude-opus-4-5", "us-east5", "5.5"), ("vertex", "claude-opus-4-5", "global", "5"),
      ("bedrock", "global.anthropic.claude-opus-4-7", "", "5"),
      ("bedrock", "us.anthropic.claude-opus-4-7", "us-east-1", "5.5"),
      ("bedrock", "ca.anthropic.claude-opus-4-7", "ca-central-1", "5.5"),
      ("bedrock", "ca.anthropic.claude-3-haiku-20240307-v1:0", "", "0.25"),
    ])
  func regions(provider: String, model: String, region: String, usd: String) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: provider, model: model))
    let quote = match.quote(
      TokenCounts(input: 100_000, output: 0), tier: .standard, region: region,
      at: .sample(2026, 11, 18))
    let expected = try #require(Money(decimal: usd)).nanodollars / 10
    #expect(quote.cost == Money(nanodollars: expected))
  }

  @Test("an owner's price for another seller is an estimate; a web search that nobody counts is missing")
  func doubts() throws {
    let catalog = PriceCatalog.builtin
    func status(_ provider: String, _ model: String, searches: Int32?) -> CostStatus? {
      catalog.match(provider: provider, model: model)?.quote(
        .plain(10, 10), webSearches: searches, tier: .standard, region: "", at: .sample(2026, 11, 18)
      ).status
    }
    #expect(status("acme-gateway", "gpt-5.5", searches: nil) == .estimated)
    #expect(status("openai", "gpt-5.5", searches: nil) == .priced)
    #expect(status("openrouter", "openai/gpt-4o:online", searches: nil) == .partial)
  }

  @Test("names like the one without a price, the nearest first")
  func suggestions() throws {
    let catalog = PriceCatalog.builtin
    #expect(
      catalog.suggestions(provider: "anthropic", model: "claude-sonet-4-5").first
        == "anthropic/claude-sonnet-4-5")
    #expect(catalog.suggestions(provider: "openai", model: "").isEmpty)
    #expect(catalog.suggestions(provider: "", model: "gpt-4oo", limit: 1).count == 1)
  }
}
