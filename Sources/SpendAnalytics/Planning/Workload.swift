/// The traffic that a plan prices: how many requests of which shape.
public struct Workload: Sendable, Hashable {
  /// Requests per day at the start, in millionths of a request, retries not counted.
  public var dailyMillionths: Int64
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
    dailyMillionths: Int64, promptTokens: Int64, outputTokens: ClosedRange<Int64>,
    cachedShare: Share = .none, batchShare: Share = .none, retryShare: Share = .none,
    monthlyGrowth: Share = .none
  ) {
    self.dailyMillionths = dailyMillionths
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedShare = cachedShare
    self.batchShare = batchShare
    self.retryShare = retryShare
    self.monthlyGrowth = monthlyGrowth
  }

  /// - Parameter requestsPerDay: whole requests.
  public init(
    requestsPerDay: Int64, promptTokens: Int64, outputTokens: ClosedRange<Int64>,
    cachedShare: Share = .none, batchShare: Share = .none, retryShare: Share = .none,
    monthlyGrowth: Share = .none
  ) {
    self.init(
      dailyMillionths: Self.millionths(requestsPerDay), promptTokens: promptTokens,
      outputTokens: outputTokens, cachedShare: cachedShare, batchShare: batchShare, retryShare: retryShare,
      monthlyGrowth: monthlyGrowth)
  }

  /// Millionths of one request.
  static let request: Int64 = 1_000_000

  /// Millionths of whole requests; the end of the range when there are too many.
  public static func millionths(_ requests: Int64) -> Int64 {
    Int64(clamping: Int128(requests) * Int128(request))
  }

  /// Whole requests, rounded half up.
  static func whole(_ millionths: Int64) -> Int64 {
    Int64(clamping: (Int128(millionths) + Int128(request / 2)) / Int128(request))
  }

  /// Whole requests per day, rounded half up.
  public var requestsPerDay: Int64 {
    get { Self.whole(dailyMillionths) }
    set { dailyMillionths = Self.millionths(newValue) }
  }

  /// Requests per day that are billed, retries included, in millionths of a request.
  var billedRequestsPerDay: Int128 {
    Int128(dailyMillionths) * Int128(Share.one + retryShare.millionths) / Int128(Self.request)
  }
}
