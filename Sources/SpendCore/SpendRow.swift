/// A result row: a group, a slice of time, and its sums.
public struct SpendRow: Sendable {
  /// Values of the query's groups, in their order; empty text for events without a value.
  public var keys: [String]
  /// Start of the slice; nil for a query without slices.
  public var bucketStart: Instant?
  public var sums: SpendSums

  public init(keys: [String], bucketStart: Instant? = nil, sums: SpendSums) {
    self.keys = keys
    self.bucketStart = bucketStart
    self.sums = sums
  }
}
