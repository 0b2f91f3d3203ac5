public import SpendCore

/// A difference between a file of prices and the known ones.
public struct PriceChange: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A model without a price so far.
    case added
    /// Another price from a day on.
    case changed
    /// The end of a known period, because another price follows.
    case closed
    /// Another price that is not taken: the file contradicts itself, or what is over and recorded.
    case conflicting
    /// A price that can hardly be meant.
    case refused
  }

  public var kind: Kind
  public var provider: String
  public var model: String
  /// First day of the new price; nil when it always holds.
  public var from: Instant?
  /// Old and new prices.
  public var words: String
}
