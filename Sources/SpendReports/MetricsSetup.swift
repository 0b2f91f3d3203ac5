public import SpendAlerts
public import SpendAnalytics
public import SpendCore

/// Values that the metrics page needs besides the store.
public struct MetricsSetup {
  public var zone: Zone
  /// First day of the billing month.
  public var billingDay: Int
  public var budgets: [Budget]
  /// Known limits of requests and tokens a minute.
  public var limits: [RateLimit]
  /// Version of the program.
  public var version: String
  /// The stored alert states and the delivery counts; nil before the collector stored any.
  public var alerts: (Instant) throws -> (AlertSnapshot, [ReceiverCounts])?

  public init(
    zone: Zone, billingDay: Int, budgets: [Budget], limits: [RateLimit] = [], version: String,
    alerts: @escaping (Instant) throws -> (AlertSnapshot, [ReceiverCounts])?
  ) {
    self.zone = zone
    self.billingDay = billingDay
    self.budgets = budgets
    self.limits = limits
    self.version = version
    self.alerts = alerts
  }
}
