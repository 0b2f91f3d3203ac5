public import SpendCore

/// The state of a budget, or of one part of a split budget: spend, burn rates, forecast, exhaustion.
///
/// Made by `BudgetEvaluator` alone, for the screen, the rules, `check`, metrics and `budget list` alike.
public struct BudgetStatus: Sendable, Hashable {
  public var budget: Budget
  /// The value of `budget.splitBy` that this is about; nil for a budget that is not split.
  public var part: String?
  public var window: TimeWindow
  public var now: Instant
  public var spent: Money
  /// Requests of the window without a price; `spent` is a lower bound while this is not zero.
  public var unpricedRequests: Int64
  /// Spend of the last minutes.
  public var recent: RecentSpend
  /// By the seconds of the window; the last hour is always there.
  public var burnRates: [Int64: BurnRate] = [:]
  /// Spend of the period up to a day ago, by the times of the events.
  public var spentBefore = Money.zero
  /// The expected spend at the end of the period; nil when `forecastGap` has a reason.
  public var forecast: Forecast?
  public var forecastGap: ForecastModel.Gap?
  /// Expected time of exhaustion by the seasonality of the week; nil when that is after the end of the
  /// period, or unknown.
  public var runsOut: Instant?
  /// Usual spend of this hour of the week; nil while that is not known.
  public var baselinePerHour: Money?

  public init(
    budget: Budget, part: String? = nil, window: TimeWindow, now: Instant, spent: Money,
    unpricedRequests: Int64 = 0, recent: RecentSpend = RecentSpend(), forecast: Forecast? = nil,
    runsOut: Instant? = nil
  ) {
    self.budget = budget
    self.part = part
    self.window = window
    self.now = now
    self.spent = spent
    self.unpricedRequests = unpricedRequests
    self.recent = recent
    self.forecast = forecast
    self.runsOut = runsOut
  }

  /// `prod-monthly`, or `per-feature/search`.
  public var name: String {
    part.map { "\(budget.name)/\($0.isEmpty ? Dimension.none : $0)" } ?? budget.name
  }

  /// Used share of the amount; more than 1 when it was exceeded.
  public var share: Double { Double(spent.nanodollars) / Double(max(1, budget.amount.nanodollars)) }

  /// Amount left; negative when exceeded.
  public var remaining: Money { budget.amount - spent }

  /// Some requests are unpriced: the spend is a lower bound.
  public var isBlind: Bool { unpricedRequests > 0 }
  /// No request has a price: the spend is unknown.
  public var isUnpriced: Bool { isBlind && spent == .zero }

  /// Spend of the last hour.
  public var lastHour: Money { recent.hour }

  /// The burn rate of a window whose spend is known.
  public func burnRate(seconds: Int64, spent: Money, shortSpent: Money) -> BurnRate {
    BurnRate(
      seconds: seconds, spent: spent, shortSpent: shortSpent, amount: budget.amount,
      periodSeconds: budget.seconds(of: window))
  }

  /// The burn rate of the last hour, in times the even rate.
  public var burn: Double {
    burnRate(seconds: 3_600, spent: recent.hour, shortSpent: recent.fiveMinutes).ratio
  }

  /// Time to exhaustion at the spend of the last minutes; nil when the budget is exhausted, when the spend
  /// is zero, and for a rolling period, which has no end.
  public var exhaustion: Exhaustion? {
    guard remaining > .zero, !budget.isRolling else { return nil }
    return Exhaustion(remaining: remaining, recent: recent)
  }

  /// True when the spend of the last minutes exhausts the budget before its period ends.
  public var willExhaust: Bool {
    exhaustion.map { $0.likely < Double(window.end.microseconds - now.microseconds) / 1e6 } ?? false
  }

  /// The earlier of the times at which the budget is exhausted by the seasonality of the week and at the spend of
  /// the last minutes; nil when neither is within the period.
  public var exhaustedAt: Instant? {
    guard let exhaustion, willExhaust else { return runsOut }
    let burning = now.adding(seconds: Int64(exhaustion.likely.rounded(.up)))
    return min(burning, runsOut ?? burning)
  }

  /// The level that the used share has reached.
  public var severity: Severity? {
    if share >= budget.critical { return .critical }
    return share >= budget.warn ? .warning : nil
  }
}

extension BudgetStatus {
  /// Filters of this part of the budget.
  public var filters: [DimensionFilter] {
    guard let dimension = budget.splitBy, let part else { return budget.filters }
    return budget.filters + [DimensionFilter(dimension, .equals(part))]
  }
}
