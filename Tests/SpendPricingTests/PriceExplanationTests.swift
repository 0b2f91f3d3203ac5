import Foundation
import SpendCore
import SpendPricing
import Testing

/// Why a request costs what it costs, in JSON.
@Suite struct PriceExplanationTests {
  private func explain(
    _ provider: String, _ model: String, _ tokens: TokenCounts, webSearches: Int32? = nil,
    tier: ServiceTier = .standard, region: String = "", book: PriceCatalog = .builtin
  ) -> PriceExplanation {
    PriceExplanation(
      book, provider: provider, model: model, tokens: tokens, webSearches: webSearches, tier: tier,
      region: region, at: CostPropertyTests.noon)
  }

  @Test("a priced request")
  func priced() {
    let line = ExplanationJSON.line(explain("openai", "gpt-4o", TokenCounts(input: 1_000, output: 200)))
    #expect(
      line == """
        {"schema":1,"status":"priced","cost_usd":"0.004500000000","matched":{"provider":"openai",\
        "model":"gpt-4o","rule":"exact","source":"genai-prices+LiteLLM+models.dev 2026-11-27",\
        "valid_from":"2024-10-02"},"long_context":false,"terms":[{"class":"input","tokens":1000,\
        "usd_per_mtok":"2.5","usd":"0.002500000000"},{"class":"output","tokens":200,"usd_per_mtok":"10",\
        "usd":"0.002000000000"}]}
        """)
  }

  @Test("a name without a price, with the nearest known ones")
  func unpriced() {
    let line = ExplanationJSON.line(explain("openai", "gpt-4o-minni", TokenCounts(input: 1)))
    #expect(
      line.contains(#""status":"unpriced","cost_usd":null,"matched":null,"long_context":false,"terms":[]"#))
    #expect(line.contains(#""suggestions":["openai/gpt-4o-mini""#))
  }

  @Test("a free variant")
  func free() {
    let line = ExplanationJSON.line(
      explain("openrouter", "any/\"model\":free", TokenCounts(input: 5, output: 5)))
    #expect(line.contains(#""status":"free","cost_usd":"0.000000000000""#))
    #expect(line.contains(#""model":"any/\"model\":free","rule":"free""#))
  }

  @Test("what is less than a nanodollar is kept")
  func picodollars() {
    let explanation = explain("deepseek", "deepseek-v4-pro", TokenCounts(input: 0, cacheRead: 1, output: 0))
    #expect(explanation.picodollars == 22_000)
    #expect(ExplanationJSON.line(explanation).contains(#""cost_usd":"0.000000022000""#))
  }

  @Test("a region and a contract are a factor of the sum")
  func factor() {
    let dear = explain("anthropic", "claude-opus-5", TokenCounts(input: 1_000), region: "us")
    #expect(dear.factor == "1.1")
    #expect(ExplanationJSON.line(dear).hasSuffix(#""factor":"1.1"}"#))
    let book = PriceCatalog.builtin.adding([
      PriceOverride(provider: "openai", model: "gpt-4o", factor: 850_000)
    ])
    let contract = explain("openai", "gpt-4o", TokenCounts(input: 1_000), book: book)
    #expect(contract.factor == "0.85")
    #expect(contract.picodollars == 2_125_000_000)
    #expect(ExplanationJSON.line(contract).contains(#""rule":"configured""#))
  }

  @Test("terms add up to the cost, and the cost is the quote's")
  func sums() throws {
    let tokens = TokenCounts(
      input: 150_001, cacheRead: 49_999, cacheWrite5m: 300, cacheWrite1h: 7, output: 1_234, reasoning: 99)
    for tier in ServiceTier.allCases {
      let explanation = explain("anthropic", "claude-sonnet-4-5", tokens, webSearches: 2, tier: tier)
      let sum = explanation.terms.compactMap(\.picodollars).reduce(0, +)
      #expect(sum == explanation.picodollars)
      let text = FixedPoint.string(sum, places: 12, showing: 12)
      #expect(Money(decimal: text) == explanation.quote.cost)
      #expect(explanation.quote.isLongContext)
      #expect(explanation.terms.map(\.kind.rawValue).last == "web_search")
    }
  }

  @Test("every answer is JSON, whatever the names hold", arguments: ["a\"b", "\\", "\n\t\u{1}", "é🙂", ""])
  func json(name: String) throws {
    for (provider, model) in [(name, name), ("openai", name), ("openrouter", name + ":free")] {
      let line = ExplanationJSON.line(explain(provider, model, TokenCounts(input: 1)))
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["schema"] as? Int == 1)
      #expect(!line.contains("\n"))
    }
  }
}
