public import SpendCore

/// Prices of the five token classes; nil for no separate price, which differs from zero.
public struct ClassPrices: Sendable, Hashable {
  @SentinelOptional public var input: UnitPrice?
  @SentinelOptional public var output: UnitPrice?
  @SentinelOptional public var cacheRead: UnitPrice?
  @SentinelOptional public var cacheWrite5m: UnitPrice?
  @SentinelOptional public var cacheWrite1h: UnitPrice?

  public init() {}

  /// True when prompt and output have prices and every price is zero.
  var isNothing: Bool {
    input == .zero && output == .zero
      && [cacheRead, cacheWrite5m, cacheWrite1h].allSatisfy { $0 == nil || $0 == .zero }
  }
}
