/// The traffic that a plan prices: how many requests of which shape.
public struct Workload: Sendable, Hashable {
  /// Requests per day at the start, retries not counted.
  public var requestsPerDay: Int64
  /// Prompt tokens per request, cached ones included.
  public var promptTokens: Int64
  /// Output tokens per request: the least and the most expected.
  public var outputTokens: ClosedRange<Int64>
  /// Share of the prompt that is read from the provider's cache.
  public var cachedShare: Share
  /// Share of the requests that are sent as batches.
  public var batchShare: Share
  /// Share of the requests that are sent a second time.
  public var retryShare: Share
  /// Growth of the traffic from month to month, compounded.
  public var monthlyGrowth: Share

  public init(
    requestsPerDay: Int64, promptTokens: Int64, outputTokens: ClosedRange<Int64>,
    cachedShare: Share = .none, batchShare: Share = .none, retryShare: Share = .none,
    monthlyGrowth: Share = .none
  ) {
    self.requestsPerDay = requestsPerDay
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedShare = cachedShare
    self.batchShare = batchShare
    self.retryShare = retryShare
    self.monthlyGrowth = monthlyGrowth
  }

  /// Requests per day that are billed, retries included, in millionths of a request.
  var billedRequestsPerDay: Int128 {
    Int128(requestsPerDay) * Int128(Share.one + retryShare.millionths)
  }
}
