public import SpendCore

/// The price of each class of one request, after tier, length and time are settled.
struct Tariff {
  var input: UnitPrice?
  var output: UnitPrice?
  var cacheRead: UnitPrice?
  var cacheWrite5m: UnitPrice?
  var cacheWrite1h: UnitPrice?
  var reasoning: UnitPrice?
  var audioIn: UnitPrice?
  var audioOut: UnitPrice?
  var imageIn: UnitPrice?
  var imageOut: UnitPrice?
  var search: UnitPrice?
  var request: UnitPrice?
  var isLongContext = false
  /// Some price was derived, not listed.
  var isEstimated = false

  /// Settles the prices of a request with a prompt of `prompt` tokens.
  init(_ row: PriceRow, tier: ServiceTier, prompt: Int64) {
    let long = row.longContextOver.map { prompt > $0 } ?? false && row.longContext.input != nil
    isLongContext = long
    let standard = row.standard
    var prices = standard
    if long {
      prices.input = row.longContext.input ?? standard.input
      prices.output = row.longContext.output ?? standard.output
      prices.cacheRead = row.longContext.cacheRead ?? standard.cacheRead
      prices.cacheWrite5m = row.longContext.cacheWrite5m ?? standard.cacheWrite5m
      prices.cacheWrite1h = row.longContext.cacheWrite1h ?? standard.cacheWrite1h
    }
    var isEstimated = false
    switch tier {
    case .standard: break
    case .batch: isEstimated = Self.applyBatch(row, &prices, isLong: long)
    case .flex: isEstimated = Self.apply(row.flex, over: standard, &prices, isLong: long)
    case .priority: isEstimated = Self.apply(row.priority, over: standard, &prices, isLong: long)
    }
    self.isEstimated = isEstimated
    input = prices.input
    output = prices.output
    let isAnthropic = row.isAnthropic
    cacheRead = prices.cacheRead ?? prices.input
    cacheWrite5m = prices.cacheWrite5m ?? prices.input.map { isAnthropic ? $0.scaled(5, 4) : $0 }
    cacheWrite1h = prices.cacheWrite1h ?? (isAnthropic ? prices.input?.scaled(2, 1) : cacheWrite5m)
    // A tier with an output price of its own has it for reasoning, too.
    reasoning = tier == .standard && !long ? row.reasoning ?? prices.output : prices.output
    audioIn = row.audioIn
    audioOut = row.audioOut
    imageIn = row.imageIn
    imageOut = row.imageOut
    search = row.search
    request = row.request
  }

  /// True when a price had to be derived.
  private static func applyBatch(_ row: PriceRow, _ prices: inout ClassPrices, isLong: Bool) -> Bool {
    let standard = row.standard
    if isLong, row.batch.input != nil {
      return apply(row.batch, over: standard, &prices, isLong: true)
    }
    var estimated = false
    let halves = row.halvesBatches
    if row.batch.input == nil || row.batch.output == nil {
      estimated = !(standard.output == nil && row.batch.input != nil)
    }
    prices.input = row.batch.input ?? (halves ? prices.input?.scaled(1, 2) : prices.input)
    prices.output = row.batch.output ?? (halves ? prices.output?.scaled(1, 2) : prices.output)
    func cache(_ listed: UnitPrice?, _ price: UnitPrice?) -> UnitPrice? {
      listed ?? (row.isAnthropic ? price?.scaled(1, 2) : price)
    }
    prices.cacheRead = cache(row.batch.cacheRead, prices.cacheRead)
    prices.cacheWrite5m = cache(row.batch.cacheWrite5m, prices.cacheWrite5m)
    prices.cacheWrite1h = cache(row.batch.cacheWrite1h, prices.cacheWrite1h)
    return estimated
  }

