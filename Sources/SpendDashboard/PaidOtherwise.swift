public import SpendCore

/// What is not paid by the request: subscriptions, and hardware of one's own.
public struct PaidOtherwise: Sendable, Hashable {
  /// Requests that a subscription pays for.
  public struct Plan: Sendable, Hashable {
    public var name: String
    public var requests: Int64
    /// What they would have come to at list prices; no part of what is spent.
    public var listed: Money
    /// What the subscription costs; nil when nobody says.
    public var perMonth: Money?

    public init(name: String, requests: Int64, listed: Money, perMonth: Money?) {
      self.name = name
      self.requests = requests
      self.listed = listed
      self.perMonth = perMonth
    }
  }

  /// Models served on hardware of one's own.
  public struct Hardware: Sendable, Hashable {
    public var name: String
    public var requests: Int64
    /// What it came to in the window, whether it worked or not.
    public var cost: Money
    /// Of it, what belongs to days without requests.
    public var idle: Money
    /// Share of the time in which it served a request; nil when that is not known.
    public var utilisation: Double?
    /// Of a million tokens written; nil when none was.
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
  }

  public var plans: [Plan] = []
  public var hardware: [Hardware] = []

  public init() {}

  public var listed: Money { plans.reduce(.zero) { $0 + $1.listed } }
  public var hardwareCost: Money { hardware.reduce(.zero) { $0 + $1.cost } }

  /// Answers for all traffic of a window, on the thread of the store.
  public typealias Source = @Sendable (any SpendSource, TimeWindow, Instant) throws -> PaidOtherwise?
}
