public import SpendCore
public import SpendPricing

/// A subscription, whose requests are not paid for one by one.
public struct SubscriptionPlan: Sendable, Hashable {
  public var name: String
  public var conditions: [Dimension: String]
  /// Monthly price of the plan; nil when not configured.
  public var perMonth: Money?

  public init(name: String, conditions: [Dimension: String], perMonth: Money? = nil) {
    self.name = name
    self.conditions = conditions
    self.perMonth = perMonth
  }

  public var coverage: Coverage { Coverage(.plan, name: name, conditions: conditions) }
}
