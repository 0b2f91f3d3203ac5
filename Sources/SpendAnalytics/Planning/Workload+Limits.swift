import SpendCore

extension Workload {
  /// The largest requests per day of a plan.
  public static let mostRequestsPerDay: Int64 = 10_000_000_000
  /// The largest prompt or output of a request, in tokens.
  public static let mostTokens = Int64(TokenCounts.largest)
  /// Retries per request, in millionths.
  public static let retries: ClosedRange<Int64> = 0...10 * Share.one
  /// Growth per month, in millionths.
  public static let growth: ClosedRange<Int64> = -Share.one...10 * Share.one
}
