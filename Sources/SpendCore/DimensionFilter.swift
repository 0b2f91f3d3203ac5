/// A condition on one dimension. All filters of a query must hold.
public struct DimensionFilter: Sendable, Hashable, Codable {
  public enum Test: Sendable, Hashable, Codable {
    case equals(String)
    case differs(String)
    /// A regular expression that must match somewhere in the value.
    case matches(String)
    /// A regular expression that must match nowhere in the value.
    case avoids(String)
    /// One of the words that the value joins with `|`: a tag.
    case includes(String)
  }

  public var dimension: Dimension
  public var test: Test

  public init(_ dimension: Dimension, _ test: Test) {
    self.dimension = dimension
    self.test = test
  }
}
