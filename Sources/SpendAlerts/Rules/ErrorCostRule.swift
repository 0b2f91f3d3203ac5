import SpendCore
import SpendFormatting

/// Watches the share of spend that failed requests cost.
struct ErrorCostRule: TrafficRule {
  var name: String { "error-cost" }
  var heading: String { "Cost of errors" }
  var runbook: String { ErrorRateRule().runbook }

  func setDefaults(_ rule: inout AlertRule) {
    (rule.warn, rule.holdSeconds) = (0.10, 900)
    rule.floor = Money(nanodollars: 5_000_000_000)
  }

  func result(_ rule: AlertRule, _ traffic: TrafficFacts) -> RuleResult? {
    let sums = traffic.recent
    let share = Self.share(sums.errorCost.nanodollars, sums.cost.nanodollars)
    return RuleResult(
      rule, judging: share, isEnough: sums.errorCost >= rule.floor ?? .zero,
      summary: "failed requests cost \(AmountText.amount(sums.errorCost)) in \(rule.windowText), "
        + "\(AmountText.percent(share)) of all")
  }
}

extension RuleKind {
  public static let errorCost = RuleKind(ErrorCostRule())
}
