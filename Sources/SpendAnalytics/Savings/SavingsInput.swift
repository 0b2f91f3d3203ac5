public import SpendCore

/// Input of the savings analysis.
public struct SavingsInput {
  /// Self-hosted hardware with idle time.
  public struct Hardware: Sendable {
    public var name: String
    public var cost: Money
    public var tokens: Int64
    public var utilisation: Double?
    /// Seconds in which it served requests; 0 when unknown.
    public var busySeconds: Int64
    public var upSeconds: Int64

    public init(
      name: String, cost: Money, tokens: Int64, utilisation: Double?, busySeconds: Int64, upSeconds: Int64
    ) {
      self.name = name
      self.cost = cost
      self.tokens = tokens
      self.utilisation = utilisation
      self.busySeconds = busySeconds
      self.upSeconds = upSeconds
    }

    /// Tokens it could serve in its idle time at the throughput of its busy time; nil when that is unknown.
    var roomForTokens: Int64? {
      guard busySeconds > 0, tokens > 0 else { return nil }
      return Int64(clamping: Int128(tokens) * Int128(max(0, upSeconds - busySeconds)) / Int128(busySeconds))
    }
  }

  /// Price of a request at current prices.
  public struct Quote: Sendable {
    /// Nil when a price is missing.
    public var cost: Money?
    /// The prompt is long enough for a higher price.
    public var isLongContext: Bool
    /// Shortest prompt that the model's cache keeps, in tokens; nil when unknown.
    public var minimumCache: Int64?

    public init(cost: Money?, isLongContext: Bool = false, minimumCache: Int64? = nil) {
      self.cost = cost
      self.isLongContext = isLongContext
      self.minimumCache = minimumCache
    }
  }

  /// Sums of the observed time by `SavingsAnalyzer.groups`.
  public var rows: [SpendRow] = []
  /// Sums of the last week by model and feature.
  public var lastWeek: [SpendRow] = []
  /// The newest requests, in any order.
  public var sample: [EventRecord] = []
  public var hardware: [Hardware] = []
  /// Seconds that `rows` cover: at most thirty days, and no more than there are events for.
  public var observedSeconds: Int64
  public var now: Instant
  public var quote: (EventRecord) -> Quote

  public init(now: Instant, observedSeconds: Int64, quote: @escaping (EventRecord) -> Quote) {
    self.now = now
    self.observedSeconds = observedSeconds
    self.quote = quote
  }

  private static let daySeconds: Int64 = 86_400

  /// The time that amounts are extrapolated from.
  public var observed: ObservedTime { ObservedTime(seconds: observedSeconds) }

  /// An amount of the observed time, for thirty days. Less than a day of traffic counts as a day.
  func perMonth(_ amount: Money) -> Money {
    amount.scaled(by: SavingsAnalyzer.days * Self.daySeconds, over: observed.counted)
  }

  /// A request with the mean tokens of a row, at a model and tier.
  func mean(_ sums: SpendSums, provider: String, model: String, tier: String) -> EventRecord {
    func each(_ count: Int64) -> Int32? { Int32(clamping: count / max(1, sums.requests)) }
    return request(
      provider: provider, model: model, tier: tier,
      TokenCounts(
        input: each(sums.input), cacheRead: each(sums.cacheRead), cacheWrite5m: each(sums.cacheWrite5m),
        cacheWrite1h: each(sums.cacheWrite1h), output: each(sums.output)))
  }

  func request(provider: String, model: String, tier: String = "", _ tokens: TokenCounts) -> EventRecord {
    var labels = LabelSet()
    labels.model = model
    labels.provider = provider
    labels.tier = tier
    return EventRecord(
      time: now, labels: labels, tokens: tokens, cost: nil, costStatus: .unpriced, outcome: .ok)
  }

  /// The shortest prompt that a model's cache keeps at the prices of now, in tokens; nil when unknown.
  func minimumCache(provider: String, model: String) -> Int64? {
    quote(request(provider: provider, model: model, TokenCounts(input: 1, output: 0))).minimumCache
  }

  /// The price of a million tokens of one class in short requests; nil when unknown.
  func perMillion(provider: String, model: String, _ path: WritableKeyPath<TokenCounts, Int32?>) -> Money? {
    let each: Int32 = 1_000
    var tokens = TokenCounts(input: 0, output: 0)
    tokens[keyPath: path] = each
    return quote(request(provider: provider, model: model, tokens)).cost?.scaled(by: 1_000, over: 1)
  }
}
