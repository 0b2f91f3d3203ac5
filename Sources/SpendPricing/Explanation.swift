public import SpendCore

/// Why a request costs what it costs.
public struct Explanation: Sendable {
  /// As asked.
  public var provider: String
  /// As asked.
  public var model: String
  /// Nil when no rule led to a price.
  public var match: PriceMatch?
  public var row: PriceRow?
  public var quote: Quote
  /// In the order of a bill, at list prices.
  public var terms: [CostTerm] = []
  /// What is paid of the sum of the terms, as a decimal: `1.1` in a dearer region, `0.85` by contract.
  public var factor = "1"
  /// Exact, in picodollars, factors included. Nil when unpriced.
  public var picodollars: Int64?
  /// Known names that look like the one asked for, when that has no price.
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
    row = match.row(at: instant)?.row
    if match.isFree { picodollars = 0 }
    guard !match.isFree else { return }
    guard let tariff = match.tariff(at: instant, tier: tier, prompt: known.prompt) else { return }
    CostFormula.forEachTerm(known, webSearches: webSearches, tariff) { kind, count, price in
      terms.append(CostTerm(kind: kind, count: count, price: price))
    }
    guard quote.cost != nil, let bill = match.bill(known, webSearches, tier, region, instant) else { return }
    picodollars = Int64(exactly: bill.total(perUnit: 1))
    factor = FixedPoint.shortestString(Int64(clamping: bill.numerator), places: Bill.factorPlaces)
  }
}
