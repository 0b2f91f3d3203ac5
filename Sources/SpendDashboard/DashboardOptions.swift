public import SpendCore
public import SpendScreen

/// How the dashboard looks and counts; fixed while it runs.
public struct DashboardOptions: Sendable {
  public var zone: Zone
  /// The figures are invented; the screen says so.
  public var isDemo = false
  public var isASCII = false
  public var theme = Theme()
  /// Dollars a month that the header's gauge is full at.
  public var monthlyBudget: Money?

  public init(zone: Zone) {
    self.zone = zone
  }
}
