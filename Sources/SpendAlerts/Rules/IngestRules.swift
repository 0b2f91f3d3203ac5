import SpendCore
import SpendFormatting

/// The rules that watch the watcher: lines it cannot read, logs that went silent, a collector that stopped.
enum IngestRules {
  private static let fewestLines: Int64 = 100

  static func readings(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    switch rule.kind {
    case .rejects:
      let share = facts.recentLines > 0 ? Double(facts.recentRejects) / Double(facts.recentLines) : 0
      let (severity, holds) = facts.recentLines >= fewestLines ? rule.judge(share) : (nil, false)
      return [
        RuleResult(
          rule, severity: severity, holds: holds, value: share, threshold: rule.threshold(severity),
          summary:
            "\(AmountText.percent(share)) of \(facts.recentLines) lines of the last hour could not be read")
      ]
    case .silentSource: return facts.ingest.folders.compactMap { silent(rule, $0, facts.now) }
    case .collector:
      guard let scan = facts.ingest.lastScan else { return [] }
      let seconds = Double(facts.now.seconds - scan.seconds)
      let (severity, holds) = rule.judge(seconds)
      return [
        RuleResult(
          rule, severity: severity, holds: holds, value: seconds, threshold: rule.threshold(severity),
          summary: "no collector has looked at the logs for \(AmountText.duration(seconds: max(0, seconds)))")
      ]
    case .burnFast, .burnMedium, .burnSlow, .burnDrift, .level, .forecast, .exhaustion, .anomaly,
      .missingSpend,
      .errorRate, .errorCost, .latency, .firstToken, .unpriced:
      return []
    }
  }

  private static func silent(_ rule: AlertRule, _ folder: LogFolder, _ now: Instant) -> RuleResult? {
    let age = now.seconds - folder.lastGrown.seconds
    guard folder.isLive else { return nil }
    let hours = Double(age) / 3_600
    let (severity, holds) = rule.judge(hours)
    return RuleResult(
      rule, labels: ["folder": folder.path], severity: severity, holds: holds, value: hours,
      threshold: rule.threshold(severity),
      summary: "no log in \(folder.path) has grown for \(AmountText.duration(seconds: Double(age)))")
  }
}

extension AlertRule {
  /// Evaluates the rule.
  public func readings(_ facts: AlertFacts) -> [RuleResult] {
    guard isOn else { return [] }
    switch kind {
    case .burnFast, .burnMedium, .burnSlow, .burnDrift, .level, .forecast, .exhaustion:
      return BudgetRules.readings(self, facts)
    case .anomaly, .missingSpend, .errorRate, .errorCost, .latency, .firstToken, .unpriced:
      return TrafficRules.readings(self, facts)
    case .rejects, .silentSource, .collector:
      return IngestRules.readings(self, facts)
    }
  }
}
