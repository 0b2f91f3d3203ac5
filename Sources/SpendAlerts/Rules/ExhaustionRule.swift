import SpendAnalytics
import SpendCore
import SpendFormatting

/// Watches how long the rest of a budget lasts at the spend of the last minutes.
struct ExhaustionRule: BudgetRule {
  var name: String { "exhaustion" }
  var heading: String { "Budget runs out" }
  var runbook: String { LevelRule().runbook }
  /// A budget with minutes left does not wait for the rest of its group.
  var isPrompt: Bool { true }

  /// Hours left below which it fires.
  private static let usualLimit = 4.0
  /// Least spend in the last hour, whatever amount is left.
  private static let leastSpend = Money(nanodollars: 1_000_000_000)

  func setDefaults(_ rule: inout AlertRule) {
    rule.critical = Self.usualLimit
  }

  func result(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    let limit = rule.critical ?? rule.warn ?? Self.usualLimit
    let floor = rule.floor ?? min(Self.leastSpend, status.budget.amount.scaledDown(by: 100))
    if status.remaining <= .zero, !status.budget.isRolling {
      // What it warned of has come: it does not begin any more, and ends with the spend or the period.
      return RuleResult(
        rule, labels: status.alertLabels, severity: nil, holds: status.lastHour >= floor, value: 0,
        threshold: limit,
        summary: "\(status.name) is exhausted, \(AmountText.factor(status.share)) the amount: "
          + "\(AmountText.amount(status.spent)) of \(AmountText.amount(status.budget.amount))")
    }
    guard let exhaustion = status.exhaustion else { return nil }
    let isRelevant = status.willExhaust && status.lastHour >= floor
    let hours = exhaustion.likely / 3_600
    return RuleResult(
      rule, labels: status.alertLabels, severity: isRelevant && hours < limit ? .critical : nil,
      holds: isRelevant && hours < limit / AlertRule.clearShare, value: hours, threshold: limit,
      summary: "\(status.name) is exhausted in \(AmountText.span(exhaustion)) at "
        + "\(AmountText.amount(exhaustion.perHour)) an hour, \(status.leftText)")
  }
}

extension RuleKind {
  public static let exhaustion = RuleKind(ExhaustionRule())
}
