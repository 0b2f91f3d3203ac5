/// Sums over events. Adding two of them gives the sums of both, in any order.
public struct SpendSums: Sendable, Hashable {
  public var requests: Int64 = 0
  public var errors: Int64 = 0
  /// Cost of failed requests.
  public var errorCost = Money.zero
  public var input: Int64 = 0
  public var cacheRead: Int64 = 0
  public var cacheWrite5m: Int64 = 0
  public var cacheWrite1h: Int64 = 0
  public var output: Int64 = 0
  public var reasoning: Int64 = 0
  public var webSearches: Int64 = 0
  public var cost = Money.zero
  /// Additional cost of the cache reads at the full input price.
  public var cacheSaved = Money.zero
  /// Unpriced requests, without any cost; `cost` is a lower bound while the count is not zero.
  public var unpricedRequests: Int64 = 0
  public var unpricedTokens: Int64 = 0
  /// Requests whose cost is an estimate.
  public var estimatedRequests: Int64 = 0
  public var latency = LatencyHistogram()
  public var firstToken = LatencyHistogram()

  public init() {}

  public var promptTokens: Int64 { input &+ cacheRead &+ cacheWrite5m &+ cacheWrite1h }

  public static func += (a: inout SpendSums, b: SpendSums) {
    a.requests &+= b.requests
    a.errors &+= b.errors
    a.errorCost += b.errorCost
    a.input &+= b.input
    a.cacheRead &+= b.cacheRead
    a.cacheWrite5m &+= b.cacheWrite5m
    a.cacheWrite1h &+= b.cacheWrite1h
    a.output &+= b.output
    a.reasoning &+= b.reasoning
    a.webSearches &+= b.webSearches
    a.cost += b.cost
    a.cacheSaved += b.cacheSaved
    a.unpricedRequests &+= b.unpricedRequests
    a.unpricedTokens &+= b.unpricedTokens
    a.estimatedRequests &+= b.estimatedRequests
    a.latency.merge(b.latency)
    a.firstToken.merge(b.firstToken)
  }
}
