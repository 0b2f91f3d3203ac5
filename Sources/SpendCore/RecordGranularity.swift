/// Extent of a record: one request, one request of a session that another log also reports in total, or that
/// total.
public enum RecordGranularity: UInt8, Sendable, Hashable, CaseIterable {
  /// A request that no other log sums up.
  case request
  /// A request that may be in a sum of its session as well.
  case part
  /// The sum of a session's requests, superseded where the requests are logged one by one.
  case sum
}
