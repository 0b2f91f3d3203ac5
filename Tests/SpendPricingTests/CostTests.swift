import SpendCore
import SpendPricing
import Testing

/// Costs that other programs got wrong, and the rules around them.
@Suite struct CostTests {
  static let million: Int32 = 1_000_000

  @Test("bills that went wrong elsewhere", arguments: known + cache + lengths)
  func bill(_ test: PriceCase) throws {
    let quote = test.quote(PriceCatalog.builtin)
    #expect(quote.cost?.decimalString == test.usd)
    #expect(quote.status == test.status)
    #expect(quote.isLongContext == test.isLong)
  }

  static let known: [PriceCase] = [
    PriceCase(
      "a cache write is billed once", "anthropic", "claude-3-7-sonnet-20250219",
      TokenCounts(input: 3, cacheWrite5m: 12_304, output: 550), "0.054399"),
    PriceCase(
      "cached tokens of a long prompt are billed once, at the long rate", "google", "gemini-2.5-pro",
      TokenCounts(input: 5_005, cacheRead: 257_955, output: 1_744), "0.10316125", isLong: true),
    PriceCase(
      "an hour's cache write costs twice the input", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 0, cacheWrite1h: 100_000, output: 0), "0.6"),
    PriceCase(
      "the price of the day, not of today", "openai", "gpt-5.6-luna", .plain(million),
      at: .sample(2026, 7, 29), "2", isLong: true),
    PriceCase("a new sibling has no price", "cohere", "command-a-99", .plain(10, 10), nil),
    PriceCase("a smaller model is not its larger sibling", "openai", "gpt-5-tiny", .plain(10, 10), nil),
    PriceCase("a dated name keeps its own price", "openai", "gpt-4o-2024-05-13", .plain(million), "5"),
    PriceCase(
      "a preview has its own price", "google", "gemini-2.5-flash-preview-09-2025", .plain(100_000, million),
      "2.53"),
    PriceCase(
      "a model its host does not list is not the nearest one", "fireworks", "deepseek-v4-max", .plain(10, 10),
      nil),
    PriceCase("a part of a name is no name", "openai", "my-gpt-4o-proxy", .plain(10, 10), nil),
    PriceCase(
      "a dated name has the tiers of its model", "openai", "gpt-4o-mini-2024-07-18", .plain(9, 2),
      tier: .priority, "0.00000425"),
    PriceCase("flex of a dated name", "openai", "o4-mini-2025-04-16", .plain(million), tier: .flex, "0.55"),
    PriceCase("the tier served, standard", "openai", "gpt-5.5", .plain(1_000), tier: .standard, "0.005"),
    PriceCase(
      "priority holds for reasoning, too", "openai", "gpt-5.5",
      TokenCounts(input: 0, output: 1_000, reasoning: 800), tier: .priority, "0.075"),
    PriceCase(
      "thoughts are output", "google", "gemini-2.5-pro",
      TokenCounts(input: 55_021, output: 1_708, reasoning: 785), "0.08585625"),
    PriceCase(
      "the seller's own price, at its own hours", "deepseek", "deepseek-v4-pro",
      TokenCounts(input: 2_000, cacheRead: 48_000, output: 500), at: .sample(2026, 11, 21, hour: 2),
      "0.003366"),
    PriceCase("nothing used is a priced request of nothing", "openai", "gpt-4o", .plain(0), "0"),
    PriceCase("a placeholder is no model", "anthropic", "<synthetic>", .plain(5, 5), nil),
    PriceCase("a fine-tune of an unknown base", "openai", "ft:nonesuch:org::id", .plain(5, 5), nil),
    PriceCase(
      "a fine-tune is not its base", "openai", "ft:gpt-4o-2024-08-06:acme::x1", .plain(million), "3.75"),
    PriceCase("an open model under an unknown seller", "mygateway", "llama-3.3-70b", .plain(5, 5), nil),
    PriceCase("free by name", "openrouter", "some/model:free", .plain(5_000, 5), "0", .free),
    PriceCase("free by a row", "openrouter", "openai/gpt-oss-20b:free", .plain(5_000, 5), "0", .free),
    PriceCase(
      "no count of the output is not an output of none", "openai", "gpt-4o", TokenCounts(input: 1_000),
      "0.0025",
      .partial),
    PriceCase("nothing known has no price", "openai", "gpt-4o", TokenCounts(), nil),
    PriceCase("searches by their number", "anthropic", "claude-sonnet-4-5", .plain(0), searches: 3, "0.03"),
    PriceCase("a fee for each request", "perplexity", "sonar", .plain(1_000_000, 0), "1.005", .estimated),
    PriceCase(
      "audio has its own rate, what the cache covers not again", "openai", "gpt-4o-audio-preview",
      TokenCounts(input: 1_000, output: 1_000, audioIn: 400, audioOut: 500), "0.0625"),
  ]

  static let cache: [PriceCase] = [
    PriceCase(
      "cached tokens without a price are input", "anthropic", "claude-2",
      TokenCounts(input: 0, cacheRead: 10_000, output: 0), "0.08"),
    PriceCase(
      "reads at a tenth", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 1_000, cacheRead: 40_000, cacheWrite5m: 2_000, output: 600), "0.0315"),
    PriceCase(
      "writes for an hour", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 1_000, cacheRead: 40_000, cacheWrite1h: 2_000, output: 600), "0.036"),
    PriceCase(
      "writes of both kinds", "anthropic", "claude-opus-4-5",
      TokenCounts(input: 1_000, cacheRead: 40_000, cacheWrite5m: 1_000, cacheWrite1h: 1_000, output: 600),
      "0.05625"),
    PriceCase(
      "the exception among the writes", "anthropic", "claude-3-haiku-20240307",
      TokenCounts(input: 0, cacheWrite5m: million, output: 0), "0.3"),
    PriceCase(
      "an hour's write where no list has it", "azure", "claude-sonnet-4-5",
      TokenCounts(input: 0, cacheWrite1h: 1_000, output: 0), "0.006"),
  ]

  static let lengths: [PriceCase] = [
    PriceCase(
      "OpenAI: 272,000 is not more than 272,000", "openai", "gpt-5.5", .plain(272_000, 1_000), "1.39"),
    PriceCase("OpenAI: one more is", "openai", "gpt-5.5", .plain(272_001), "2.72001", isLong: true),
    PriceCase("xAI: 199,999 is short", "xai", "grok-4.6", .plain(199_999), "0.399998"),
    PriceCase("xAI: 200,000 is long", "xai", "grok-4.6", .plain(200_000), "0.8", isLong: true),
    PriceCase("Google: 200,000 is short", "google", "gemini-2.5-pro", .plain(200_000), "0.25"),
    PriceCase("Haiku 5.5: 100,000 is short", "anthropic", "claude-haiku-5-5", .plain(100_000), "0.01"),
    PriceCase(
      "Haiku 5.5: one more is long", "anthropic", "claude-haiku-5-5", .plain(100_001), "0.0500005",
      isLong: true),
    PriceCase("a cliff, no brackets", "openai", "gpt-5.5", .plain(million), "10", isLong: true),
    PriceCase(
      "the cached part of the prompt counts", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 150_000, cacheRead: 100_000, cacheWrite5m: 0, output: 600), "0.9735", isLong: true),
    PriceCase(
      "the output does not", "anthropic", "claude-sonnet-4-5", .plain(200_000, 60_000), "1.5"),
    PriceCase(
      "an hour's write of a long prompt", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 200_000, cacheWrite1h: 1_000, output: 0), "1.212", isLong: true),
    PriceCase(
      "no long price since March 2026", "anthropic", "claude-opus-4-6", .plain(300_000),
      at: .sample(2026, 3, 13), "1.5"),
    PriceCase(
      "a long price before", "anthropic", "claude-opus-4-6", .plain(300_000),
      at: Instant.sample(2026, 3, 13).justBefore, "3", isLong: true),
  ]

  @Test("tiers, lengths and the cache together", arguments: tiers)
  func tier(_ test: PriceCase) throws {
    let quote = test.quote(PriceCatalog.builtin)
    #expect(quote.cost?.decimalString == test.usd)
    #expect(quote.status == test.status)
    #expect(quote.isLongContext == test.isLong)
  }

  static let cached = TokenCounts(input: 100_000, cacheRead: 10_000, output: 10_000)

  static let tiers: [PriceCase] = [
    PriceCase(
      "Anthropic halves the cache, too", "anthropic", "claude-sonnet-4-5", cached, tier: .batch, "0.2265"),
    PriceCase(
      "also writes for an hour", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 0, cacheWrite1h: 1_000, output: 0), tier: .batch, "0.003"),
    PriceCase(
      "batch without a listed price", "anthropic", "claude-opus-4-1", .plain(1_000, 1_000), tier: .batch,
      "0.045",
      .estimated),
    PriceCase(
      "OpenAI lists a cached batch price for new models", "openai", "gpt-5.5", cached, tier: .batch, "0.4025"),
    PriceCase(
      "and none for old ones: the standard one", "openai", "gpt-4o", cached, tier: .batch, "0.1875",
      .estimated),
    PriceCase(
      "which no request without a cache read notices", "openai", "gpt-4o", .plain(100_000, 10_000),
      tier: .batch,
      "0.175"),
    PriceCase(
      "a long batch", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 200_000, cacheRead: 100_000, output: 1_000), tier: .batch, "0.64125", .priced,
      isLong: true),
    PriceCase(
      "a long flex request", "openai", "gpt-5.5", .plain(300_000, 1_000), tier: .flex, "1.5225", .priced,
      isLong: true),
    PriceCase(
      "no priority above the bound", "openai", "gpt-5.5", .plain(300_000, 1_000), tier: .priority, "3.045",
      .estimated, isLong: true),
    PriceCase(
      "a tier nobody lists", "anthropic", "claude-sonnet-4-5", .plain(1_000, 1_000), tier: .flex, "0.018",
      .estimated),
    PriceCase(
      "searches are not halved", "anthropic", "claude-sonnet-4-5", .plain(1_000), searches: 1, tier: .batch,
      "0.0115"),
  ]

  @Test(
    "what providers call their tiers",
    arguments: [
      ("", ServiceTier.standard), ("default", .standard), ("auto", .standard), ("BATCH", .batch),
      ("priority", .priority), ("fast", .fast), ("ON_DEMAND_PRIORITY", .priority),
      ("ON_DEMAND_FLEX", .flex), ("flex", .flex), ("gold customers", .other),
    ])
  func tierNames(text: String, tier: ServiceTier) {
    #expect(ServiceTier(text: text) == tier)
  }

  @Test("what the cache saves is what its reads would have cost more as input")
  func saved() throws {
    let match = try #require(
      PriceCatalog.builtin.match(provider: "anthropic", model: "claude-sonnet-4-5"))
    let tokens = TokenCounts(input: 0, cacheRead: 100_000, output: 0)
    func saved(_ tier: ServiceTier) -> String {
      match.quote(tokens, tier: tier, region: "", at: .sample(2026, 11, 1))
        .cacheSaved.decimalString
    }
    #expect(saved(.standard) == "0.27")
    #expect(saved(.batch) == "0.135")
  }

  @Test("counts beyond belief saturate")
  func absurd() throws {
    let catalog = PriceCatalog.builtin
    let tokens = TokenCounts(
      input: .max, cacheRead: .max, cacheWrite5m: .max, cacheWrite1h: .max, output: .max, reasoning: .min,
      audioIn: .max, imageIn: .min, audioOut: .max, imageOut: .max)
    for row in catalog.rows {
      for tier in ServiceTier.allCases {
        let quote = catalog.match(provider: row.provider, model: row.model)?
          .quote(tokens, webSearches: .max, tier: tier, region: "us", at: .sample(2026, 11, 1))
        #expect((quote?.cost ?? .zero) >= .zero)
      }
    }
  }
}
