public import SpendAnalytics
public import SpendCore
public import SpendFormatting

/// Values that a report needs besides the store.
public struct ReportContext: Sendable {
  public var zone: Zone
  public var now: Instant
  public var plans: [SubscriptionPlan] = []
  public var hardware: [OwnHardware] = []
  /// Nil for dollars.
  public var currency: DisplayCurrency?

  public init(zone: Zone, now: Instant) {
    self.zone = zone
    self.now = now
  }
}
