public import SpendCore
import SpendPricing

/// A fixed cost that buys usage: provisioned throughput, a committed-use discount, prepaid credits or a
/// subscription.
public struct Commitment: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Capacity at a monthly price.
    case provisioned
    /// A subscription at a monthly price.
    case subscription
    /// Spend that is promised by the month.
    case discount
    /// An amount paid in advance, from which requests are paid.
    case credits
  }

  /// A limit on usage in a rolling time range.
  public struct Quota: Sendable, Hashable {
    public var seconds: Int64
    /// At list prices.
    public var amount: Money

    public init(seconds: Int64, amount: Money) {
      self.seconds = seconds
      self.amount = amount
    }
  }

  public var name: String
  public var kind: Kind
  /// Labels of its requests; `*` stands for any text.
  public var conditions: [Dimension: String]
  /// By the month, for credits in total.
  public var amount: Money
  public var start: Instant?
  public var end: Instant?
  public var quotas: [Quota] = []

  public init(
    name: String, kind: Kind, conditions: [Dimension: String], amount: Money, start: Instant? = nil,
    end: Instant? = nil, quotas: [Quota] = []
  ) {
    self.name = name
    self.kind = kind
    self.conditions = conditions
    self.amount = amount
    self.start = start
    self.end = end
    self.quotas = quotas
  }

  var coverage: Coverage { Coverage(.plan, name: name, conditions: conditions) }

  /// The part of `window` in which the commitment holds; nil for none.
  func term(in window: TimeWindow) -> TimeWindow? {
    let first = max(window.start, start ?? window.start)
    let last = min(window.end, end ?? window.end)
    return first < last ? TimeWindow(start: first, end: last) : nil
  }
}
