public import SpendCore

/// A provider's limit of requests and tokens a minute.
public struct RateLimit: Sendable, Hashable {
  public var name: String
  public var filters: [DimensionFilter]
  public var requestsPerMinute: Int64?
  public var tokensPerMinute: Int64?

  public init(
    name: String, filters: [DimensionFilter], requestsPerMinute: Int64?, tokensPerMinute: Int64?
  ) {
    self.name = name
    self.filters = filters
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
  }

  /// Use of one of the limits in the busiest minute.
  public struct Use: Sendable, Hashable {
    /// `requests` or `tokens`
    public var kind: String
    public var peak: Int64
    public var limit: Int64
    public var share: Double { Double(peak) / Double(max(1, limit)) }
  }

  public func uses(_ rates: TrafficRates) -> [Use] {
    let kinds: [(String, [Int64], Int64?)] = [
      ("requests", rates.requests, requestsPerMinute), ("tokens", rates.tokens, tokensPerMinute),
    ]
    return kinds.compactMap { kind, values, limit in
      limit.map { Use(kind: kind, peak: values.max() ?? 0, limit: $0) }
    }
  }
}