  /// Puts the prices of a tier in the place of the standard ones; above the long-context bound they
  /// are scaled, because nobody lists those.
  private static func apply(
    _ tier: ClassPrices, over standard: ClassPrices, _ prices: inout ClassPrices, isLong: Bool
  ) -> Bool {
    guard tier.input != nil || tier.output != nil else { return true }
    func settle(_ listed: UnitPrice?, _ base: UnitPrice?, _ price: UnitPrice?) -> UnitPrice? {
      guard let listed else { return price }
      guard isLong, let base, let price, base.picodollars > 0 else { return listed }
      return price.scaled(listed.picodollars, base.picodollars)
    }
    prices.input = settle(tier.input, standard.input, prices.input)
    prices.output = settle(tier.output, standard.output, prices.output)
    prices.cacheRead = settle(tier.cacheRead, standard.cacheRead, prices.cacheRead)
    prices.cacheWrite5m = settle(tier.cacheWrite5m, standard.cacheWrite5m, prices.cacheWrite5m)
    prices.cacheWrite1h = settle(tier.cacheWrite1h, standard.cacheWrite1h, prices.cacheWrite1h)
    return isLong
  }
}

extension UnitPrice {
  /// The price times `numerator / denominator`, rounded half to even to a whole picodollar.
  func scaled(_ numerator: Int64, _ denominator: Int64) -> UnitPrice {
    let product = Int128(picodollars) * Int128(numerator)
    return UnitPrice(picodollars: Int64(clamping: product.dividedHalfToEven(by: Int128(denominator))))
  }
}

extension Int128 {
  func dividedHalfToEven(by divisor: Int128) -> Int128 {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    let twice = rest.magnitude * 2
    guard twice > divisor.magnitude || (twice == divisor.magnitude && quotient & 1 == 1) else {
      return quotient
    }
    return (self < 0) == (divisor < 0) ? quotient + 1 : quotient - 1
  }
}

/// A part of a cost: so many units of a class at a price.
public struct CostTerm: Sendable, Hashable {
  public enum Class: String, Sendable, Hashable {
    case input
    case cacheRead = "cache_read"
    case cacheWrite5m = "cache_write_5m"
    case cacheWrite1h = "cache_write_1h"
    case output
    case reasoning
    case audioIn = "audio_in"
    case imageIn = "image_in"
    case audioOut = "audio_out"
    case imageOut = "image_out"
    case webSearch = "web_search"
    case request
  }

  public var kind: Class
  public var count: Int64
  /// Nil when the book has no price for it.
  public var price: UnitPrice?
}

/// The one place where tokens become money.
enum CostFormula {
  /// Calls `term` for each part of the cost, in the order of a bill. Parts without tokens are left
  /// out.
  @inline(__always)
  static func forEachTerm(
    _ tokens: TokenCounts, webSearches: Int32?, _ tariff: Tariff,
    _ term: (CostTerm.Class, Int64, UnitPrice?) -> Void
  ) {
    func add(_ kind: CostTerm.Class, _ count: Int64, _ price: UnitPrice?) {
      if count > 0 { term(kind, count, price) }
    }
    // Audio and images are parts of the prompt and of the output; a class without a price of its own
    // is billed as text.
    let input = Int64(tokens.input ?? 0)
    let audioIn = tariff.audioIn == nil ? 0 : min(Int64(tokens.audioIn ?? 0), input)
    let imageIn = tariff.imageIn == nil ? 0 : min(Int64(tokens.imageIn ?? 0), input - audioIn)
    add(.input, input - audioIn - imageIn, tariff.input)
    add(.audioIn, audioIn, tariff.audioIn)
    add(.imageIn, imageIn, tariff.imageIn)
    add(.cacheRead, Int64(tokens.cacheRead ?? 0), tariff.cacheRead)
    add(.cacheWrite5m, Int64(tokens.cacheWrite5m ?? 0), tariff.cacheWrite5m)
    add(.cacheWrite1h, Int64(tokens.cacheWrite1h ?? 0), tariff.cacheWrite1h)
    let output = Int64(tokens.output ?? 0)
    let audioOut = tariff.audioOut == nil ? 0 : min(Int64(tokens.audioOut ?? 0), output)
    let imageOut = tariff.imageOut == nil ? 0 : min(Int64(tokens.imageOut ?? 0), output - audioOut)
    let reasoning =
      tariff.reasoning == tariff.output
      ? 0 : min(Int64(tokens.reasoning ?? 0), output - audioOut - imageOut)
    add(.output, output - audioOut - imageOut - reasoning, tariff.output)
    add(.reasoning, reasoning, tariff.reasoning)
    add(.audioOut, audioOut, tariff.audioOut)
    add(.imageOut, imageOut, tariff.imageOut)
    add(.webSearch, Int64(webSearches ?? 0), tariff.search)
    if let request = tariff.request { add(.request, 1, request) }
  }
}
