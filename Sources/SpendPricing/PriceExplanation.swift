public import SpendCore

/// Explanation of a request's cost.
public struct PriceExplanation: Sendable {
  /// The requested provider.
  public var provider: String
  /// The requested model.
  public var model: String
  /// Nil when no rule led to a price.
  public var match: PriceMatch?
  public var row: PriceRow?
  public var quote: Quote
  /// The step in the prices of long prompts that is billed: the prompt is longer than this.
  public var longContextOver: Int64?
  /// The tokens are those of several requests, and as one prompt they would be billed at the prices of long ones.
  public var leavesOutLength = false
  /// In the order of a bill, at list prices.
  public var terms: [CostTerm] = []
  /// Factor on the sum of the terms, as a decimal: `1.1` for a region, `0.85` by contract.
  public var factor = "1"
  /// Exact, in picodollars, factors included. Nil when unpriced.
  public var picodollars: Int64?
  /// Substitutes for unlisted prices, in words.
  public var estimates: [String] = []
  /// Known names similar to the requested one, when that has no price.
  public var suggestions: [String] = []

  public init(
    _ catalog: PriceCatalog, provider: String, model: String, tokens: TokenCounts, webSearches: Int32?,
    units: BilledUnits? = nil, tier: ServiceTier, region: String, at instant: Instant
  ) {
    self.init(
      NameLookup(catalog).name(provider: provider, model: model, region: region), tokens: tokens,
      webSearches: webSearches, units: units, tier: tier, region: region, at: instant)
  }

  /// Creates the explanation for a name that has been looked up already.
  public init(
    _ name: PricedName, tokens: TokenCounts, webSearches: Int32?, units: BilledUnits? = nil,
    tier: ServiceTier, region: String, isSeveral: Bool = false, at instant: Instant
  ) {
    provider = name.provider
    model = name.model
    match = name.match
    guard let match else {
      quote = .unpriced
      suggestions = name.suggestions
      return
    }
    // Unspecified token classes count as zero, not as unknown.
    var known = tokens
    known.input = tokens.input ?? 0
    known.output = tokens.output ?? 0
    quote = match.quote(
      known, webSearches: webSearches, units: units, tier: tier, region: region, isSeveral: isSeveral,
      at: instant)
    let found = match.row(at: instant)
    row = found?.row
    if match.isFree { picodollars = 0 }
    guard !match.isFree else { return }
    let prompt = isSeveral ? 0 : known.prompt
    guard let tariff = match.tariff(at: instant, tier: tier, prompt: prompt, units: units) else { return }
    leavesOutLength = isSeveral && match.isLong(known.prompt, at: instant)
    longContextOver = tariff.longContextOver
    CostFormula.forEachTerm(known, webSearches: webSearches, units: units, tariff) { kind, count, price in
      terms.append(CostTerm(kind: kind, count: count, price: price))
    }
    guard quote.cost != nil,
      let bill = match.bill(known, webSearches, units, tier, region, isSeveral, instant)
    else { return }
    picodollars = Int64(exactly: bill.total(perUnit: 1))
    factor = FixedPoint.shortestString(Int64(clamping: bill.numerator), places: ExactBill.factorPlaces)
    if quote.status == .estimated || quote.status == .partial {
      estimates = Self.estimates(match, tariff, terms, isExact: found?.isExact ?? true)
      if leavesOutLength { estimates.append(Self.severalNote) }
    }
  }

  /// The words for a sum that is billed at the prices of shorter prompts.
  public static let severalNote = "several requests together, billed at the price of shorter prompts"

  private static func estimates(
    _ match: PriceMatch, _ tariff: Tariff, _ terms: [CostTerm], isExact: Bool
  ) -> [String] {
    var words: [String] = []
    if match.rule == .owner { words.append("the maker's price stands in for the seller's") }
    if match.profile != nil { words.append("the region's factor is applied to the base name's price") }
    if !isExact { words.append("no period is known for this time, the nearest stands in") }
    let derived = terms.filter { $0.price != nil && !tariff.derived.isDisjoint(with: $0.kind.asSet) }
    if !derived.isEmpty {
      let names = derived.map(\.kind.rawValue).joined(separator: ", ")
      words.append("not listed for this tier or length, derived from the other prices: \(names)")
    }
    let missing = terms.filter { $0.price == nil }.map(\.kind.rawValue)
    if !missing.isEmpty { words.append("no price at all: \(missing.joined(separator: ", "))") }
    return words
  }
}
