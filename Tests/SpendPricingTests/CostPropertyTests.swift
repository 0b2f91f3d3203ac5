import Foundation
import SpendCore
import SpendPricing
import SpendTestSupport
import Testing

/// Costs against an independent spelling in decimal numbers.
@Suite struct CostPropertyTests {
  /// 2026-11-18 12:00 UTC, a Wednesday outside every seller's peak hours.
  static let noon = CivilTime(year: 2026, month: 11, day: 18, hour: 12).instant()

  /// The row's prices as a list says them, and nothing derived.
  private struct Sheet {
    var input: Decimal
    var output: Decimal
    var cacheRead: Decimal?
    var cacheWrite5m: Decimal?
    var cacheWrite1h: Decimal?

    init?(_ prices: ClassPrices) {
      func dollars(_ price: UnitPrice?) -> Decimal? {
        price.flatMap { Decimal(string: $0.usdPerMillion) }.map { $0 / 1_000_000 }
      }
      guard let input = dollars(prices.input), let output = dollars(prices.output) else { return nil }
      self.input = input
      self.output = output
      cacheRead = dollars(prices.cacheRead)
      cacheWrite5m = dollars(prices.cacheWrite5m)
      cacheWrite1h = dollars(prices.cacheWrite1h)
    }

    /// In dollars, rounded to nine places, half to even.
    func cost(_ tokens: TokenCounts) -> Decimal {
      var sum = Decimal(Int(tokens.input ?? 0)) * input + Decimal(Int(tokens.output ?? 0)) * output
      sum += Decimal(Int(tokens.cacheRead ?? 0)) * (cacheRead ?? 0)
      sum += Decimal(Int(tokens.cacheWrite5m ?? 0)) * (cacheWrite5m ?? 0)
      sum += Decimal(Int(tokens.cacheWrite1h ?? 0)) * (cacheWrite1h ?? 0)
      var rounded = Decimal()
      NSDecimalRound(&rounded, &sum, 9, .bankers)
      return rounded
    }

    /// Only classes that have a price.
    func tokens(_ random: inout SeededGenerator, upTo largest: Int32) -> TokenCounts {
      func count(_ price: Decimal?) -> Int32? {
        price == nil ? nil : Int32.random(in: 0...largest, using: &random)
      }
      return TokenCounts(
        input: count(input), cacheRead: count(cacheRead), cacheWrite5m: count(cacheWrite5m),
        cacheWrite1h: count(cacheWrite1h), output: Int32.random(in: 0...largest, using: &random))
    }
  }

  /// Dollars for the searches of an answer that does not count them.
  private static func usualSearches(of row: PriceRow?, _ tokens: TokenCounts) -> Decimal {
    guard tokens.output ?? 0 > 0, let searches = row?.usualSearches, let fee = row?.search,
      let dollars = Decimal(string: fee.usdPerMillion)
    else { return 0 }
    return Decimal(Int(searches)) * dollars / 1_000_000
  }

  @Test(
    "every row of the book, in every tier it lists, long and short", arguments: [1, 20_261_120 as UInt64])
  func rows(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var compared = 0
    for row in PriceCatalog.builtin.rows
    where row.window == nil && row.request == nil && row.sameAs.isEmpty {
      let moment = row.to.map { $0.adding(seconds: -43_200) } ?? max(row.from ?? Self.noon, Self.noon)
      guard let match = PriceCatalog.builtin.match(provider: row.provider, model: row.model),
        match.row(at: moment)?.row.id == row.id
      else {
        Issue.record("\(row.provider)/\(row.model) is not what its own name leads to")
        continue
      }
      for (tier, prices) in [
        (ServiceTier.standard, row.standard), (.flex, row.flex), (.priority, row.priority),
      ] {
        guard let sheet = Sheet(prices) else { continue }
        // Four classes together stay below the first step.
        let largest = min(20_000, Int32(clamping: (row.steps.first?.over ?? 80_000) / 4))
        let tokens = sheet.tokens(&random, upTo: largest)
        let quote = match.quote(tokens, tier: tier, at: moment)
        if match.isFree {
          #expect(quote.cost == .zero)
          continue
        }
        let cost = quote.cost?.decimalString ?? "none"
        let expected = sheet.cost(tokens) + Self.usualSearches(of: match.row(at: moment)?.row, tokens)
        #expect(
          Decimal(string: cost) == expected, "seed \(seed): \(row.provider)/\(row.model) \(tier)")
        #expect(quote.status == .priced)
        #expect(quote.priceID == row.id)
        compared += 1
      }
      for step in row.steps {
        guard let sheet = Sheet(step.prices) else { continue }
        var tokens = sheet.tokens(&random, upTo: 20_000)
        tokens.input = Int32(step.over) + 1
        let quote = match.quote(tokens, tier: .standard, at: moment)
        #expect(quote.isLongContext)
        #expect(quote.cost.flatMap { Decimal(string: $0.decimalString) } == sheet.cost(tokens))
        compared += 1
      }
    }
    #expect(compared > 2_000)
  }

  @Test("parts of a request's tokens never cost less than nothing, nor more than the dearest class")
  func bounds() throws {
    var random = SeededGenerator(seed: 42)
    let rows = PriceCatalog.builtin.rows
    for _ in 0..<3_000 {
      guard let row = rows.randomElement(using: &random),
        let match = PriceCatalog.builtin.match(provider: row.provider, model: row.model)
      else { continue }
      func count() -> Int32 { Int32.random(in: 0...1_000_000_000, using: &random) }
      let tokens = TokenCounts(
        input: count(), cacheRead: count(), cacheWrite5m: count(), cacheWrite1h: count(), output: count(),
        reasoning: count(), audioIn: count(), imageIn: count(), audioOut: count(), imageOut: count())
      for tier in ServiceTier.allCases {
        let quote = match.quote(tokens, webSearches: 3, tier: tier, region: "eu", at: Self.noon)
        guard let cost = quote.cost else { continue }
        // 1,200 USD a million is twice the dearest token on sale.
        #expect(cost >= .zero && cost.nanodollars <= tokens.total * 1_200_000 + 1_000_000_000)
      }
    }
  }

  @Test("counts of damaged logs do not stop the program", arguments: [Int32.min, -1, 0, Int32.max])
  func damage(count: Int32) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "openai", model: "gpt-4o"))
    let tokens = TokenCounts(
      input: count, cacheRead: count, cacheWrite5m: count, cacheWrite1h: count, output: count,
      reasoning: count,
      audioIn: count, imageIn: count, audioOut: count, imageOut: count)
    for instant in [Int64.min, 0, .max] {
      let quote = match.quote(
        tokens, webSearches: count, tier: .batch, region: "us", at: Instant(microseconds: instant))
      #expect((quote.cost ?? .zero) >= .zero)
    }
  }
}
