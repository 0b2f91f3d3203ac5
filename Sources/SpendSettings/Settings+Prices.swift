import SpendCore
import SpendPricing

/// `[[price]]`: prices of a contract, in USD per million tokens.
extension PriceOverride {
  private static var tokens: [(String, WritableKeyPath<PriceOverride, UnitPrice?>)] {
    [
      ("input", \.prices.input), ("output", \.prices.output), ("cache_read", \.prices.cacheRead),
      ("cache_write_5m", \.prices.cacheWrite5m), ("cache_write_1h", \.prices.cacheWrite1h),
      ("reasoning", \.reasoning), ("audio_in", \.media.audioIn), ("audio_out", \.media.audioOut),
      ("image_in", \.media.imageIn), ("image_out", \.media.imageOut),
    ]
  }
  private static var others: [(String, WritableKeyPath<PriceOverride, UnitPrice?>)] {
    [
      ("web_search", \.search), ("request", \.request), ("per_second", \.units.second),
      ("per_image", \.units.image), ("per_page", \.units.page), ("per_character", \.units.character),
      ("per_rerank", \.units.rerank),
    ]
  }
  /// No one asks more: 100,000 USD a million tokens is 160 times the dearest token on sale.
  private static let dearest = UnitPrice(picodollars: 100_000_000_000)

  init(_ reader: TableReader) throws {
    try reader.allow(
      ["provider", "model", "factor", "same_as"] + Self.tokens.map(\.0) + Self.others.map(\.0))
    self.init(provider: try reader.text("provider") ?? "", model: try reader.text("model") ?? "*")
    for (key, path) in Self.tokens {
      self[keyPath: path] = try reader.decimal(key).flatMap { UnitPrice(usdPerMillion: $0) }
      if let price = self[keyPath: path], price > Self.dearest {
        throw reader.refuse(
          key, "\"\(key)\" in [[price]] is \(price.usdPerMillion) USD a million tokens",
          advice: "prices are per million tokens, not per token or thousand")
      }
    }
    for (key, path) in Self.others {
      self[keyPath: path] = try reader.decimal(key).flatMap { UnitPrice(usdPerUnit: $0) }
    }
    factor = try reader.decimal("factor").flatMap { FixedPoint.parse($0.utf8, places: 6) }
    if let factor, factor > 100_000_000 {
      throw reader.refuse("factor", "a factor of more than 100 is a mistake", advice: "factor = 0.85")
    }
    if factor != nil, statesPrices {
      throw reader.refuse(
        "factor", "a [[price]] has both a factor and prices", advice: "keep the factor, or the prices")
    }
    sameAs = try reader.text("same_as")
    if let sameAs {
      if statesPrices {
        throw reader.refuse(
          "same_as", "a [[price]] has both another name and prices", advice: "keep same_as, or the prices")
      }
      if PriceCatalog.builtin.match(named: sameAs) == nil {
        let near = PriceCatalog.builtin.suggestions(provider: "", model: sameAs, limit: 1).first
        throw reader.refuse(
          "same_as", "no price is known for \"\(sameAs)\"",
          advice: near.map { "did you mean \"\($0)\"?" } ?? "same_as = \"openai/gpt-4o\"")
      }
    }
    if !statesPrices, factor == nil, sameAs == nil {
      throw reader.refuse(
        "model", "a [[price]] says no price", advice: "input = 2.10, output = 8.40, or factor = 0.85")
    }
  }
}
