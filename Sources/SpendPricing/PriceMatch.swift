public import SpendCore

/// The prices found for a name, and how they were found. Made once for a name, asked for each event.
public struct PriceMatch: Sendable {
  /// How a name led to a row.
  public enum Rule: String, Sendable, Hashable {
    case configured
    case exact
    case alias
    /// Another spelling of the same version or date.
    case respelled
    /// A dated name whose undated row has the same price.
    case undated
    /// Without a routing suffix, which does not change the price.
    case variant
    /// A regional name of a cloud, priced from the base name.
    case region
    case fineTune = "fine_tune"
    /// The owner's price, for a seller without a row of its own.
    case owner
    case free
  }

  public var rule: Rule
  /// All periods of the name, the earliest first; windows before whole days.
  public var rows: [PriceRow]
  /// The prices are those of the named row, and the seller asks something else or more.
  var isEstimate = false
  /// Numerator and denominator of what the place adds.
  var regionFactor: (Int64, Int64) = (1, 1)
  /// Numerator of a contract's discount over a million.
  var discount: Int64 = 1_000_000

  /// The row for a moment. Before the first known period the earliest stands in, after the last the
  /// latest; `isExact` says when that was so.
  public func row(at instant: Instant) -> (row: PriceRow, isExact: Bool)? {
    var whole: Int?
    for index in rows.indices where rows[index].holds(at: instant) {
      if rows[index].window != nil { return (rows[index], true) }
      whole = index
    }
    if let whole { return (rows[whole], true) }
    guard let first = rows.first(where: { $0.window == nil }) ?? rows.first else { return nil }
    if let from = first.from, instant < from { return (first, false) }
    return (rows.last(where: { $0.window == nil }) ?? first, false)
  }

  /// What a request costs. Exact in picodollars, rounded once to nanodollars, half to even.
  public func quote(
    _ tokens: TokenCounts, webSearches: Int32? = nil, tier: ServiceTier, region: String = "",
    at instant: Instant
  ) -> Quote {
    if rule == .free { return .free }
    guard let (row, isExact) = row(at: instant), !tokens.isUnknown else { return .unpriced }
    let tariff = Tariff(row, tier: tier, prompt: tokens.prompt)
    var sum: Int128 = 0
    var missing = false
    var found = false
    CostFormula.forEachTerm(tokens, webSearches: webSearches, tariff) { _, count, price in
      guard let price else {
        missing = true
        return
      }
      found = true
      sum += Int128(count) * Int128(price.picodollars)
    }
    // A class the log does not know of at all, where the book has a price for it.
    if tokens.input == nil, tariff.input != nil { missing = true }
    if tokens.output == nil, let output = tariff.output, output > .zero { missing = true }
    guard found || !missing else { return .unpriced }
    // Billed by the second or the image, which are not counted here.
    if !found, tariff.input == nil, tariff.output == nil { return .unpriced }

    let (numerator, denominator) = factor(region, row)
    let scaled = sum * Int128(numerator) * Int128(discount)
    let nano = scaled.dividedHalfToEven(by: Int128(denominator) * 1_000_000 * 1_000)
    guard let cost = Int64(exactly: nano) else { return .unpriced }
    var quote = Quote(cost: Money(nanodollars: cost), status: .priced)
    if missing {
      quote.status = .partial
    } else if isEstimate || !isExact || tariff.isEstimated {
      quote.status = .estimated
    }
    quote.priceID = row.id
    quote.isLongContext = tariff.isLongContext
    if let cached = tokens.cacheRead, cached > 0, let full = tariff.input, let price = tariff.cacheRead,
      price < full
    {
      let saved = Int128(cached) * Int128(full.picodollars - price.picodollars)
      quote.cacheSaved = Money(nanodollars: Int64(clamping: saved.dividedHalfToEven(by: 1_000)))
    }
    return quote
  }

  /// What the place where the model ran adds.
  func factor(_ region: String, _ row: PriceRow) -> (Int64, Int64) {
    if regionFactor != (1, 1) { return regionFactor }
    if row.provider == "anthropic", region == "us" { return (11, 10) }
    return (1, 1)
  }
}

/// A price of the configuration: wins over every list.
public struct PriceOverride: Sendable, Hashable {
  public var provider: String
  /// The model's name; `*` stands for any text.
  public var model: String
  /// Part of the list price that is paid, in millionths; nil where prices are stated.
  public var factor: Int64?
  public var prices: ClassPrices

  public init(provider: String, model: String, factor: Int64? = nil, prices: ClassPrices = ClassPrices()) {
    self.provider = provider
    self.model = model
    self.factor = factor
    self.prices = prices
  }
}
