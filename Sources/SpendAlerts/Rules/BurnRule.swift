import SpendAnalytics
import SpendCore
import SpendFormatting

/// Watches the burn rate of budgets: spend of a window over the even rate of the budget.
struct BurnRule: BudgetRule {
  /// Pages hold for two minutes, tickets for a quarter of an hour.
  static let fast = BurnRule(
    name: "burn-fast", heading: "Fast burn", critical: 14.4, windowSeconds: 3_600, holdSeconds: 120)
  static let medium = BurnRule(
    name: "burn-medium", heading: "Medium burn", critical: 6, windowSeconds: 21_600, holdSeconds: 120)
  static let slow = BurnRule(
    name: "burn-slow", heading: "Slow burn", warn: 3, windowSeconds: 86_400, holdSeconds: 900)
  static let drift = BurnRule(
    name: "burn-drift", heading: "Burn drift", warn: 1.5, windowSeconds: 259_200, holdSeconds: 900)

  let name: String
  let heading: String
  var warn: Double?
  var critical: Double?
  let windowSeconds: Int64
  let holdSeconds: Int64

  var runbook: String {
    "see who spends it: spendtop report --by feature,model --since 6h; stop the job or raise the budget"
  }
  var needs: Set<RuleNeed> { [.burnRates] }
  var isRateOfSpend: Bool { true }

  /// Burn rates say something about periods of a week and more.
  private static let shortestPeriod: Int64 = 7 * 86_400

  func setDefaults(_ rule: inout AlertRule) {
    (rule.warn, rule.critical) = (warn, critical)
    (rule.windowSeconds, rule.holdSeconds) = (windowSeconds, holdSeconds)
  }

  func result(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    guard status.budget.seconds(of: status.window) >= Self.shortestPeriod,
      let burn = status.burnRates[rule.windowSeconds]
    else { return nil }
    var (severity, holds) = rule.judge(burn.sustained)
    let floor =
      rule.floor ?? max(Money(nanodollars: 1_000_000_000), status.budget.amount.scaledDown(by: 1_000))
    if burn.spent < floor { (severity, holds) = (nil, false) }
    return RuleResult(
      rule, labels: status.alertLabels, severity: severity, holds: holds, value: burn.ratio,
      threshold: rule.threshold(severity),
      summary: "\(status.name) burn rate \(AmountText.factor(burn.ratio)) over "
        + "\(AmountText.window(seconds: burn.seconds)): \(AmountText.amount(burn.spent)) spent, \(status.leftText)"
    )
  }
}

extension RuleKind {
  public static let burnFast = RuleKind(BurnRule.fast)
  public static let burnMedium = RuleKind(BurnRule.medium)
  public static let burnSlow = RuleKind(BurnRule.slow)
  public static let burnDrift = RuleKind(BurnRule.drift)
}
