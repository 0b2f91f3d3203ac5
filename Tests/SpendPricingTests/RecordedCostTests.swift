import SpendCore
import SpendPricing
import Testing

/// What is booked where the log and the book both know a cost, and what the configuration changes.
@Suite struct RecordedCostTests {
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
    let booking = RecordedCost(
      quote, logged: logged.flatMap { Money(decimal: $0) }, loggedIsBinding: binding, isFree: free,
      tokens: TokenCounts(input: 10, output: 10))
    #expect(booking.cost?.decimalString == cost)
    #expect(booking.status == status)
  }

  /// A gateway once wrote nanodollars where dollars belong, and a day came to 919,291 dollars.
  @Test(
    "a logged cost in another unit is no statement",
    arguments: [
      (nil, "919291", true, nil, true), ("0.01", "919291", true, "0.01", true),
      ("0.01", "12", true, "0.01", true), ("0.01", "0.9", true, "0.9", false),
      (nil, "0.9", true, "0.9", false),
      (nil, "-1", true, nil, false),
    ] as [(String?, String, Bool, String?, Bool)])
  func outliers(book: String?, logged: String, binding: Bool, cost: String?, isOutlier: Bool) {
    let quote = book.flatMap { Money(decimal: $0) }.map { Quote(cost: $0, status: .priced) } ?? .unpriced
    let booking = RecordedCost(
      quote, logged: Money(decimal: logged), loggedIsBinding: binding, isFree: false,
      tokens: TokenCounts(input: 900, output: 100))
    #expect(booking.cost?.decimalString == cost)
    #expect(booking.isOutlier == isOutlier)
    #expect(booking.computed?.decimalString == book)
  }

  @Test("zero is a price of what is declared free, and of nothing else")
  func zeros() {
    let tokens = TokenCounts(input: 10, output: 10)
    let free = RecordedCost(.free, logged: .zero, loggedIsBinding: true, isFree: false, tokens: tokens)
    #expect(free.status == .free && free.cost == .zero)
    let unknown = RecordedCost(.unpriced, logged: .zero, loggedIsBinding: true, isFree: false, tokens: tokens)
    #expect(unknown.status == .unpriced && unknown.cost == nil)
    let silent = RecordedCost(
      .unpriced, logged: .zero, loggedIsBinding: true, isFree: false, tokens: TokenCounts())
    #expect(silent.cost == nil)
  }

  @Test(
    "two costs agree within a hundredth or a millionth of a dollar",
    arguments: [
      ("1", "1.01", true), ("1", "1.011", false), ("0.000001", "0.000002", true),
      ("0.000001", "0.0000021", false),
    ])
  func agreement(logged: String, computed: String, agrees: Bool) throws {
    let pair = (try #require(Money(decimal: logged)), try #require(Money(decimal: computed)))
    #expect(RecordedCost.agree(pair.0, pair.1) == agrees)
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
    let tokens = TokenCounts(input: 1_000_000, output: 1_000_000)
    let discounted = try #require(book.match(provider: "openai", model: "gpt-4o"))
    #expect(discounted.quote(tokens, tier: .standard, at: time).cost?.decimalString == "10.625")
    let house = try #require(book.match(provider: "anything", model: "house-large"))
    #expect(house.quote(tokens, tier: .standard, at: time).cost?.decimalString == "3")
  }

  @Test("the closest name of the configuration wins, in whatever order they stand")
  func closestOverride() throws {
    func price(_ model: String, _ input: String, provider: String = "openai") -> PriceOverride {
      var prices = ClassPrices()
      prices.input = UnitPrice(usdPerMillion: input)
      prices.output = prices.input
      return PriceOverride(provider: provider, model: model, prices: prices)
    }
    let book = PriceCatalog.builtin.adding([
      price("", "1"), price("gpt-*", "2"), price("gpt-4o*", "3"), price("gpt-4o", "4"),
      price("*", "5", provider: ""),
    ])
    let expected = [
      ("openai", "gpt-4o", "4"), ("openai", "gpt-4o-mini", "3"), ("openai", "gpt-5", "2"),
      ("openai", "o3", "1"),
      ("acme", "o3", "5"),
    ]
    for (provider, model, input) in expected {
      let match = try #require(book.match(provider: provider, model: model))
      #expect(match.rows.first?.standard.input?.usdPerMillion == input, "\(model)")
      #expect(match.rule == .configured)
    }
  }

  /// A price of one's own for a model with a cache once billed the cached tokens twice.
  @Test("a price of one's own bills cached tokens once")
  func ownPriceWithCache() throws {
    var prices = ClassPrices()
    prices.input = UnitPrice(usdPerMillion: "2")
    prices.output = UnitPrice(usdPerMillion: "10")
    let override = PriceOverride(provider: "anthropic", model: "claude-sonnet-4-5", prices: prices)
    let book = PriceCatalog.builtin.adding([override])
    let match = try #require(book.match(provider: "anthropic", model: "claude-sonnet-4-5"))
    let tokens = TokenCounts(
      input: 1_000, cacheRead: 2_000, cacheWrite5m: 4_000, cacheWrite1h: 1_000, output: 100)
    let quote = match.quote(tokens, tier: .standard, at: CostPropertyTests.noon)
    // 1,000 × 2 + 2,000 × 2 + 4,000 × 2.5 + 1,000 × 4 + 100 × 10, in millionths.
    #expect(quote.cost == Money(decimal: "0.021"))
    #expect(quote.priceID == 0)
  }

  @Test("a price of zero declares a model free")
  func ownFree() throws {
    var prices = ClassPrices()
    prices.input = .zero
    prices.output = .zero
    let book = PriceCatalog.builtin.adding([PriceOverride(provider: "", model: "house", prices: prices)])
    let match = try #require(book.match(provider: "ollama", model: "house"))
    let quote = match.quote(TokenCounts(input: 5, output: 5), tier: .standard, at: CostPropertyTests.noon)
    #expect(quote.status == .free && quote.cost == .zero)
  }
}
