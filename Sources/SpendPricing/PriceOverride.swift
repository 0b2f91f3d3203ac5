public import SpendCore

/// A price of the configuration: wins over every list.
public struct PriceOverride: Sendable, Hashable {
  /// Empty stands for every seller.
  public var provider: String
  /// The model's name; `*` stands for any text.
  public var model: String
  /// Part of the list price that is paid, in millionths; nil where prices are stated.
  public var factor: Int64?
  public var prices: ClassPrices
  public var media = MediaPrices()
  /// Price of reasoning tokens, where it differs from output.
  public var reasoning: UnitPrice?
  /// For each server-side search.
  public var search: UnitPrice?
  /// For each request.
  public var request: UnitPrice?
  public var units = UnitPrices()
  /// The known name to use instead, `seller/model`: for deployments with arbitrary names.
  public var sameAs: String?

  public init(provider: String, model: String, factor: Int64? = nil, prices: ClassPrices = ClassPrices()) {
    self.provider = provider
    self.model = model
    self.factor = factor
    self.prices = prices
  }

  /// True when it states prices.
  public var statesPrices: Bool {
    prices != ClassPrices() || media != MediaPrices() || reasoning != nil || search != nil || request != nil
      || units != UnitPrices()
  }

  /// Specificity of the match: a name before a pattern, a long pattern before a short one, a model before
  /// a whole provider, and a provider before all.
  var rank: (Int, Int, Int, Int) {
    let isPattern = model.contains("*")
    return (
      model.isEmpty || model == "*" ? 0 : 1, isPattern ? 0 : 1, model.utf8.count, provider.isEmpty ? 0 : 1
    )
  }

  func applies(to name: ModelName) -> Bool {
    guard provider.isEmpty || ModelName.normalised(provider: provider) == name.provider else { return false }
    let pattern = Array((model.isEmpty ? "*" : model.lowercased()).utf8)
    return Wildcard.matches(pattern, Array(name.model.utf8))
      || Wildcard.matches(pattern, Array(name.original.utf8))
  }

  /// As a row that holds at any time.
  func row(for name: ModelName) -> PriceRow {
    var row = PriceRow(provider: name.provider, model: name.model)
    row.source = "configuration"
    row.terms.standard = prices
    row.terms.media = media
    row.terms.reasoning = reasoning
    row.terms.search = search
    row.terms.request = request
    row.terms.units = units
    return row
  }
}
