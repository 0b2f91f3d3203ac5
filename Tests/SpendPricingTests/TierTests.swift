import SpendCore
import SpendPricing
import Testing

/// Tiers, long prompts and what has no price of its own, each with and without the others.
@Suite struct TierTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var provider: String
    var model: String
    var tokens: TokenCounts
    var tier: ServiceTier
    var cost: String
    var status: CostStatus

    init(
      _ description: String, _ provider: String, _ model: String, _ tokens: TokenCounts, _ tier: ServiceTier,
      _ cost: String, _ status: CostStatus
    ) {
      testDescription = description
      self.provider = provider
      self.model = model
      self.tokens = tokens
      self.tier = tier
      self.cost = cost
      self.status = status
    }
  }

  static let thousand = TokenCounts(input: 1_000, output: 1_000)

  static let cases: [Case] = [
    // Batches. Sonnet: 3/15, cache 0.3, 3.75, 6; long 6/22.5, cache 0.6, 7.5, 12.
    Case("listed half price", "anthropic", "claude-sonnet-4-5", thousand, .batch, "0.009", .priced),
    Case(
      "Anthropic halves the whole cache", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 0, cacheRead: 10_000, cacheWrite5m: 10_000, cacheWrite1h: 10_000, output: 0), .batch,
      "0.05025", .priced),
    Case(
      "batch, long and cached", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 100_000, cacheRead: 90_000, cacheWrite5m: 5_000, cacheWrite1h: 5_001, output: 1_000),
      .batch, "0.387006", .priced),
    Case(
      "Google's cache keeps its price in batches", "google", "gemini-2.5-pro",
      TokenCounts(input: 1_000, cacheRead: 10_000, output: 1_000), .batch, "0.006875", .priced),
    Case(
      "OpenAI's cache without a batch price", "openai", "gpt-4o",
      TokenCounts(input: 1_000, cacheRead: 10_000, output: 1_000), .batch, "0.01875", .estimated),
    Case("and without cached tokens", "openai", "gpt-4o", thousand, .batch, "0.00625", .priced),
    Case(
      "OpenAI's listed batch price of the cache", "openai", "gpt-5",
      TokenCounts(input: 1_000, cacheRead: 10_000, output: 1_000), .batch, "0.00625", .priced),
    Case("half by rule", "anthropic", "claude-opus-4-1", thousand, .batch, "0.045", .estimated),
    Case("a seller without half prices", "deepseek", "deepseek-v3.2", thousand, .batch, "0.0007", .estimated),
    // Flex and priority.
    Case("priority", "openai", "gpt-5", thousand, .priority, "0.0225", .priced),
    Case(
      "all output at the priority price, reasoning too", "openai", "gpt-5",
      TokenCounts(input: 0, output: 1_000, reasoning: 900), .priority, "0.02", .priced),
    Case(
      "no priority for long prompts at OpenAI", "openai", "gpt-5.5", TokenCounts(input: 300_000, output: 0),
      .priority, "3", .estimated),
    Case(
      "flex of a long prompt", "openai", "gpt-5.5",
      TokenCounts(input: 300_000, output: 0), .flex, "1.5", .priced),
    Case("a tier nobody lists", "anthropic", "claude-sonnet-4-5", thousand, .priority, "0.018", .estimated),
    Case(
      "the seller's own price of reasoning", "perplexity", "sonar-deep-research",
      TokenCounts(input: 0, output: 1_000, reasoning: 900), .standard, "0.0035", .priced),
    // Long prompts.
    Case(
      "200,000 are not more than 200,000", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 100_000, cacheRead: 100_000, output: 0), .standard, "0.33", .priced),
    Case(
      "cached and written tokens make a prompt long", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 1, cacheRead: 100_000, cacheWrite5m: 50_000, cacheWrite1h: 50_000, output: 1_000),
      .standard, "1.057506", .priced),
    Case(
      "output does not make a prompt long", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 1_000, output: 900_000), .standard, "13.503", .priced),
    Case(
      "Haiku 5.5 is long from 100,001 on", "anthropic", "claude-haiku-5-5",
      TokenCounts(input: 100_001, output: 0), .standard, "0.0500005", .priced),
    Case(
      "Haiku 5.5 is short at 100,000", "anthropic", "claude-haiku-5-5",
      TokenCounts(input: 100_000, output: 0),
      .standard, "0.01", .priced),
    Case(
      "one token below xAI's bound", "xai", "grok-4.6", TokenCounts(input: 199_999, output: 0), .standard,
      "0.399998", .priced),
    // Nothing listed.
    Case(
      "a cache without a price costs what input does", "deepseek", "deepseek-v3.2-exp",
      TokenCounts(input: 0, cacheRead: 10_000, output: 0), .standard, "0.0027", .priced),
    Case(
      "Anthropic's writes follow from the input", "anthropic", "claude-3-5-haiku-20241022",
      TokenCounts(input: 0, cacheWrite5m: 1_000, cacheWrite1h: 1_000, output: 0), .standard, "0.0026", .priced
    ),
    Case(
      "Claude 3 Haiku's own write price", "anthropic", "claude-3-haiku-20240307",
      TokenCounts(input: 0, cacheWrite5m: 1_000_000, output: 0), .standard, "0.3", .priced),
    // Parts.
    Case(
      "reasoning is a part of output", "openai", "o3-mini",
      TokenCounts(input: 0, output: 482, reasoning: 448), .standard, "0.0021208", .priced),
    Case(
      "audio at its own price, within the prompt", "google", "gemini-2.5-flash",
      TokenCounts(input: 1_000, output: 0, audioIn: 400), .standard, "0.00058", .priced),
    Case(
      "audio in a batch", "google", "gemini-2.5-flash",
      TokenCounts(input: 1_000, output: 0, audioIn: 400), .batch, "0.00029", .priced),
    Case(
      "more audio than the cache left is capped", "google", "gemini-2.5-flash",
      TokenCounts(input: 100, cacheRead: 1_000, output: 0, audioIn: 1_100), .standard, "0.00013", .priced),
  ]

  @Test("costs in tiers, of long prompts and of what has no price of its own", arguments: cases)
  func costs(_ test: Case) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: test.provider, model: test.model))
    let quote = match.quote(test.tokens, tier: test.tier, at: CostPropertyTests.noon)
    #expect(quote.cost?.decimalString == test.cost)
    #expect(quote.status == test.status)
  }

  @Test("searches cost by count, and batches do not halve them")
  func searches() throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "anthropic", model: "claude-sonnet-4-5"))
    for tier in [ServiceTier.standard, .batch] {
      let quote = match.quote(
        TokenCounts(input: 0, output: 0), webSearches: 3, tier: tier, at: CostPropertyTests.noon)
      #expect(quote.cost == Money(decimal: "0.03"))
    }
    let none = try #require(PriceCatalog.builtin.match(provider: "deepseek", model: "deepseek-v3.2"))
    let quote = none.quote(
      TokenCounts(input: 1_000, output: 0), webSearches: 1, tier: .standard, at: CostPropertyTests.noon)
    #expect(quote.status == .partial)
    #expect(quote.cost == Money(decimal: "0.00028"))
  }

  @Test("a tier listed only later stands in, in proportion, as an estimate")
  func laterTier() throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "openai", model: "gpt-5.6-luna"))
    let before = CivilTime(year: 2026, month: 7, day: 1).instant()
    let quote = match.quote(Self.thousand, tier: .priority, at: before)
    // Twice the price of then, because it is twice the price of now.
    #expect(quote.cost == Money(decimal: "0.014"))
    #expect(quote.status == .estimated)
  }

  @Test("what the cache saved is what plain input would have cost more")
  func savings() throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "anthropic", model: "claude-sonnet-4-5"))
    let tokens = TokenCounts(input: 0, cacheRead: 100_000, output: 0)
    func saved(_ region: String) -> Money {
      match.quote(tokens, tier: .standard, region: region, at: CostPropertyTests.noon).cacheSaved
    }
    #expect(saved("") == Money(decimal: "0.27"))
    #expect(saved("us") == Money(decimal: "0.297"))
  }

  @Test("a cost is rounded once, half to even")
  func rounding() throws {
    var prices = ClassPrices()
    prices.input = UnitPrice(picodollars: 500)
    prices.output = UnitPrice(picodollars: 1_000)
    let book = PriceCatalog.builtin.adding([PriceOverride(provider: "", model: "tiny", prices: prices)])
    let match = try #require(book.match(provider: "", model: "tiny"))
    for (count, nano) in [(1, 0), (2, 1), (3, 2), (5, 2), (7, 4)] as [(Int32, Int64)] {
      let quote = match.quote(
        TokenCounts(input: count, output: 0), tier: .standard, at: CostPropertyTests.noon)
      #expect(quote.cost?.nanodollars == nano)
    }
  }

  @Test(
    "words for tiers",
    arguments: [
      ("", ServiceTier.standard), ("default", .standard), ("auto", .standard), ("on_demand", .standard),
      ("ON_DEMAND", .standard), ("batch", .batch), ("Flex", .flex), ("ON_DEMAND_FLEX", .flex),
      ("priority", .priority), ("fast", .fast), ("ON_DEMAND_PRIORITY", .priority), ("turbo-x", .other),
      ("batch+fast", [.batch, .fast]), ("standard+fast", .fast), ("Priority + turbo-x", [.priority, .other]),
    ] as [(String, ServiceTier)])
  func words(text: String, tier: ServiceTier) {
    #expect(ServiceTier(text: text) == tier)
  }
}
