import SpendCore
import SpendFormatting

/// Watches the share of requests that fail.
struct ErrorRateRule: TrafficRule {
  var name: String { "error-rate" }
  var heading: String { "Error rate" }
  var runbook: String {
    "see which provider fails: spendtop report --by provider,model --metric errors --since 1h"
  }

  func setDefaults(_ rule: inout AlertRule) {
    (rule.warn, rule.critical, rule.holdSeconds) = (0.10, 0.50, 900)
  }

  func result(_ rule: AlertRule, _ traffic: TrafficFacts) -> RuleResult? {
    let sums = traffic.recent
    let share = Self.share(sums.errors, sums.requests)
    return RuleResult(
      rule, judging: share, isEnough: sums.requests >= Self.fewestRequests,
      summary: "\(AmountText.percent(share)) of \(sums.requests) requests failed in "
        + "\(rule.windowText), they cost \(AmountText.amount(sums.errorCost))")
  }
}

extension RuleKind {
  public static let errorRate = RuleKind(ErrorRateRule())
}
