public import SpendAlerts
public import SpendAnalytics
public import SpendCore
public import SpendScreen

/// Appearance and behaviour of the dashboard; fixed while it runs.
public struct DashboardOptions: Sendable {
  public var zone: Zone
  /// The figures are invented; the screen says so.
  public var isDemo = false
  public var isASCII = false
  /// The clock of the screen stands at a moment that was chosen.
  public var hasChosenClock = false
  public var theme = Theme()
  /// The ways to begin, for a machine without logs.
  public var welcome: Welcome?
  /// A line for the first frame, such as the logs that were found.
  public var greeting: String?
  /// Date and age of the price book.
  public var priceBook: String?
  /// Settings at the start.
  public var settings = ScreenSettings()
  /// Dollars a month that the header's gauge is full at.
  public var monthlyBudget: Money?
  public var budgets: [Budget] = []
  /// Alert rules.
  public var alertRules = RuleRegistry.defaults
  /// Currency of displayed amounts; nil for US dollars.
  public var currency: ShownCurrency?
  /// Costs that are not billed per request; nil without any.
  public var paidOtherwise: FixedCosts.Source?
  /// First day of the billing month.
  public var billingDay = 1
  /// Explains the cost of a request; nil without a price book.
  public var explain: (@Sendable (EventRecord) -> CostExplanation)?
  /// Estimates workloads; nil without a price book.
  public var planner: WorkloadPlanner?
  /// What happened, why, and the next step, of an error of the store; nil for an unknown error.
  public var describe: @Sendable (any Error) -> UserMessage? = { $0 as? UserMessage }
  public var keymap = Keymap()
  public var host = DashboardHost()

  public init(zone: Zone) {
    self.zone = zone
  }
}
