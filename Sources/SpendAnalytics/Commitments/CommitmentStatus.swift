public import SpendCore

/// The state of a commitment in a time range.
public struct CommitmentStatus: Sendable, Hashable {
  public struct QuotaStatus: Sendable, Hashable {
    public var quota: Commitment.Quota
    public var used: Money
    /// Seconds until the limit at the present rate; nil when the rate is zero. 0 at the limit.
    public var secondsToLimit: Double?

    public var share: Double { Double(used.nanodollars) / Double(max(1, quota.amount.nanodollars)) }
  }

  public var commitment: Commitment
  /// The cost of the time range: the monthly amount by its time; for credits the amount that was paid.
  public var committed: Money
  /// Usage at list prices: in the time range, for credits since their start.
  public var used: Money
  public var requests: Int64
  /// Requests a month at which the usage is worth the monthly amount; nil without requests.
  public var breakEvenRequestsPerMonth: Int64?
  /// When credits are used up at the rate of the last seven days; nil for other kinds and for no usage.
  public var exhaustedAt: Instant?
  public var quotas: [QuotaStatus] = []

  /// Usage as a share of the committed amount; nil for no amount.
  public var utilisation: Double? {
    committed > .zero ? Double(used.nanodollars) / Double(committed.nanodollars) : nil
  }

  /// What pay-as-you-go would have cost more; negative below the break-even. Nil for credits.
  public var saved: Money? { commitment.kind == .credits ? nil : used - committed }

  /// Credits that are left; nil for other kinds.
  public var left: Money? { commitment.kind == .credits ? committed - used : nil }
}
