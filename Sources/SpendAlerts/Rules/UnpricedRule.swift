import SpendCore
import SpendFormatting

/// Watches the share of requests without a price.
struct UnpricedRule: TrafficRule {
  var name: String { "unpriced" }
  var heading: String { "Unpriced requests" }
  var runbook: String {
    "name or price the models: spendtop doctor lists them, [[price]] or [alias] settles them"
  }

  func setDefaults(_ rule: inout AlertRule) {
    (rule.warn, rule.holdSeconds, rule.windowSeconds) = (0.05, 900, 86_400)
  }

  func result(_ rule: AlertRule, _ traffic: TrafficFacts) -> RuleResult? {
    let sums = traffic.recent
    let share = Self.share(sums.unpricedRequests, sums.requests)
    return RuleResult(
      rule, judging: share, isEnough: sums.requests >= Self.fewestRequests,
      summary: "\(AmountText.percent(share)) of \(sums.requests) requests had no price in "
        + "\(rule.windowText): spend is a lower bound")
  }
}

extension RuleKind {
  public static let unpriced = RuleKind(UnpricedRule())
}
