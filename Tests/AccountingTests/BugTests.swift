import SpendCore
import SpendPricing
import Testing

/// Bugs that other programs shipped, as their issues tell them: the right cost, and the wrong one
/// that was shown.
@Suite struct BugTests {
  private static let day = CivilTime(year: 2026, month: 11, day: 18, hour: 12).instant()

  private func usd(
    _ provider: String, _ model: String, _ tokens: TokenCounts, tier: ServiceTier = .standard,
    at time: Instant = BugTests.day, catalog: PriceCatalog = .builtin
  ) -> String? {
    catalog.match(provider: provider, model: model)?.quote(tokens, tier: tier, at: time).cost?.decimalString
  }

  private static let million: Int32 = 1_000_000

  @Test("B1 BerriAI/litellm 9812: a cache write is billed once")
  func b1() {
    let tokens = TokenCounts(input: 3, cacheWrite5m: 12_304, output: 550)
    #expect(usd("anthropic", "claude-3-7-sonnet-20250219", tokens) == "0.054399")  // not 0.091311
  }

  @Test("B2 BerriAI/litellm 14849: cached tokens of a long prompt are billed once, at the long cached price")
  func b2() {
    let tokens = TokenCounts(input: 5_005, cacheRead: 257_955, output: 1_744)
    #expect(usd("google", "gemini-2.5-pro", tokens) == "0.10316125")  // not 0.7642
  }

  @Test("B3 ccusage/ccusage 899: cache writes for an hour")
  func b3() {
    let tokens = TokenCounts(input: 0, cacheWrite1h: 100_000, output: 0)
    #expect(usd("anthropic", "claude-sonnet-4-5", tokens) == "0.6")  // not 0.375
  }

  @Test("B4 unslothai/unsloth 9527, Helicone/helicone 5788: 272,000 tokens are not more than 272,000")
  func b4() {
    #expect(usd("openai", "gpt-5.5", TokenCounts(input: 272_000, output: 1_000)) == "1.39")  // not 2.765
  }

  @Test("B5 pydantic/genai-prices 587: xAI's bound belongs to the long price")
  func b5() {
    #expect(usd("xai", "grok-4.6", TokenCounts(input: 200_000, output: 0)) == "0.8")  // not 0.4
  }

  @Test("B6 pydantic/genai-prices 241: the long price is a cliff, not a bracket")
  func b6() {
    #expect(usd("openai", "gpt-5.5", TokenCounts(input: Self.million, output: 0)) == "10")  // not 8.64
  }

  @Test("B7 pydantic/genai-prices 535, steipete/CodexBar 2671: the price of the day")
  func b7() {
    let day = CivilTime(year: 2026, month: 7, day: 29, hour: 12).instant()
    #expect(usd("openai", "gpt-5.6-luna", TokenCounts(input: Self.million, output: 0), at: day) == "2")
  }

  @Test("B8 pydantic/genai-prices 471: a new sibling has no price")
  func b8() {
    #expect(usd("cohere", "command-a-anything-new", TokenCounts(input: 1, output: 1)) == nil)
  }

  @Test("B9 pydantic/genai-prices 496: a dated name keeps its own price")
  func b9() {
    let tokens = TokenCounts(input: Self.million, output: 0)
    #expect(usd("openai", "gpt-4o-2024-05-13", tokens) == "5")  // not 2.5
  }

  @Test("B10 pydantic/genai-prices 173: a preview has its own price")
  func b10() {
    let name = "gemini-2.5-flash-preview-09-2025"
    #expect(usd("google", name, TokenCounts(input: Self.million, output: 0)) == "0.3")  // not 0.15
    #expect(usd("google", name, TokenCounts(input: 0, output: Self.million)) == "2.5")  // not 0.6
  }

  @Test("B11 junhoyeo/tokscale 523: a model its host does not list is not the nearest one")
  func b11() {
    #expect(usd("fireworks", "deepseek-v4-pro-unlisted", TokenCounts(input: 9, output: 9)) == nil)
  }

  @Test(
    "B12 LearningCircuit/local-deep-research 439: a part of a name is no name",
    arguments: ["gpt-4o-proxy", "my-gpt-4o", "gpt-4", "o1-like", "claude-sonnet-4-5-mirror"])
  func b12(model: String) {
    let quote = PriceCatalog.builtin.match(provider: "someone", model: model)
    // An exact name of a model that only its maker sells is that model.
    #expect((quote == nil) == (model != "gpt-4"))
  }

  @Test("B13 BerriAI/litellm 37046: a dated name has the tiers of its model")
  func b13() {
    let tokens = TokenCounts(input: 9, output: 2)
    #expect(usd("openai", "gpt-4o-mini-2024-07-18", tokens, tier: .priority) == "0.00000425")
  }

  @Test("B14 BerriAI/litellm 22086, 13810: flex of a dated name")
  func b14() {
    let tokens = TokenCounts(input: Self.million, output: 0)
    #expect(usd("openai", "o4-mini-2025-04-16", tokens, tier: .flex) == "0.55")  // not 1.1
  }

