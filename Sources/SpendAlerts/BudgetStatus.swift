public import SpendAggregate
public import SpendCore

/// How bad something is. The raw value is the word of the configuration and of notices.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable, Codable {
  case info, warning, critical

  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .critical: 2
    }
  }
}

/// How a budget stands: what is gone, how fast the rest goes, and when it ends.
public struct BudgetStatus: Sendable, Hashable {
  public var budget: Budget
  /// The value of `budget.splitBy` that this is about; nil for a budget that is not split.
  public var part: String?
  public var window: TimeWindow
  public var now: Instant
  public var spent: Money
  /// Requests of the window without a price; `spent` is a lower bound while this is not zero.
  public var unpricedRequests: Int64
  /// Spend of the last hour.
  public var lastHour: Money
  /// What the period will have come to; nil with too little history, and for a rolling period.
  public var forecast: Forecast?
  /// When the whole amount will be gone, going by the rhythm of the week; nil when that is not before
  /// the period ends, or is not known.
  public var runsOut: Instant?

  public init(
    budget: Budget, part: String? = nil, window: TimeWindow, now: Instant, spent: Money,
    unpricedRequests: Int64 = 0, lastHour: Money = .zero, forecast: Forecast? = nil, runsOut: Instant? = nil
  ) {
    self.budget = budget
    self.part = part
    self.window = window
    self.now = now
    self.spent = spent
    self.unpricedRequests = unpricedRequests
    self.lastHour = lastHour
    self.forecast = forecast
    self.runsOut = runsOut
  }

  /// `prod-monthly`, or `per-feature/search`.
  public var name: String {
    part.map { "\(budget.name)/\($0.isEmpty ? Dimension.none : $0)" } ?? budget.name
  }

  /// Share of the amount that is gone; more than 1 when it was exceeded.
  public var share: Double { Double(spent.nanodollars) / Double(max(1, budget.amount.nanodollars)) }

  /// What is left; negative when it was exceeded.
  public var remaining: Money { budget.amount - spent }

  /// Something was not priced: how much is gone is not known.
  public var isBlind: Bool { unpricedRequests > 0 }
  /// Nothing of what was spent has a price: how much is gone is not known at all.
  public var isUnpriced: Bool { isBlind && spent == .zero }

  /// Times the even pace that would use exactly the amount in one period, over the last hour.
  public var burn: Double {
    let seconds = Double(max(1, budget.seconds(of: window)))
    return Double(lastHour.nanodollars) / Double(max(1, budget.amount.nanodollars)) * seconds / 3_600
  }

  /// Seconds until the amount is gone at the pace of the last hour; 0 when it is, nil when nothing is spent.
  public var secondsLeft: Double? {
    if remaining <= .zero { return 0 }
    guard lastHour > .zero else { return nil }
    return Double(remaining.nanodollars) / Double(lastHour.nanodollars) * 3_600
  }

  /// How the amount that is gone stands against the levels of the budget.
  public var severity: Severity? {
    if share >= budget.critical { return .critical }
    return share >= budget.warn ? .warning : nil
  }
}

extension BudgetStatus {
  /// What counts towards this part of the budget.
  public var filters: [DimensionFilter] {
    guard let dimension = budget.splitBy, let part else { return budget.filters }
    return budget.filters + [DimensionFilter(dimension, .equals(part))]
  }
}
