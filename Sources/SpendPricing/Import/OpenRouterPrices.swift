import SpendCore

/// OpenRouter's list of models (`/api/v1/models`): USD per token as text. The prices are those of one
/// route.
enum OpenRouterPrices {
  static func read(_ document: JSONValue) throws(PriceFileError) -> PriceFile {
    var file = PriceFile(.openRouter)
    for model in document["data"]?.elements ?? document.elements ?? [] {
      guard let id = model["id"]?.text else {
        throw PriceFileError(line: model.line, reason: "a model has no id")
      }
      guard let pricing = model["pricing"], pricing.isObject else {
        file.skip("no price")
        continue
      }
      // A price of -1 stands for that of whichever model the router chooses.
      guard !pricing.members.contains(where: { $0.value.number?.hasPrefix("-") == true }) else {
        file.skip("a price that depends on the route")
        continue
      }
      var row = PriceRow(provider: "openrouter", model: id)
      if let slug = model["canonical_slug"]?.text, slug.lowercased() != id.lowercased() { row.names = [slug] }
      let tokens: [(PriceKind, String)] = [
        (.input, "prompt"), (.output, "completion"), (.cacheRead, "input_cache_read"),
        (.cacheWrite5m, "input_cache_write"), (.audioIn, "audio"),
      ]
      for (kind, key) in tokens {
        let price = try PriceBounds.price(pricing[key], key, places: 12)
        // Everything that is not offered is listed as 0.
        if let price, price > .zero || kind == .input || kind == .output {
          row.terms[PriceKey(step: nil, tier: .standard, kind: kind)] = price
        }
      }
      func unit(_ key: String) throws(PriceFileError) -> UnitPrice? {
        try PriceBounds.price(pricing[key], key, places: 12).flatMap { $0 > .zero ? $0 : nil }
      }
      row.terms.search = try unit("web_search")
      row.terms.request = try unit("request")
      let reasoning = try unit("internal_reasoning")
      row.terms.reasoning = reasoning == row.terms.standard.output ? nil : reasoning
      guard row.terms.standard.input != nil || row.terms.standard.output != nil else {
        file.skip("no price")
        continue
      }
      if row.isNothing, !id.hasSuffix(":free") {
        file.skip("a price of 0")
        continue
      }
      file.add(row, line: model.line, isPrefixed: true)
    }
    return file
  }
}