  @Test("B15 BerriAI/litellm 31837, langfuse/langfuse 13780: asked priority, served default")
  func b15() throws {
    let line = """
      {"timestamp":"2026-11-18T12:00:00Z","request":{"model":"gpt-5","service_tier":"priority"},\
      "response":\(Line.chat("b15-default", model: "gpt-5", prompt: 1_000, output: 0, members: "\"service_tier\":\"default\","))}
      """
    #expect(try AccountingFixture(line).usd == "0.00125")
  }

  @Test("B16 BerriAI/litellm 35925: with priority all of the output has its price, reasoning too")
  func b16() {
    let tokens = TokenCounts(input: 0, output: 1_000, reasoning: 900)
    #expect(usd("openai", "gpt-5", tokens, tier: .priority) == "0.02")
  }

  @Test("B17 Wei-Shaw/sub2api 554, vercel/ai 6082, simonw/llm-gemini 75: thoughts are output")
  func b17() {
    let tokens = TokenCounts(input: 55_021, output: 923 + 785, reasoning: 785)
    #expect(usd("google", "gemini-2.5-pro", tokens) == "0.08585625")  // not 0.07800625
  }

  @Test("B18 mnfst/llm-gateway 2759: the seller's own price, on a Saturday")
  func b18() {
    let saturday = CivilTime(year: 2026, month: 11, day: 21, hour: 2).instant()
    let tokens = TokenCounts(input: 2_000, cacheRead: 48_000, output: 500)
    #expect(usd("deepseek", "deepseek-v4-pro", tokens, at: saturday) == "0.003366")  // not 0.01236
  }

  @Test("B19 anomalyco/opencode 20801, 17130: cached tokens without a price are billed as input")
  func b19() {
    #expect(usd("anthropic", "claude-2", TokenCounts(input: 0, cacheRead: 10_000, output: 0)) == "0.08")
  }

  @Test(
    "B20 BerriAI/litellm 30331 and others: regional names of Bedrock have their own price, else the base's",
    arguments: [
      ("au.anthropic.claude-sonnet-4-5-20250929-v1:0", "0.33"),
      ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "0.33"),
      ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "0.3"),
      ("apac.anthropic.claude-3-haiku-20240307-v1:0", "0.025"),
    ])
  func b20(model: String, cost: String) {
    #expect(usd("bedrock", model, TokenCounts(input: 100_000, output: 0)) == cost)
  }

  @Test("B21 ccusage/ccusage 901 and others: of several lines of one message the last counts, once")
  func b21() throws {
    let books = try AccountingFixture(
      Line.claude("b21", output: 1), Line.claude("b21", output: 300, at: "2026-11-18T12:00:02Z"),
      Line.claude("b21", output: 600, at: "2026-11-18T12:00:04Z"))
    #expect(try books.requests == 1)
    #expect(try books.usd == "0.0315")
  }

  @Test("B22 langchain-ai/langchain 14912, BerriAI/litellm 1810: a deployment is what its owner says it is")
  func b22() {
    var mapping = PriceOverride(provider: "azure", model: "gpt-4")
    mapping.sameAs = "openai/gpt-4-turbo"
    let tokens = TokenCounts(input: Self.million, output: Self.million)
    let catalog = PriceCatalog.builtin.adding([mapping])
    #expect(usd("azure", "gpt-4", tokens, catalog: catalog) == "40")  // 10 and 30, not 30 and 60
    #expect(usd("azure", "gpt-4", tokens) == "90")
  }

  @Test("B23 BerriAI/litellm 40006: with a price of one's own cached tokens are billed once")
  func b23() {
    var own = PriceOverride(provider: "anthropic", model: "claude-sonnet-4-5")
    own.prices.input = UnitPrice(usdPerMillion: "2")
    own.prices.output = UnitPrice(usdPerMillion: "10")
    own.prices.cacheRead = UnitPrice(usdPerMillion: "0.2")
    let tokens = TokenCounts(input: 1_000, cacheRead: 40_000, cacheWrite5m: 2_000, output: 600)
    let catalog = PriceCatalog.builtin.adding([own])
    // 1,000 × 2 + 40,000 × 0.2 + 2,000 × 2.5 + 600 × 10, in millionths.
    #expect(usd("anthropic", "claude-sonnet-4-5", tokens, catalog: catalog) == "0.021")
  }

  @Test("B24 PostHog/posthog 39901: a prompt that includes what was cached is taken as it is")
  func b24() throws {
    let books = try AccountingFixture(
      Line.plain(
        "b24", provider: "anthropic", model: "claude-sonnet-4-5", input: 43_000, output: 600,
        members: ",\"cache_read\":40000,\"cache_write\":2000"))
    #expect(try books.total.promptTokens == 43_000)
    #expect(try books.usd == "0.0315")
  }

  @Test("B25 BerriAI/litellm 39501: the cost that the seller states with the answer wins over a list")
  func b25() throws {
    let line = """
      {"id":"gen-books-b25-000001","object":"chat.completion","created":1794830400,"provider":"Novita","model":"openai/gpt-4.1-mini","choices":[],"usage":{"prompt_tokens":900,"completion_tokens":100,"total_tokens":1000,"cost":0.00123}}
      """
    let event = try #require(try AccountingFixture(line).events.first)
    #expect(event.cost == Money(decimal: "0.00123") && event.costStatus == .logged)
    #expect(event.computedCost != nil && event.computedCost != event.cost)
  }
}
