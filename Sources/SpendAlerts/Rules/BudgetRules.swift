import SpendAnalytics
import SpendCore
import SpendFormatting

/// The rules that watch budgets.
enum BudgetRules {
  /// Burn rates say something about periods of a week and more.
  private static let shortestBurnPeriod: Int64 = 7 * 86_400

  static func readings(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    facts.budgets.compactMap { budget in
      if let name = rule.budget, name != budget.budget.name { return nil }
      var reading: RuleResult?
      switch rule.kind {
      case .burnFast, .burnMedium, .burnSlow, .burnDrift: reading = burn(rule, budget)
      case .level: reading = level(rule, budget)
      case .forecast: reading = forecast(rule, budget)
      case .exhaustion: reading = exhaustion(rule, budget)
      case .anomaly, .missingSpend, .errorRate, .errorCost, .latency, .firstToken, .unpriced, .rejects,
        .silentSource, .collector:
        return nil
      }
      reading?.filters = budget.filters
      // Past spend is explained by days, not by the last hour.
      if rule.kind == .level || rule.kind == .forecast { reading?.windowSeconds = 86_400 }
      return reading
    }
  }

  private static func labels(_ status: BudgetStatus) -> [String: String] {
    var labels = ["budget": status.budget.name]
    if let dimension = status.budget.splitBy, let part = status.part { labels[dimension.rawValue] = part }
    return labels
  }

  private static func burn(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    guard status.budget.seconds(of: status.window) >= shortestBurnPeriod,
      let burn = status.burnRates[rule.windowSeconds]
    else { return nil }
    var (severity, holds) = rule.judge(burn.sustained)
    let floor =
      rule.floor ?? max(Money(nanodollars: 1_000_000_000), status.budget.amount.scaledDown(by: 1_000))
    if burn.spent < floor { (severity, holds) = (nil, false) }
    return RuleResult(
      rule, labels: labels(status), severity: severity, holds: holds, value: burn.ratio,
      threshold: rule.threshold(severity),
      summary: "\(status.name) burn rate \(AmountText.factor(burn.ratio)) over "
        + "\(AmountText.window(seconds: burn.seconds)): \(AmountText.amount(burn.spent)) spent, \(left(status))"
    )
  }

  /// Half of the amount is worth knowing, the levels of the budget are worth acting.
  private static let noticeShare = 0.5

  private static func level(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    let warn = rule.warn ?? status.budget.warn
    let critical = rule.critical ?? status.budget.critical
    func severity(_ share: Double) -> Severity? {
      if share >= critical { return .critical }
      if share >= warn { return .warning }
      return share >= min(noticeShare, warn) ? .info : nil
    }
    let now = severity(status.share)
    var reading = RuleResult(
      rule, labels: labels(status), severity: now, holds: now != nil, value: status.share,
      threshold: now == .critical ? critical : now == .warning ? warn : noticeShare,
      summary: "\(status.name) used \(AmountText.used(status))"
        + (status.forecast.map { ", forecast \(BudgetCheck.band($0))" } ?? ""))
    let before = Double(status.spentBefore.nanodollars) / Double(max(1, status.budget.amount.nanodollars))
    if let now, let earlier = severity(before) { reading.isLate = earlier >= now }
    return reading
  }

  /// A forecast moves with every hour: only one that is well below the amount again takes the alert back.
  private static let forecastClear = 0.95

  private static func forecast(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    guard let forecast = status.forecast else { return nil }
    let amount = status.budget.amount
    let severity: Severity? = forecast.low > amount ? .critical : forecast.likely > amount ? .warning : nil
    let share = Double(forecast.likely.nanodollars) / Double(max(1, amount.nanodollars))
    return RuleResult(
      rule, labels: labels(status), severity: severity, holds: share > forecastClear, value: share,
      threshold: 1,
      summary: "\(status.name) forecast \(BudgetCheck.band(forecast)) of \(AmountText.amount(amount)), "
        + "\(AmountText.spent(status)) spent so far")
  }

  /// Least spend in the last hour for an exhaustion alert, whatever amount is left.
  private static let leastExhaustionSpend = Money(nanodollars: 1_000_000_000)

  private static func exhaustion(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    let limit = rule.critical ?? rule.warn ?? 4
    guard let exhaustion = status.exhaustion else { return nil }
    let floor = rule.floor ?? min(leastExhaustionSpend, status.budget.amount.scaledDown(by: 100))
    let isRelevant = status.willExhaust && status.lastHour >= floor
    let hours = exhaustion.likely / 3_600
    return RuleResult(
      rule, labels: labels(status), severity: isRelevant && hours < limit ? .critical : nil,
      holds: isRelevant && hours < limit / AlertRule.clearShare, value: hours, threshold: limit,
      summary: "\(status.name) is exhausted in \(AmountText.span(exhaustion)) at "
        + "\(AmountText.amount(exhaustion.perHour)) an hour, \(left(status))")
  }

  private static func left(_ status: BudgetStatus) -> String {
    status.remaining > .zero
      ? "\(AmountText.amount(status.remaining)) of \(AmountText.amount(status.budget.amount)) left"
      : "\(AmountText.amount(status.budget.amount)) exhausted"
  }
}
