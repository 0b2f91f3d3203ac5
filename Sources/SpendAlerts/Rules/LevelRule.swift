import SpendAnalytics
import SpendCore
import SpendFormatting

/// Watches the share of its amount that a budget has used, against the levels of the budget.
struct LevelRule: BudgetRule {
  var name: String { "level" }
  var heading: String { "Budget threshold" }
  var runbook: String {
    "see where it went: spendtop report --by feature --since month; reduce usage or raise the budget"
  }

  /// Half of the amount is worth knowing, the levels of the budget are worth acting.
  private static let noticeShare = 0.5

  func setDefaults(_ rule: inout AlertRule) {}

  func result(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    let warn = rule.warn ?? status.budget.warn
    let critical = rule.critical ?? status.budget.critical
    func severity(_ share: Double) -> Severity? {
      if share >= critical { return .critical }
      if share >= warn { return .warning }
      return share >= min(Self.noticeShare, warn) ? .info : nil
    }
    let now = severity(status.share)
    var result = RuleResult(
      rule, labels: status.alertLabels, severity: now, holds: now != nil, value: status.share,
      threshold: now == .critical ? critical : now == .warning ? warn : Self.noticeShare,
      summary: "\(status.name) used \(AmountText.used(status))"
        + (status.forecast.map { ", forecast \(BudgetCheck.band($0))" } ?? ""))
    let before = Double(status.spentBefore.nanodollars) / Double(max(1, status.budget.amount.nanodollars))
    if let now, let earlier = severity(before) { result.isLate = earlier >= now }
    // Past spend is explained by days, not by the last hour.
    result.windowSeconds = 86_400
    return result
  }
}

extension RuleKind {
  public static let level = RuleKind(LevelRule())
}
