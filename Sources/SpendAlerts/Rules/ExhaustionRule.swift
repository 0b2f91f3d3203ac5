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
    guard let exhaustion = status.exhaustion else { return nil }
    let floor = rule.floor ?? min(Self.leastSpend, status.budget.amount.scaledDown(by: 100))
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
