import SpendCore

/// Watches for traffic that is usual and does not come.
struct MissingSpendRule: RuleDefinition {
  var name: String { "missing-spend" }
  var heading: String { "Missing spend" }
  var runbook: String {
    "see whether logs still arrive: spendtop doctor; look at the logger of the program that went silent"
  }
  var needs: Set<RuleNeed> { [.series] }
  var explainsSpend: Bool { true }
  var coversParts: Bool { true }

  func setDefaults(_ rule: inout AlertRule) {
    rule.keepSeconds = 3_600
  }

  func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    facts.series.map { series in
      let verdict = series.decisive
      let isMissing = series.verdict.isMissing
      let isTooSmall = rule.warn.map { !verdict.isOfDay && verdict.z > -abs($0) } ?? false
      return series.result(
        rule, verdict, severity: isMissing && !isTooSmall ? .warning : nil, holds: isMissing, threshold: -4,
        words: "is missing:")
    }
  }
}

extension RuleKind {
  public static let missingSpend = RuleKind(MissingSpendRule())
}
