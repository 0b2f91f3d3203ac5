import Synchronization

/// A name with its prices in the book: looked up once, used for many requests.
public struct PricedName: Sendable {
  public let provider: String
  public let model: String
  public let match: PriceMatch?
  /// Known names that look like it; only for a name without a price.
  public let suggestions: [String]
}
