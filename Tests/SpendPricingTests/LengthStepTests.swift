import SpendCore
import Testing

@testable import SpendPricing

/// Prices that rise more than once with the length of the prompt.
@Suite struct LengthStepTests {
  struct Source: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
  }

  /// 1 USD a million, 2 over 128,000 tokens, 4 over 272,000; answers 10, 20 and 40.
  static let sources = [
    Source(
      testDescription: "LiteLLM",
      text: """
        {"anvil-long": {"litellm_provider": "acme", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-05,
          "input_cost_per_token_above_272k_tokens": 4e-06, "output_cost_per_token_above_272k_tokens": 4e-05,
          "input_cost_per_token_above_128k_tokens": 2e-06, "output_cost_per_token_above_128k_tokens": 2e-05}}
        """),
    Source(
      testDescription: "LiteLLM's ranges",
      text: """
        {"acme/anvil-long": {"litellm_provider": "acme", "tiered_pricing": [
          {"range": [0, 128000], "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-05},
          {"range": [128000, 272000], "input_cost_per_token": 2e-06, "output_cost_per_token": 2e-05},
          {"range": [272000, 1000000], "input_cost_per_token": 4e-06, "output_cost_per_token": 4e-05}]}}
        """),
    Source(
      testDescription: "models.dev",
      text: """
        {"acme": {"models": {"anvil-long": {"cost": {"input": 1, "output": 10, "tiers": [
          {"input": 4, "output": 40, "tier": {"type": "context", "size": 272000}},
          {"input": 2, "output": 20, "tier": {"type": "context", "size": 128000}}]}}}}}
        """),
    Source(
      testDescription: "genai-prices",
      text: """
        [{"id": "acme", "models": [{"id": "anvil-long", "prices": {
          "input_mtok": {"base": 1, "tiers": [{"start": 128000, "price": 2}, {"start": 272000, "price": 4}]},
          "output_mtok": {"base": 10, "tiers": [{"start": 128000, "price": 20}, {"start": 272000, "price": 40}]}}}]}]
        """),
    Source(
      testDescription: "a table of one's own",
      text: """
        provider\tmodel\tinput\toutput\tlong_over\tlong_input\tlong_output\tlong2_over\tlong2_input\tlong2_output
        acme\tanvil-long\t1\t10\t128000\t2\t20\t272000\t4\t40
        """),
  ]

  private func usd(_ catalog: PriceCatalog, _ tokens: TokenCounts) throws -> String? {
    try #require(catalog.match(provider: "acme", model: "anvil-long"))
      .quote(tokens, tier: .standard, at: ImportTests.today.adding(seconds: 3_600)).cost?.decimalString
  }

  @Test("the highest length that the whole prompt exceeds decides for all of it", arguments: sources)
  func imported(_ source: Source) throws {
    let (catalog, merge) = try ImportTests.catalog(source.text)
    #expect(merge.added == 1)
    #expect(try usd(catalog, .plain(128_000, 1_000)) == "0.138")
    #expect(try usd(catalog, .plain(128_001, 1_000)) == "0.276002")
    #expect(try usd(catalog, .plain(272_000, 1_000)) == "0.564")
    #expect(try usd(catalog, .plain(272_001, 1_000)) == "1.128004")
    // What is cached is part of the prompt, and the answer is not.
    #expect(try usd(catalog, TokenCounts(input: 72_001, cacheRead: 200_000, output: 0)) == "1.088004")
    #expect(try usd(catalog, .plain(128_000, 900_000)) == "9.128")
    // The same again is nothing new, also after it was written to the book and read.
    let again = try ImportTests.catalog(source.text, from: catalog)
    #expect(again.merge.unchanged == 1 && again.merge.conflicts.isEmpty)
    #expect(catalog.importedRows.map(\.steps.count) == [2])
  }

  @Test("classes of genai-prices that rise at different lengths keep their own price between")
  func ragged() throws {
    let (catalog, _) = try ImportTests.catalog(
      """
      [{"id": "acme", "models": [{"id": "anvil-long", "prices": {
        "input_mtok": {"base": 1, "tiers": [{"start": 100, "price": 2}]},
        "output_mtok": {"base": 10, "tiers": [{"start": 200, "price": 20}]}}}]}]
      """)
    #expect(try usd(catalog, .plain(101, 100)) == "0.001202")
    #expect(try usd(catalog, .plain(201, 100)) == "0.002402")
  }

  @Test(
    "lines of a book: with one length as ever, with several, and damaged",
    arguments: [
      ("in=1 over=200 t.in=2", [200]), ("in=1 t.in=2 over=200", [200]),
      ("in=1 over=300 t.in=3 t.out=9 over=200 t.in=2", [200, 300]), ("in=1 t.in=2", []),
      ("in=1 over=200 t.in=2 over=200 t.in=3", nil), ("in=1 over=x", nil),
    ] as [(String, [Int64]?)])
  func lines(prices: String, steps: [Int64]?) {
    let row = PriceRow(line: Array("7\tacme\tanvil\t\t\t\t\t\(prices)".utf8)[...])
    #expect(row?.steps.map(\.over) == steps)
    guard let row else { return }
    #expect(PriceRow(line: Array(row.line.utf8)[...]) == row)
  }

  @Test("a later file changes the lengths it names, and says so")
  func merged() throws {
    let first = try ImportTests.catalog(Self.sources[0].text).catalog
    let one = #"""
      {"acme/anvil-long": {"litellm_provider": "acme", "input_cost_per_token": 1e-06,
        "input_cost_per_token_above_272k_tokens": 5e-06}}
      """#
    let (partly, merge) = try ImportTests.catalog(one, from: first)
    #expect(merge.conflicts.first?.contains("over 272000 input 4 → 5") == true)
    #expect(try usd(partly, .plain(128_001)) == "0.256002")
    #expect(try usd(partly, .plain(272_001, 1_000)) == "1.400005")
    // Lengths that are not known take the place of all that were.
    let (wholly, _) = try ImportTests.catalog(one.replacing("272k", with: "200k"), from: first)
    #expect(try usd(wholly, .plain(128_001)) == "0.128001")
    #expect(try usd(wholly, .plain(200_001)) == "1.000005")
  }

  @Test("the sum of several prompts has the price of short ones, and is an estimate where it is long")
  func several() throws {
    let (catalog, _) = try ImportTests.catalog(Self.sources[0].text)
    let match = try #require(catalog.match(provider: "acme", model: "anvil-long"))
    let time = ImportTests.today.adding(seconds: 3_600)
    func quote(_ prompt: Int32) -> Quote {
      match.quote(.plain(prompt, 1_000), tier: .standard, isSeveral: true, at: time)
    }
    #expect(
      quote(128_000).cost == match.quote(.plain(128_000, 1_000), tier: .standard, at: time).cost)
    #expect(quote(128_000).status == .priced)
    #expect(quote(500_000).cost?.decimalString == "0.51" && quote(500_000).status == .estimated)
    #expect(!quote(500_000).isLongContext)
    let explanation = PriceExplanation(
      NameLookup(catalog).name(provider: "acme", model: "anvil-long", region: ""),
      tokens: .plain(500_000, 1_000),
      webSearches: nil, tier: .standard, region: "", isSeveral: true, at: time)
    #expect(explanation.picodollars == 510_000_000_000 && explanation.longContextOver == nil)
    #expect(explanation.estimates == [PriceExplanation.severalNote])
  }

  @Test("the step is named where a price is explained")
  func explained() throws {
    let catalog = try ImportTests.catalog(Self.sources[0].text).catalog
    func over(_ prompt: Int32) -> Int64? {
      PriceExplanation(
        catalog, provider: "acme", model: "anvil-long", tokens: .plain(prompt), webSearches: nil,
        tier: .standard, region: "", at: ImportTests.today
      ).longContextOver
    }
    #expect(over(128_000) == nil && over(272_000) == 128_000 && over(300_000) == 272_000)
    let line = ExplanationJSON.line(
      PriceExplanation(
        catalog, provider: "acme", model: "anvil-long", tokens: .plain(300_000), webSearches: nil,
        tier: .standard, region: "", at: ImportTests.today))
    #expect(line.contains(#""long_context":true,"#) && line.contains(#""long_context_over":272000"#))
  }
}
