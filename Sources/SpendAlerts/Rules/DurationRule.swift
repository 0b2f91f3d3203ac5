import SpendCore
import SpendFormatting

/// Watches the 95th percentile of a duration, against that of the week before.
struct DurationRule: TrafficRule {
  static let latency = DurationRule(name: "latency", heading: "Latency", measure: "latency") { $0.latency }
  static let firstToken = DurationRule(
    name: "ttft", heading: "Time to first token", measure: "the time to the first token"
  ) { $0.firstToken }

  let name: String
  let heading: String
  /// The duration in a sentence.
  let measure: String
  let histogram: @Sendable (SpendSums) -> LatencyHistogram

  var runbook: String { "see which model is slow: spendtop report --by model --since 1h" }
  var needs: Set<RuleNeed> { [.traffic, .durations] }

  func setDefaults(_ rule: inout AlertRule) {
    (rule.warn, rule.critical, rule.holdSeconds, rule.windowSeconds) = (2, 4, 900, 900)
  }

  func result(_ rule: AlertRule, _ traffic: TrafficFacts) -> RuleResult? {
    let recent = histogram(traffic.recent)
    let usual = histogram(traffic.usual)
    guard let now = recent.quantile(0.95), let before = usual.quantile(0.95), before > 0 else { return nil }
    return RuleResult(
      rule, judging: now / before,
      isEnough: recent.count >= Self.fewestRequests && usual.count >= 10 * Self.fewestRequests,
      summary: "p95 of \(measure) is \(AmountText.fixed(now, places: 0)) ms in \(rule.windowText), usually "
        + "\(AmountText.fixed(before, places: 0)) ms")
  }
}

extension RuleKind {
  public static let latency = RuleKind(DurationRule.latency)
  public static let firstToken = RuleKind(DurationRule.firstToken)
}
