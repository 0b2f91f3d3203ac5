import SpendCore
import SpendPricing
import Testing

/// Prices of the configuration.
@Suite struct OverrideTests {
  private func prices(_ input: String, _ output: String) -> ClassPrices {
    var prices = ClassPrices()
    prices.input = UnitPrice(usdPerMillion: input)
    prices.output = UnitPrice(usdPerMillion: output)
    return prices
  }

  private func quote(_ catalog: PriceCatalog, _ provider: String, _ model: String) throws -> Quote {
    try #require(catalog.match(provider: provider, model: model)).quote(
      .plain(100_000, 100_000), tier: .standard, region: "", at: .sample(2026, 1, 1)
    )
  }

  @Test("a contract's discount multiplies the list")
  func discount() throws {
    let catalog = PriceCatalog.builtin.adding([
      PriceOverride(provider: "openai", model: "*", factor: 850_000)
    ])
    let discounted = try quote(catalog, "openai", "gpt-4o")
    #expect(discounted.cost?.decimalString == "1.0625" && discounted.priceID > 0)
    #expect(try quote(catalog, "anthropic", "claude-sonnet-4-5").cost?.decimalString == "1.8")
  }

  @Test(
    "a name wins over a pattern, a long pattern over a short one, a price over a discount",
    arguments: [
      ("anything", "house-large", "0.3"), ("anything", "house-small-2", "0.6"),
      ("openai", "house-small-1", "0.9"),
      ("azure", "gpt-4", "4"), ("openai", "gpt-4", "9"), ("openai", "HOUSE-SMALL-1", "0.9"),
    ])
  func order(provider: String, model: String, usd: String) throws {
    let catalog = PriceCatalog.builtin.adding([
      PriceOverride(provider: "", model: "house-*", prices: prices("1", "2")),
      PriceOverride(provider: "", model: "house-small-*", prices: prices("2", "4")),
      PriceOverride(provider: "", model: "house-small-1", prices: prices("3", "6")),
      PriceOverride(provider: "azure", model: "gpt-4", prices: prices("10", "30")),
      PriceOverride(provider: "", model: "*", factor: 500_000),
      PriceOverride(provider: "openai", model: "*", factor: 1_000_000),
    ])
    #expect(try quote(catalog, provider, model).cost?.decimalString == usd)
  }

  @Test("a price of nothing is free when the configuration says so")
  func free() throws {
    let catalog = PriceCatalog.builtin.adding([
      PriceOverride(provider: "vllm", model: "*", prices: prices("0", "0"))
    ])
    let quote = try quote(catalog, "vllm", "llama-3.3-70b")
    #expect(quote.cost == .zero && quote.status == .free)
  }

  @Test(
    "patterns",
    arguments: [
      ("*", "anything", true), ("a*c", "abbbc", true), ("a*c", "abbbd", false),
      ("*-mini", "gpt-mini-mini", true),
      ("house-4*", "house-5", false), ("***", "x", true), ("a*b*c", "a--b--b--c", true),
      ("abc", "abcd", false),
    ])
  func patterns(pattern: String, model: String, matches: Bool) throws {
    let catalog = PriceCatalog.builtin.adding([
      PriceOverride(provider: "nobody", model: pattern, prices: prices("1", "1"))
    ])
    #expect((catalog.match(provider: "nobody", model: model) != nil) == matches)
  }
}
