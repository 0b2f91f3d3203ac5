public import SpendCore

/// Derived figures of sums over a time range, for headers and total rows.
public struct SpendSummary: Sendable, Hashable {
  public var sums: SpendSums

  public init(sums: SpendSums = SpendSums()) {
    self.sums = sums
  }

  /// The whole of several rows, whatever they are grouped by.
  public init(rows: [SpendRow]) {
    sums = SpendSums()
    for row in rows { sums += row.sums }
  }

  /// Share of requests that failed, 0…1; nil without requests.
  public var errorShare: Double? { share(sums.errors, of: sums.requests) }

  /// Share of prompt tokens that came from a cache, 0…1; nil without prompt tokens.
  public var cacheShare: Double? { share(sums.cacheRead, of: sums.promptTokens) }

  /// True when some requests are unpriced, so that the sum is a lower bound.
  public var isLowerBound: Bool { sums.unpricedRequests > 0 }

  /// True when some costs are estimates.
  public var isEstimated: Bool { sums.estimatedRequests > 0 }

  /// The mean of one request, nil without requests. Rounded towards zero.
  public var perRequest: Money? {
    sums.requests > 0 ? Money(nanodollars: sums.cost.nanodollars / sums.requests) : nil
  }

  /// A duration in milliseconds that `share` of the requests did not exceed; nil when none was logged.
  public func latency(_ share: Double) -> Double? { sums.latency.quantile(share) }

  /// As `latency`, of the time to the first token.
  public func firstToken(_ share: Double) -> Double? { sums.firstToken.quantile(share) }
}

/// `part / whole`; nil when the whole is not positive.
func share(_ part: Int64, of whole: Int64) -> Double? {
  whole > 0 ? Double(part) / Double(whole) : nil
}
