import SpendCore
import SpendFormatting

/// Watches folders whose logs grow no more.
struct SilentSourceRule: RuleDefinition {
  var name: String { "silent-source" }
  var heading: String { "Silent source" }
  var runbook: String { MissingSpendRule().runbook }
  var needs: Set<RuleNeed> { [.folders] }

  func setDefaults(_ rule: inout AlertRule) {
    rule.warn = 72  // hours
  }

  func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    facts.ingest.folders.filter(\.isLive).map { folder in
      let seconds = Double(facts.now.seconds - folder.lastGrown.seconds)
      return RuleResult(
        rule, labels: ["folder": folder.path], judging: seconds / 3_600,
        summary: "no log in \(folder.path) has grown for \(AmountText.duration(seconds: seconds))")
    }
  }
}

extension RuleKind {
  public static let silentSource = RuleKind(SilentSourceRule())
}
