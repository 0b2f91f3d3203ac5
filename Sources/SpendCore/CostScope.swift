/// The events that a price query covers.
public enum CostScope: Sendable, Hashable {
  case all
  /// Those without any price, or without one for a part of them.
  case unpriced
}
