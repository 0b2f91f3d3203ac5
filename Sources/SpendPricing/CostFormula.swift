import SpendCore

/// The one place where tokens become money.
enum CostFormula {
  /// Calls `term` for each part of the cost, in the order of a bill. Parts without tokens are left
  /// out.
  @inline(__always)
  static func forEachTerm(
    _ tokens: TokenCounts, webSearches: Int32?, units: BilledUnits?, _ tariff: borrowing Tariff,
    _ term: (CostTerm.Class, Int64, UnitPrice?) -> Void
  ) {
    func add(_ kind: CostTerm.Class, _ count: Int64, _ price: UnitPrice?) {
      if count > 0 { term(kind, count, price) }
    }
    // Audio and images are parts of the prompt and of the output; a class without a price of its own
    // is billed as text.
    let input = Int64(tokens.input ?? 0)
    let audioIn = tariff.media.audioIn == nil ? 0 : min(Int64(tokens.audioIn ?? 0), input)
    let imageIn = tariff.media.imageIn == nil ? 0 : min(Int64(tokens.imageIn ?? 0), input - audioIn)
    add(.input, input - audioIn - imageIn, tariff.prices.input)
    add(.audioIn, audioIn, tariff.media.audioIn)
    add(.imageIn, imageIn, tariff.media.imageIn)
    add(.cacheRead, Int64(tokens.cacheRead ?? 0), tariff.prices.cacheRead)
    add(.cacheWrite5m, Int64(tokens.cacheWrite5m ?? 0), tariff.prices.cacheWrite5m)
    add(.cacheWrite1h, Int64(tokens.cacheWrite1h ?? 0), tariff.prices.cacheWrite1h)
    let output = Int64(tokens.output ?? 0)
    let audioOut = tariff.media.audioOut == nil ? 0 : min(Int64(tokens.audioOut ?? 0), output)
    let imageOut = tariff.media.imageOut == nil ? 0 : min(Int64(tokens.imageOut ?? 0), output - audioOut)
    let reasoning =
      tariff.reasoning == tariff.prices.output
      ? 0 : min(Int64(tokens.reasoning ?? 0), output - audioOut - imageOut)
    add(.output, output - audioOut - imageOut - reasoning, tariff.prices.output)
    add(.reasoning, reasoning, tariff.reasoning)
    add(.audioOut, audioOut, tariff.media.audioOut)
    add(.imageOut, imageOut, tariff.media.imageOut)
    let usualSearches = output > 0 ? tariff.usualSearches : nil
    let searches = webSearches ?? usualSearches ?? 0
    add(.webSearch, Int64(min(searches, tariff.mostSearches ?? .max)), tariff.search)
    if let request = tariff.request { add(.request, 1, request) }
    if let units { add(CostTerm.Class(units.unit), units.count, tariff.unit) }
  }
}
