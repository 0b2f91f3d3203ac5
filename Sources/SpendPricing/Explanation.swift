public import SpendCore

/// Why a request costs what it costs.
public struct Explanation: Sendable {
  public var provider: String
  public var model: String
  public var match: PriceMatch?
  public var row: PriceRow?
  public var quote: Quote
  public var terms: [CostTerm] = []
  /// Exact, in picodollars, factors included. Nil when unpriced.
  public var picodollars: Int64?
  public var suggestions: [String] = []

  public init(
    _ catalog: PriceCatalog, provider: String, model: String, tokens: TokenCounts, webSearches: Int32?,
    tier: ServiceTier, region: String, at instant: Instant
  ) {
    self.provider = provider
    self.model = model
    match = catalog.match(provider: provider, model: model)
    guard let match else {
      quote = .unpriced
      suggestions = catalog.suggestions(provider: provider, model: model)
      return
    }
    // What was not asked about is none, not unknown.
    var known = tokens
    known.input = tokens.input ?? 0
    known.output = tokens.output ?? 0
    quote = match.quote(known, webSearches: webSearches, tier: tier, region: region, at: instant)
    if match.rule == .free { picodollars = 0 }
    guard let row = match.row(at: instant)?.row else { return }
    self.row = row
    let tariff = Tariff(row, tier: tier, prompt: known.prompt)
    var terms: [CostTerm] = []
    var sum: Int128 = 0
    CostFormula.forEachTerm(known, webSearches: webSearches, tariff) { kind, count, price in
      terms.append(CostTerm(kind: kind, count: count, price: price))
      sum += Int128(count) * Int128(price?.picodollars ?? 0)
    }
    self.terms = terms
    guard quote.cost != nil else { return }
    let (numerator, denominator) = match.factor(region, row)
    let exact = (sum * Int128(numerator) * Int128(match.discount))
      .dividedHalfToEven(by: Int128(denominator) * 1_000_000)
    picodollars = Int64(exactly: exact)
  }
}
