public import SpendCore

/// Prices of units other than tokens, each for a whole one; nil when unpriced.
public struct UnitPrices: Sendable, Hashable {
  @SentinelOptional public var second: UnitPrice?
  @SentinelOptional public var image: UnitPrice?
  @SentinelOptional public var page: UnitPrice?
  @SentinelOptional public var character: UnitPrice?
  @SentinelOptional public var rerank: UnitPrice?

  public init() {}

  public subscript(_ unit: BilledUnits.Unit) -> UnitPrice? {
    get {
      switch unit {
      case .second: second
      case .image: image
      case .page: page
      case .character: character
      case .rerank: rerank
      }
    }
    set {
      switch unit {
      case .second: second = newValue
      case .image: image = newValue
      case .page: page = newValue
      case .character: character = newValue
      case .rerank: rerank = newValue
      }
    }
  }
}
