import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendDelivery
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendPricing
import SpendScreen

/// The configuration, read once. Every key has a default.
struct Settings {
  /// Name of the zone of days, months and budgets; nil for the system's.
  var timezone: String?
  var database: String?
  /// Retention of single events, in seconds; nil keeps them. Rollups are always kept.
  var keepEventsSeconds: Int64?
  var hashUsers = false
  /// The host of records that name none; nil for the machine's own name.
  var host: String?
  /// Unit of the costs in Portkey's exports.
  var portkeyCost = CostUnit.cents
  /// First day of the billing month.
  var billingDay = 1
  var sources: [LogSource] = []
  var mappings: [FieldMapping] = []
  var rules: [AttributionRule] = []
  var prices: [PriceOverride] = []
  /// Addresses or files that `prices update` reads.
  var priceSources = [
    "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"
  ]
  /// The collector updates the imported prices once a day.
  var updatesPricesDaily = false
  var budgets: [Budget] = []
  var receivers: [Receiver] = []
  /// Nil when heartbeats are not configured.
  var heartbeat: Heartbeat?
  /// All rules, those of the configuration in the place of the standard ones they change.
  var alertRules = RuleRegistry.defaults
  /// Revenue of customers and features.
  var revenues: [Revenue] = []
  var sharedCosts: [SharedCost] = []
  var credits: [BillCredit] = []
  var commitments: [Commitment] = []
  var digests: [Digest] = []
  var gpus: [OwnHardware] = []
  var plans: [SubscriptionPlan] = []
  var limits: [RateLimit] = []
  /// Nil for dollars.
  var currency: DisplayCurrency?
  /// Keys of the dashboard that run a line of its palette.
  var keys: [(key: String, line: String)] = []
  /// Nil for the one of the terminal's background.
  var theme: Palette?
  /// Settings of the screen beside the theme.
  var screen = ScreenSettings()

  /// Amount at which the month's gauge is full: the budget of the calendar month without filters.
  var monthlyBudget: Money? {
    budgets.first { $0.period == .calendar(.month) && $0.filters.isEmpty && $0.splitBy == nil }?.amount
  }

  init() {}

  /// The names that a source gives the columns of a file; empty where none does.
  func columns(of file: String) -> [String] {
    sources.first { !$0.columns.isEmpty && LogFiles.matching($0.path).contains(file) }?.columns ?? []
  }
}
