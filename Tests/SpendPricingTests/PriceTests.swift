import SpendCore
import SpendPricing
import Testing

/// Costs that others got wrong, and the borders between prices.
@Suite struct PriceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var provider: String
    var model: String
    var tokens: TokenCounts
    var tier = ServiceTier.standard
    var day = (2026, 11, 18)
    var hour = 12
    /// USD; nil is unpriced.
    var cost: String?

    init(
      _ description: String, _ provider: String, _ model: String, _ tokens: TokenCounts,
      tier: ServiceTier = .standard, day: (Int, Int, Int) = (2026, 11, 18), hour: Int = 12, cost: String?
    ) {
      testDescription = description
      self.provider = provider
      self.model = model
      self.tokens = tokens
      self.tier = tier
      self.day = day
      self.hour = hour
      self.cost = cost
    }
  }

  static let million: Int32 = 1_000_000

  static let cases: [Case] = [
    Case(
      "a cache write is billed once", "anthropic", "claude-3-7-sonnet-20250219",
      TokenCounts(input: 3, cacheWrite5m: 12_304, output: 550), cost: "0.054399"),
    Case(
      "cached tokens of a long prompt are billed once, at the long price", "google", "gemini-2.5-pro",
      TokenCounts(input: 5_005, cacheRead: 257_955, output: 1_744), cost: "0.10316125"),
    Case(
      "an hour's cache write costs twice the input", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 0, cacheWrite1h: 100_000, output: 0), cost: "0.6"),
    Case(
      "272,000 tokens are not more than 272,000", "openai", "gpt-5.5",
      TokenCounts(input: 272_000, output: 1_000), cost: "1.39"),
    Case(
      "200,000 tokens are long at xAI", "xai", "grok-4.6", TokenCounts(input: 200_000, output: 0), cost: "0.8"
    ),
    Case(
      "the long price holds for the whole request", "openai", "gpt-5.5",
      TokenCounts(input: 1_000_000, output: 0), cost: "10"),
    Case(
      "the price of the day", "openai", "gpt-5.6-luna", TokenCounts(input: 1_000_000, output: 0),
      day: (2026, 7, 29), cost: "2"),
    Case("a new sibling has no price", "cohere", "command-a-99", TokenCounts(input: 1, output: 1), cost: nil),
    Case(
      "a dated name keeps its own price", "openai", "gpt-4o-2024-05-13",
      TokenCounts(input: million, output: 0), cost: "5"),
    Case(
      "a preview has its own price", "google", "gemini-2.5-flash-preview-09-2025",
      TokenCounts(input: 100_000, output: million), cost: "2.53"),
    Case(
      "a part of a name is no name", "openai", "my-gpt-4o-proxy", TokenCounts(input: 1, output: 1), cost: nil),
    Case(
      "a dated name has the tiers of its model", "openai", "gpt-4o-mini-2024-07-18",
      TokenCounts(input: 9, output: 2), tier: .priority, cost: "0.00000425"),
    Case(
      "flex of a dated name", "openai", "o4-mini-2025-04-16", TokenCounts(input: million, output: 0),
      tier: .flex, cost: "0.55"),
    Case(
      "thoughts are output", "google", "gemini-2.5-pro",
      TokenCounts(input: 55_021, output: 1_708, reasoning: 785), cost: "0.08585625"),
    Case(
      "the seller's own price, at its own hours", "deepseek", "deepseek-v4-pro",
      TokenCounts(input: 2_000, cacheRead: 48_000, output: 500), day: (2026, 11, 21), cost: "0.003366"),
    Case(
      "nothing used is a priced request of nothing", "openai", "gpt-4o", TokenCounts(input: 0, output: 0),
      cost: "0"),
    Case("a placeholder is no model", "openai", "<synthetic>", TokenCounts(input: 5, output: 5), cost: nil),
    Case(
      "a fine-tune of an unknown base", "openai", "ft:nonesuch:org::id", TokenCounts(input: 5, output: 5),
      cost: nil),
    Case(
      "a reseller's open model without a row", "mygateway", "llama-3.3-70b", TokenCounts(input: 5, output: 5),
      cost: nil),
    Case("free by name", "openrouter", "some/model:free", TokenCounts(input: 5_000, output: 5), cost: "0"),
    Case(
      "half price in a batch, the cache included", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: million / 10, cacheRead: 10_000, output: 10_000), tier: .batch, cost: "0.2265"),
    Case(
      "the region of a Bedrock name has its own price", "bedrock",
      "au.anthropic.claude-sonnet-4-5-20250929-v1:0", TokenCounts(input: 100_000, output: 0), cost: "0.33"),
    Case(
      "a split of cache writes prices each part", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 1_000, cacheRead: 40_000, cacheWrite5m: 1_500, cacheWrite1h: 500, output: 600),
      cost: "0.032625"),
    Case(
      "a long prompt with its cache", "anthropic", "claude-sonnet-4-5",
      TokenCounts(input: 150_000, cacheRead: 100_000, output: 600), cost: "0.9735"),
    Case(
      "a model's new version has its new price", "anthropic", "claude-opus-4-5",
      TokenCounts(input: 1_000, cacheRead: 40_000, cacheWrite5m: 2_000, output: 600), cost: "0.0525"),
    Case(
      "asked for priority, served by default", "openai", "gpt-5", TokenCounts(input: 1_000, output: 0),
      tier: ServiceTier(text: "default"), cost: "0.00125"),
    Case(
      "a cache without a price is not free", "deepseek", "deepseek-v3.2-exp",
      TokenCounts(input: 0, cacheRead: 10_000, output: 0), cost: "0.0027"),
    Case(
      "an open model of a seller that has no row for it", "fireworks", "deepseek-v4-pro-nonesuch",
      TokenCounts(input: 5, output: 5), cost: nil),
    Case(
      "a small sibling is no big one", "openai", "gpt-5.4-mini", TokenCounts(input: 1_000, output: 0),
      cost: "0.00075"),
    Case(
      "unknown output is not zero output", "openai", "gpt-4o", TokenCounts(input: 1_000), cost: "0.0025"),
  ]

  @Test("costs that others got wrong", arguments: cases)
  func costs(_ test: Case) {
    let time = CivilTime(year: test.day.0, month: test.day.1, day: test.day.2, hour: test.hour).instant()
    let quote =
      PriceCatalog.builtin.match(provider: test.provider, model: test.model)?
      .quote(test.tokens, tier: test.tier, at: time) ?? .unpriced
    #expect(quote.cost?.decimalString == test.cost)
    #expect((quote.status == .unpriced) == (test.cost == nil))
  }
}
