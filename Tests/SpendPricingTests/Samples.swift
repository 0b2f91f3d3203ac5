import SpendCore
import SpendPricing

/// A request to price and what it has to cost.
struct PriceCase: Sendable, CustomStringConvertible {
  var description: String
  var provider: String
  var model: String
  var tokens: TokenCounts
  var webSearches: Int32?
  var tier = ServiceTier.standard
  var region = ""
  var time = Instant.sample(2026, 11, 18, hour: 12)
  /// USD; nil is unpriced.
  var usd: String?
  var status = CostStatus.priced
  var isLong = false

  init(
    _ description: String, _ provider: String, _ model: String, _ tokens: TokenCounts,
    searches: Int32? = nil, tier: ServiceTier = .standard, region: String = "", at time: Instant? = nil,
    _ usd: String?, _ status: CostStatus? = nil, isLong: Bool = false
  ) {
    self.description = description
    self.provider = provider
    self.model = model
    self.tokens = tokens
    webSearches = searches
    self.tier = tier
    self.region = region
    if let time { self.time = time }
    self.usd = usd
    self.status = status ?? (usd == nil ? .unpriced : .priced)
    self.isLong = isLong
  }

  func quote(_ catalog: PriceCatalog) -> Quote {
    catalog.match(provider: provider, model: model)?
      .quote(tokens, webSearches: webSearches, tier: tier, region: region, at: time) ?? .unpriced
  }
}

extension Instant {
  static func sample(_ year: Int, _ month: Int, _ day: Int, hour: Int = 0, minute: Int = 0) -> Instant {
    CivilTime(year: year, month: month, day: day, hour: hour, minute: minute).instant()
  }

  var justBefore: Instant { Instant(microseconds: microseconds - 1) }
}

extension TokenCounts {
  /// Input and output, nothing cached.
  static func plain(_ input: Int32, _ output: Int32 = 0) -> TokenCounts {
    TokenCounts(input: input, output: output)
  }
}
