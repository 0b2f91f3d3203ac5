public import SpendCore

/// The prices found for a name, and the kind of match. Created once for a name, used for each event.
public struct PriceMatch: Sendable {
  /// Rule by which a name matched a row. Raw values are used in JSON.
  public enum Rule: String, Sendable, Hashable {
    case configured
    case exact
    case alias
    /// Another spelling of the same version or date.
    case respelled
    /// A dated name whose undated row has the same price.
    case dated
    /// Without a routing suffix, which does not change the price.
    case variant
    /// A regional name of a cloud, priced from the base name.
    case region
    case fineTune = "fine_tune"
    /// The owner's price, for a seller without a row of its own.
    case owner
    case free
    /// Covered by a subscription or by own hardware.
    case covered
  }

  public var rule: Rule
  /// All periods of the name, the earliest first.
  public let rows: [PriceRow]
  private var terms: [PriceTerms]
  private let isNothing: Bool
  /// The prices are those of the named row, and the seller asks something else or more.
  var isEstimate = false
  /// Each request comes with a search that the log may not count.
  var searchesAlways = false
  /// Part of the price that is paid by contract, in millionths.
  var discount: Int64 = 1_000_000
  /// The place in the name of a regional profile.
  private(set) var profile: String?

  /// True when the request is covered by a subscription or hardware and free by itself.
  var isCovered = false

  /// True for a request whose answer a filter ended.
  var isRefused = false

  static let free = PriceMatch(rule: .free, rows: [])
  static let covered = PriceMatch(rule: .covered, rows: [])

  init(rule: Rule, rows: [PriceRow]) {
    self.rule = rule
    self.rows = rows
    terms = rows.map(\.terms)
    isNothing = rows.allSatisfy(\.terms.isNothing)
    for index in terms.indices {
      let later = terms[(index + 1)...].filter { $0.window == nil }
      terms[index].borrowTiers(from: later)
    }
  }

  /// Takes the factor of a regional profile, where the rows state one.
  mutating func addRegion(_ prefix: String) {
    guard prefix != "global." else { return }
    profile = String(prefix.dropLast())
  }

  /// True when free by declaration: a free variant, or a row of zeros.
  public var isFree: Bool { isNothing || discount == 0 }

  /// The row for a moment. Before the first known period the earliest stands in, behind the end of
  /// one that no other follows, that one; `isExact` says when that was so.
  public func row(at instant: Instant) -> (row: PriceRow, isExact: Bool)? {
    index(at: instant).map { (rows[$0.index], $0.isExact) }
  }

  private func index(at instant: Instant) -> (index: Int, isExact: Bool)? {
    var whole: Int?
    var before: Int?
    for index in terms.indices {
      if terms[index].window == nil, terms[index].from.map({ $0 <= instant }) ?? true { before = index }
      guard terms[index].holds(at: instant) else { continue }
      if terms[index].window != nil { return (index, true) }
      whole = index
    }
    if let whole { return (whole, true) }
    let first = terms.firstIndex { $0.window == nil } ?? terms.indices.first
    return (before ?? first).map { ($0, false) }
  }

  func tariff(at instant: Instant, tier: ServiceTier, prompt: Int64, units: BilledUnits?) -> Tariff? {
    index(at: instant).map { Tariff(terms[$0.index], tier: tier, prompt: prompt, units: units) }
  }

  /// True where a single prompt of this length would be billed at the prices of long prompts.
  func isLong(_ prompt: Int64, at instant: Instant) -> Bool {
    index(at: instant).map { prompt > terms[$0.index].longestStandard } ?? false
  }

  /// Cost of a request. Exact in picodollars, rounded once to nanodollars, half to even.
  ///
  /// - Parameter isSeveral: The tokens are those of several requests together: the prices of long prompts hold for a
  ///   prompt, and not for the sum of many. Where the sum is long, the cost is an estimate, because one of the
  ///   prompts may be long as well.
  public func quote(
    _ tokens: TokenCounts, webSearches: Int32? = nil, units: BilledUnits? = nil, tier: ServiceTier,
    region: String = "", isSeveral: Bool = false, at instant: Instant
  ) -> Quote {
    guard isCovered else { return listed(tokens, webSearches, units, tier, region, isSeveral, instant) }
    var quote = listed(tokens, webSearches, units, tier, region, isSeveral, instant)
    quote.isCovered = true
    quote.cacheSaved = .zero
    return quote
  }

