public import SpendAnalytics
public import SpendCore

/// Alert states at one moment, from `AlertEngine.snapshot` or from stored records.
public struct AlertSnapshot: Sendable, Hashable {
  /// Firing ones first, the worst and newest first among them, then pending ones.
  public var alerts: [AlertView] = []
  public var budgets: [BudgetStatus] = []
  public var silences: [Silence] = []
  /// Notices that could not be delivered yet, and those given up.
  public var undelivered = 0
  public var givenUp = 0

  public init() {}

  /// Number of firing alerts that are neither acknowledged, silenced nor inhibited.
  public var open: Int { alerts.count { $0.isOpen } }

  public var worst: Severity? { alerts.filter(\.isOpen).map(\.severity).max() }
}
