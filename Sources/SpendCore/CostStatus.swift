/// Origin of an event's cost. Raw values are stored.
public enum CostStatus: UInt8, Sendable, Hashable, CaseIterable {
  /// Unknown price. The cost is absent, not zero.
  case unpriced = 0
  /// Every token class had a price.
  case priced = 1
  /// The seller stated the cost with the response.
  case logged = 2
  /// A rule stood in for a missing price: an owner's price for a reseller, a scaled tier.
  case estimated = 3
  /// Free by declaration: a free model, a gateway's own cache, a failed call.
  case free = 4
  /// At least one token class had no price; the cost is a lower bound.
  case partial = 5

  /// The word of JSON, CSV and the screen.
  public var word: String {
    switch self {
    case .unpriced: "unpriced"
    case .priced: "priced"
    case .logged: "logged"
    case .estimated: "estimated"
    case .free: "free"
    case .partial: "partial"
    }
  }
}
