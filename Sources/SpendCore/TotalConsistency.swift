/// Consistency of a record's own total with its counts.
public enum TotalConsistency: UInt8, Sendable, Hashable, CaseIterable {
  /// The total is the sum of the counts, as defined by the format, or is absent.
  case agrees
  /// The total showed that the record counts in another way, which was applied.
  case decided
  /// The total differs from every sum of the counts: the billed tokens and their price are unknown.
  case contradicts
}
