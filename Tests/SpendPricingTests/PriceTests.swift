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

  @Test(
    "names lead to rows by exact steps",
    arguments: [
      ("openai", "gpt-4o", "exact", "gpt-4o"),
      ("OpenAI", "GPT-4o", "exact", "gpt-4o"),
      ("openai", "openai/openai/gpt-4o", "exact", "gpt-4o"),
      ("", "claude-sonnet-4-5-20250929", "alias", "claude-sonnet-4-5"),
      ("anthropic", "claude-opus-4.5", "respelled", "claude-opus-4-5"),
      ("vertex_ai", "claude-sonnet-4-5@20250929", "alias", "claude-sonnet-4-5"),
      ("litellm", "anthropic/claude-sonnet-4-5", "exact", "claude-sonnet-4-5"),
      ("gcp.gemini", "models/gemini-2.5-flash", "exact", "gemini-2.5-flash"),
      ("acme-gateway", "claude-sonnet-4-5", "owner", "claude-sonnet-4-5"),
    ])
  func names(provider: String, model: String, rule: String, row: String) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: provider, model: model))
    #expect(match.rule.rawValue == rule)
    #expect(match.rows.first?.model == row)
  }

  @Test("every row of the book can be read, ids are unique, no price is negative")
  func book() {
    let rows = PriceCatalog.builtin.rows
    #expect(rows.count == 2_332)
    #expect(Set(rows.map(\.id)).count == rows.count)
    for row in rows {
      #expect((row.standard.input ?? .zero) >= .zero && (row.standard.output ?? .zero) >= .zero)
      #expect(PriceCatalog.builtin.match(provider: row.provider, model: row.model) != nil)
    }
  }

  @Test("periods are half open: the old price to the last microsecond")
  func borders() throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "openai", model: "gpt-4o"))
    let change = CivilTime(year: 2024, month: 10, day: 2).instant()
    let tokens = TokenCounts(input: Self.million, output: 0)
    #expect(
      match.quote(tokens, tier: .standard, at: Instant(microseconds: change.microseconds - 1)).cost?
        .decimalString == "5")
    #expect(match.quote(tokens, tier: .standard, at: change).cost?.decimalString == "2.5")
  }

  @Test(
    "what is booked",
    arguments: [
      // (book price, logged, binding, gateway's own cache) → (booked, status)
      ("1", nil, false, false, "1", CostStatus.priced),
      ("1", "2", false, false, "1", .priced),
      ("1", "2", true, false, "2", .logged),
      (nil, "2", false, false, "2", .logged),
      (nil, "0", false, false, nil, .unpriced),
      ("1", "0", true, false, "1", .priced),
      ("1", "2", false, true, "0", .free),
      (nil, nil, false, false, nil, .unpriced),
    ] as [(String?, String?, Bool, Bool, String?, CostStatus)])
  func booking(book: String?, logged: String?, binding: Bool, free: Bool, cost: String?, status: CostStatus) {
    let quote = book.flatMap { Money(decimal: $0) }.map { Quote(cost: $0, status: .priced) } ?? .unpriced
    let booking = Booking(
      quote, logged: logged.flatMap { Money(decimal: $0) }, loggedIsBinding: binding, isFree: free,
      tokens: TokenCounts(input: 10, output: 10))
    #expect(booking.cost?.decimalString == cost)
    #expect(booking.status == status)
  }

  @Test("a contract wins over the list")
  func overrides() throws {
    var own = ClassPrices()
    own.input = UnitPrice(usdPerMillion: "1")
    own.output = UnitPrice(usdPerMillion: "2")
    let book = PriceCatalog.builtin.adding([
      PriceOverride(provider: "openai", model: "gpt-4o", factor: 850_000),
      PriceOverride(provider: "", model: "house-*", prices: own),
    ])
    let time = CivilTime(year: 2026, month: 1, day: 1).instant()
    let tokens = TokenCounts(input: Self.million, output: Self.million)
    let discounted = try #require(book.match(provider: "openai", model: "gpt-4o"))
    #expect(discounted.quote(tokens, tier: .standard, at: time).cost?.decimalString == "10.625")
    let house = try #require(book.match(provider: "anything", model: "house-large"))
    #expect(house.quote(tokens, tier: .standard, at: time).cost?.decimalString == "3")
  }
}
