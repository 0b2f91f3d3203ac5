import SpendCore
import SpendFormatting

/// Watches how long ago a collector looked at the logs.
struct CollectorRule: RuleDefinition {
  var name: String { "collector" }
  var heading: String { "Collector" }
  var runbook: String {
    "start it again: systemctl restart spendtop; journalctl -u spendtop says why it ended"
  }
  var coversAll: Bool { true }

  func setDefaults(_ rule: inout AlertRule) {
    (rule.warn, rule.critical) = (300, 900)  // seconds
  }

  func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    guard let scan = facts.ingest.lastScan else { return [] }
    let seconds = Double(facts.now.seconds - scan.seconds)
    return [
      RuleResult(
        rule, judging: seconds,
        summary: "no collector has looked at the logs for \(AmountText.duration(seconds: max(0, seconds)))")
    ]
  }
}

extension RuleKind {
  public static let collector = RuleKind(CollectorRule())
}
