public import SpendCore

/// Prices of tokens that are not text; nil is billed as text.
public struct MediaPrices: Sendable, Hashable {
  @SentinelOptional public var audioIn: UnitPrice?
  @SentinelOptional public var audioOut: UnitPrice?
  @SentinelOptional public var imageIn: UnitPrice?
  @SentinelOptional public var imageOut: UnitPrice?

  public init() {}
}
