public import SpendCore

/// Prices requests that were merged from several records, of which each names a part of what a price needs.
public final class MergedPricer {
  private let catalog: PriceCatalog
  private var matches: [LabelSet: PriceMatch?] = [:]
  private static let remembered = 10_000

  public init(_ catalog: PriceCatalog) {
    self.catalog = catalog
  }

  public func price(_ stored: StoredCost, _ labels: LabelSet) -> RecordedPrice? {
    guard !stored.contradictsItself else { return nil }
    guard let match = match(labels) else { return StoredPricer.booked(.unpriced, stored) }
    let quote = match.quote(
      stored.tokens, webSearches: stored.webSearches, units: stored.units,
      tier: ServiceTier(text: labels.tier), region: labels.region, isSeveral: stored.isSeveral,
      at: stored.time)
    return StoredPricer.booked(quote, stored)
  }

  private func match(_ labels: LabelSet) -> PriceMatch? {
    if let known = matches[labels] { return known }
    if matches.count >= Self.remembered { matches.removeAll(keepingCapacity: true) }
    let match = catalog.match(labels)
    matches[labels] = .some(match)
    return match
  }
}
