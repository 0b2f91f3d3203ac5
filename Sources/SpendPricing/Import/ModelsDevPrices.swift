import SpendCore

/// models.dev's `api.json`: sellers with their models, USD per million tokens.
enum ModelsDevPrices {
  static func read(_ document: JSONValue) throws(PriceFileError) -> PriceFile {
    var file = PriceFile(.modelsDev)
    for (id, seller) in document.members {
      let provider = ModelName.normalised(provider: id)
      for (model, entry) in seller["models"]?.members ?? [] {
        guard let cost = entry["cost"] else {
          file.skip("no price")
          continue
        }
        guard !model.contains(where: { "\t|\n*".contains($0) }) else {
          file.skip("a name that is a pattern")
          continue
        }
        let isSubscription = id.hasSuffix("-coding-plan") || id.hasSuffix("-for-coding")
        guard !isSubscription else {
          file.skip("part of a subscription")
          continue
        }
        try read(provider, model, cost, isPrefixed: id == provider, &file)
      }
    }
    return file
  }

  private static func read(
    _ provider: String, _ model: String, _ cost: JSONValue, isPrefixed: Bool, _ file: inout PriceFile
  ) throws(PriceFileError) {
    guard cost.isObject else { throw PriceFileError(line: cost.line, reason: "\"cost\" is not an object") }
    var row = PriceRow(provider: provider, model: model)
    row.terms.standard = try classes(cost)
    row.terms.reasoning = try PriceBounds.price(cost["reasoning"], "reasoning", places: 6)
    if row.terms.reasoning == row.terms.standard.output { row.terms.reasoning = nil }
    row.terms.media.audioIn = try PriceBounds.price(cost["input_audio"], "input_audio", places: 6)
    row.terms.media.audioOut = try PriceBounds.price(cost["output_audio"], "output_audio", places: 6)
    func addStep(_ size: Int64, _ cost: JSONValue) throws(PriceFileError) {
      var step = LengthStep(over: size &- (provider == "xai" ? 1 : 0))
      step.prices = try classes(cost)
      row.terms.steps.append(step)
    }
    for tier in cost["tiers"]?.elements ?? [] {
      if let size = tier["tier"]?["size"]?.number.flatMap({ FixedPoint.parse($0.utf8, places: 0) }) {
        try addStep(size, tier)
      }
    }
    if cost["tiers"] == nil, let long = cost["context_over_200k"], long.isObject {
      try addStep(200_000, long)
    }
    guard row.terms.settleSteps() else {
      throw PriceFileError(line: cost.line, reason: "two \"tiers\" of \(model) begin at one size")
    }
    guard row.terms.standard.input != nil || row.terms.standard.output != nil else {
      return file.skip("no price")
    }
    if row.terms.standard.isNothing, !model.hasSuffix(":free") {
      return file.skip("a price of 0")
    }
    file.add(row, line: cost.line, isPrefixed: isPrefixed)
  }

  private static func classes(_ cost: JSONValue) throws(PriceFileError) -> ClassPrices {
    var prices = ClassPrices()
    prices.input = try PriceBounds.price(cost["input"], "input", places: 6)
    prices.output = try PriceBounds.price(cost["output"], "output", places: 6)
    prices.cacheRead = try PriceBounds.price(cost["cache_read"], "cache_read", places: 6)
    prices.cacheWrite5m = try PriceBounds.price(cost["cache_write"], "cache_write", places: 6)
    // A cache price of zero means an unknown price.
    if prices.cacheRead == .zero { prices.cacheRead = nil }
    if prices.cacheWrite5m == .zero { prices.cacheWrite5m = nil }
    return prices
  }
}
