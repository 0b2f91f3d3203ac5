public import SpendAlerts
public import SpendAnalytics
public import SpendCore
public import SpendDashboard
public import SpendDelivery
public import SpendFormatting
public import SpendLogFormats
public import SpendIngest
public import SpendPricing
public import SpendScreen

/// The configuration, read once. Every key has a default.
public struct Settings: Sendable {
  /// Name of the zone of days, months and budgets; nil for the system's.
  public var timezone: String?
  public var database: String?
  /// Retention of single events, in seconds; nil keeps them. Rollups are always kept.
  public var keepEventsSeconds: Int64?
  public var hashUsers = false
  /// The host of records that name none; nil for the machine's own name.
  public var host: String?
  /// Unit of the costs in Portkey's exports.
  public var portkeyCost = CostUnit.cents
  /// First day of the billing month.
  public var billingDay = 1
  public var sources: [LogSource] = []
  public var mappings: [FieldMapping] = []
  public var rules: [AttributionRule] = []
  public var prices: [PriceOverride] = []
  /// Addresses or files that `prices update` reads.
  public var priceSources = [
    "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"
  ]
  /// The collector updates the imported prices once a day.
  public var updatesPricesDaily = false
  public var budgets: [Budget] = []
  public var receivers: [Receiver] = []
  /// Nil when heartbeats are not configured.
  public var heartbeat: Heartbeat?
  /// All rules, those of the configuration in the place of the standard ones they change.
  public var alertRules = RuleRegistry.defaults
  /// Revenue of customers and features.
  public var revenues: [Revenue] = []
  public var sharedCosts: [SharedCost] = []
  public var credits: [BillCredit] = []
  public var commitments: [Commitment] = []
  public var digests: [Digest] = []
  public var gpus: [OwnHardware] = []
  public var plans: [SubscriptionPlan] = []
  public var limits: [RateLimit] = []
  /// Nil for dollars.
  public var currency: DisplayCurrency?
  /// Keys of the dashboard that run a line of its palette.
  public var keys: [(key: String, line: String)] = []
  /// Nil for the one of the terminal's background.
  public var theme: Palette?
  /// Themes that the configuration defines.
  public var themes: [Palette] = []
  /// Settings of the screen beside the theme.
  public var screen = ScreenSettings()

  /// Amount at which the month's gauge is full: the budget of the calendar month without filters.
  public var monthlyBudget: Money? {
    budgets.first { $0.period == .calendar(.month) && $0.filters.isEmpty && $0.splitBy == nil }?.amount
  }

  public init() {}

  /// The names that a source gives the columns of a file; empty where none does.
  public func columns(of file: String) -> [String] {
    sources.first { !$0.columns.isEmpty && LogFiles.matching($0.path).contains(file) }?.columns ?? []
  }
}
