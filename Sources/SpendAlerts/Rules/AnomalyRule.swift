import SpendCore

/// Watches for spend far above what is usual for the hour or the day.
struct AnomalyRule: RuleDefinition {
  var name: String { "anomaly" }
  var heading: String { "Unusual spend" }
  var runbook: String { BurnRule.fast.runbook }
  var needs: Set<RuleNeed> { [.series] }
  var explainsSpend: Bool { true }
  var coversParts: Bool { true }

  func setDefaults(_ rule: inout AlertRule) {
    rule.keepSeconds = 3_600
  }

  func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    facts.series.map { series in
      let verdict = series.decisive
      var severity = verdict.severity
      if let warn = rule.warn, !verdict.isOfDay, verdict.z < warn { severity = nil }
      if let floor = rule.floor, verdict.actual - verdict.expected < BudgetCheck.dollars(floor) {
        severity = nil
      }
      return series.result(
        rule, verdict, severity: severity, holds: series.verdict.isFiring, threshold: 2.8, words: "costs")
    }
  }
}

extension RuleKind {
  public static let anomaly = RuleKind(AnomalyRule())
}
