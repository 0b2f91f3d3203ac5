public import SpendCore

/// Prices stored events with the book of now: the same resolver and formula as ingest.
public final class StoredPricer {
  private struct Name {
    var match: PriceMatch?
    var tier: ServiceTier
    var region: String
  }

  private let names: [Int32: Name]

  public init(_ labelSets: [Int32: LabelSet], _ catalog: PriceCatalog) {
    names = labelSets.mapValues { labels in
      Name(
        match: catalog.match(labels),
        tier: ServiceTier(text: labels.tier), region: labels.region)
    }
  }

  public func quote(_ stored: StoredCost) -> Quote {
    guard !stored.contradictsItself, let name = names[stored.labels], let match = name.match else {
      return .unpriced
    }
    return match.quote(
      stored.tokens, webSearches: stored.webSearches, units: stored.units, tier: name.tier,
      region: name.region, isSeveral: stored.isSeveral, at: stored.time)
  }

  /// Recomputes the recorded cost with current prices.
  public func price(_ stored: StoredCost) -> RecordedPrice { Self.booked(quote(stored), stored) }

  public static func booked(_ quote: Quote, _ stored: StoredCost) -> RecordedPrice {
    let booking = RecordedCost(
      again: quote, was: stored.price.status, cost: stored.price.cost, logged: stored.logged,
      tokens: stored.tokens)
    return RecordedPrice(
      cost: booking.cost, status: booking.status,
      computed: booking.status == .logged || quote.isCovered ? booking.computed : nil, priceID: quote.priceID,
      cacheSaved: stored.tokens.total == 0 ? .zero : quote.cacheSaved)
  }
}