  @inline(__always)
  private func listed(
    _ tokens: TokenCounts, _ webSearches: Int32?, _ units: BilledUnits?, _ tier: ServiceTier,
    _ region: String, _ isSeveral: Bool, _ instant: Instant
  ) -> Quote {
    if isFree { return rows.isEmpty ? .free : Quote(free: terms[index(at: instant)?.index ?? 0].id) }
    if isRefused, tokens.output == 0, let (index, _) = index(at: instant),
      let from = terms[index].freeRefusals, from <= instant
    {
      return Quote(free: terms[index].id)
    }
    guard !tokens.isUnknown || units != nil,
      let bill = bill(tokens, webSearches, units, tier, region, isSeveral, instant)
    else {
      return .unpriced
    }
    let nano = bill.total(perUnit: 1_000)
    guard let cost = Int64(exactly: nano) else { return .unpriced }
    var quote = Quote(cost: Money(nanodollars: cost), status: bill.status)
    quote.priceID = terms[bill.index].id
    quote.isLongContext = bill.isLongContext
    quote.cacheSaved = Money(nanodollars: Int64(clamping: bill.saved(perUnit: 1_000)))
    return quote
  }

  /// The sum of a request before rounding; nil when no part of it has a price.
  func bill(
    _ tokens: TokenCounts, _ webSearches: Int32?, _ units: BilledUnits?, _ tier: ServiceTier,
    _ region: String, _ isSeveral: Bool, _ instant: Instant
  ) -> ExactBill? {
    guard let (index, isExact) = index(at: instant) else { return nil }
    let tariff = Tariff(terms[index], tier: tier, prompt: isSeveral ? 0 : tokens.prompt, units: units)
    var bill = ExactBill(index: index, isLongContext: tariff.isLongContext)
    var misses = searchesAlways && (webSearches ?? 0) == 0
    var finds = false
    var estimates = isEstimate || !isExact
    if isSeveral, tokens.prompt > terms[index].longestStandard { estimates = true }
    CostFormula.forEachTerm(tokens, webSearches: webSearches, units: units, tariff) { kind, count, price in
      guard let price else {
        misses = true
        return
      }
      finds = true
      if !tariff.derived.isDisjoint(with: kind.asSet) { estimates = true }
      bill.sum += CostTerm.amount(count, kind, price)
    }
    // A class the log does not know of at all, where the book has a price for it.
    if tokens.input == nil, tariff.prices.input != nil { misses = true }
    if tokens.output == nil, let output = tariff.prices.output, output > .zero { misses = true }
    // Billed by what the log does not count.
    let isListed = tariff.prices.input != nil || tariff.prices.output != nil || tariff.unit != nil
    guard finds || !misses && isListed else { return nil }

    let factor: Int32
    if let profile {
      factor = terms[index].profiles?.factor(in: profile) ?? RegionFactors.none
      if factor != RegionFactors.none || terms[index].profiles == nil { estimates = true }
    } else if region.isEmpty {
      factor = RegionFactors.none
    } else if let regions = terms[index].regions {
      factor = regions.factor(in: region)
      if regions.isGeneral, factor != RegionFactors.none { estimates = true }
    } else {
      factor = RegionFactors.none
      if RegionFactors.isPlace(region) { estimates = true }
    }
    bill.numerator = Int128(discount) * Int128(factor)
    bill.status = misses ? .partial : estimates ? .estimated : .priced
    if let full = tariff.prices.input, let cached = tariff.prices.cacheRead, cached < full {
      bill.savings = Int128(max(0, tokens.cacheRead ?? 0)) * Int128(full.picodollars - cached.picodollars)
    }
    return bill
  }
}
