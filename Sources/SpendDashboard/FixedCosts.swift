public import SpendAnalytics
public import SpendCore

/// Costs that are not billed per request: subscriptions and self-hosted GPUs.
public struct FixedCosts: Sendable, Hashable {
  /// Requests that a subscription pays for.
  public struct Plan: Sendable, Hashable {
    public var name: String
    public var requests: Int64
    /// Cost at list prices; not part of the spend.
    public var listed: Money
    /// Price of the subscription; nil when not configured.
    public var perMonth: Money?

    public init(name: String, requests: Int64, listed: Money, perMonth: Money?) {
      self.name = name
      self.requests = requests
      self.listed = listed
      self.perMonth = perMonth
    }
  }

  /// Models served on self-hosted hardware.
  public struct Hardware: Sendable, Hashable {
    public var name: String
    public var requests: Int64
    public var tokens: Int64 = 0
    public var upSeconds: Int64 = 0
    /// In which it served a request.
    public var busySeconds: Int64 = 0
    /// Cost in the time range, busy or idle.
    public var cost: Money
    /// Part of the cost allocated to the filtered requests; nil without filters.
    public var share: Money?
    /// Part of the cost on days without requests.
    public var idle: Money
    /// Share of the time in which it served a request; nil when that is not known.
    public var utilisation: Double?
    /// Cost per million output tokens; nil without output.
    public var perMillionOutput: Money?

    public init(
      name: String, requests: Int64, cost: Money, idle: Money, utilisation: Double?, perMillionOutput: Money?
    ) {
      self.name = name
      self.requests = requests
      self.cost = cost
      self.idle = idle
      self.utilisation = utilisation
      self.perMillionOutput = perMillionOutput
    }

    /// The hardware's figures for the savings analysis.
    public var savingsInput: SavingsInput.Hardware {
      SavingsInput.Hardware(
        name: name, cost: cost, tokens: tokens, utilisation: utilisation, busySeconds: busySeconds,
        upSeconds: upSeconds)
    }
  }

  public var plans: [Plan] = []
  public var hardware: [Hardware] = []

  /// True when the figures cover all traffic because the filters of the screen do not apply to them.
  public var isOfAllTraffic = false

  public init() {}

  public var listed: Money { plans.reduce(.zero) { $0 + $1.listed } }
  public var hardwareCost: Money { hardware.reduce(.zero) { $0 + ($1.share ?? $1.cost) } }

  /// Answers for the requests of a window that filters of labels admit, on the thread of the store.
  public typealias Source =
    @Sendable (any SpendSource, TimeWindow, [DimensionFilter], Instant) throws -> FixedCosts?
}
