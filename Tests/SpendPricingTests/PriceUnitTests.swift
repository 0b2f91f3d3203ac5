import SpendCore

import Testing

@testable import SpendPricing

/// Requests that are billed by something else than tokens.
@Suite struct PriceUnitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var provider: String
    var model: String
    var unit: BilledUnits.Unit
    /// In parts of the unit.
    var count: Int64
    var tokens = TokenCounts(input: 0, output: 0)
    var tier = ServiceTier.standard
    /// USD; nil is unpriced.
    var usd: String?
    var status = CostStatus.priced
  }

  @Test(
    "seconds, images, pages, characters and searches of rerankers have prices",
    arguments: [
      Case(
        testDescription: "0.006 USD a minute of audio", provider: "openai", model: "whisper-1", unit: .second,
        count: 37_000, usd: "0.0037"),
      Case(
        testDescription: "a part of a second", provider: "openai", model: "whisper-1", unit: .second,
        count: 8_470, usd: "0.000847"),
      Case(
        testDescription: "images without any count of tokens", provider: "google",
        model: "imagen-3.0-generate-001", unit: .image, count: 2, tokens: TokenCounts(), usd: "0.08"),
      Case(
        testDescription: "pages are listed by the thousand", provider: "mistral", model: "mistral-ocr-2512",
        unit: .page, count: 3, usd: "0.006"),
      Case(
        testDescription: "half of it in a batch, as the seller's other prices", provider: "mistral",
        model: "mistral-ocr-2512", unit: .page, count: 3, tier: .batch, usd: "0.003", status: .estimated),
      Case(
        testDescription: "characters are listed by the million", provider: "azure", model: "tts-1",
        unit: .character, count: 2_000, usd: "0.03"),
      Case(
        testDescription: "searches of a reranker by the thousand", provider: "cohere", model: "rerank-v3.5",
        unit: .rerank, count: 5, usd: "0.01"),
      Case(
        testDescription: "nothing was said", provider: "openai", model: "whisper-1",
        unit: .second, count: 0, usd: "0"),
      Case(
        testDescription: "a model without such a price", provider: "openai", model: "gpt-4o", unit: .second,
        count: 37_000, usd: nil, status: .unpriced),
      Case(
        testDescription: "a model without such a price, beside tokens that have one", provider: "openai",
        model: "gpt-4o", unit: .second, count: 37_000, tokens: TokenCounts(input: 1_000, output: 0),
        usd: "0.0025", status: .partial),
      Case(
        testDescription: "images of a model whose prompt is billed by tokens that nobody counted",
        provider: "google", model: "gemini-2.5-flash-image", unit: .image, count: 1, tokens: TokenCounts(),
        usd: "0.039", status: .partial),
    ])
  func quote(_ test: Case) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: test.provider, model: test.model))
    let quote = match.quote(
      test.tokens, units: BilledUnits(test.unit, count: test.count), tier: test.tier,
      at: .sample(2026, 11, 18))
    #expect(quote.cost?.decimalString == test.usd)
    #expect(quote.status == test.status)
  }

  @Test("thousandths of a second are rounded half to even, once for the term")
  func rounding() {
    func term(_ milliseconds: Int64, _ pico: Int64) -> Int64? {
      CostTerm(kind: .seconds, count: milliseconds, price: UnitPrice(picodollars: pico)).picodollars
    }
    #expect(term(1, 500) == 0)
    #expect(term(3, 500) == 2)
    #expect(term(1_500, 277_778) == 416_667)
    #expect(term(1_000_000_000, 1_000_000_000_000_000) == nil)
  }

  @Test("a contract's own prices and their names in the book are read as they are written")
  func contract() throws {
    var own = PriceOverride(provider: "acme", model: "anvil-speech")
    own.units.character = UnitPrice(usdPerUnit: "0.000012")
    #expect(own.statesPrices)
    let catalog = PriceCatalog.builtin.adding([own])
    let match = try #require(catalog.match(provider: "acme", model: "anvil-speech"))
    let units = BilledUnits(.character, count: 1_000_000)
    #expect(
      match.quote(TokenCounts(), units: units, tier: .standard, at: .sample(2026, 11, 18)).cost?.decimalString
        == "12")
  }

  @Test("an explanation tells the unit, its price and the count in whole units")
  func explanation() {
    let said = PriceExplanation(
      PriceCatalog.builtin, provider: "openai", model: "whisper-1", tokens: TokenCounts(), webSearches: nil,
      units: BilledUnits(.second, count: 37_500), tier: .standard, region: "", at: .sample(2026, 11, 18))
    #expect(said.terms.map(\.kind) == [.seconds])
    #expect(said.terms.map(\.quantity) == ["37.5"])
    #expect(said.terms.map(\.priceText) == ["$0.0001 each"])
    #expect(said.picodollars == 3_750_000_000)
  }
}

@Suite struct BilledUnitsTests {
  @Test("what is stored is what is read", arguments: BilledUnits.Unit.allCases)
  func stored(unit: BilledUnits.Unit) throws {
    for count in [0, 1, 999, 1_000, 37_500, 1_000_000_000] as [Int64] {
      let units = try #require(BilledUnits(unit, count: count))
      #expect(BilledUnits(fromStored: units.stored) == units)
      #expect(units.unit == unit)
      #expect(units.count == count)
    }
    #expect(BilledUnits(unit, count: -1) == nil)
    #expect(BilledUnits(unit, count: 1_000_000_001) == nil)
  }

  @Test("no other number is one", arguments: [0, 6, 7, -1, .min, .max] as [Int64])
  func others(stored: Int64) {
    #expect(BilledUnits(fromStored: stored) == nil)
  }
}
