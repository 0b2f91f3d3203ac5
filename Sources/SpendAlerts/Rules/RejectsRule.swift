import SpendCore
import SpendFormatting

/// Watches the share of new lines that could not be read.
struct RejectsRule: RuleDefinition {
  var name: String { "rejects" }
  var heading: String { "Rejected lines" }
  var runbook: String { "see which lines: spendtop doctor PATH; the format of a log may have changed" }

  private static let fewestLines: Int64 = 100

  func setDefaults(_ rule: inout AlertRule) {
    (rule.warn, rule.holdSeconds) = (0.05, 900)
  }

  func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    let share = facts.recentLines > 0 ? Double(facts.recentRejects) / Double(facts.recentLines) : 0
    return [
      RuleResult(
        rule, judging: share, isEnough: facts.recentLines >= Self.fewestLines,
        summary:
          "\(AmountText.percent(share)) of \(facts.recentLines) lines of the last hour could not be read")
    ]
  }
}

extension RuleKind {
  public static let rejects = RuleKind(RejectsRule())
}
