import SpendCore

/// The rules that watch without any configuration.
public enum RuleRegistry {
  public static let defaults: [AlertRule] = RuleKind.allCases.map(standard)

  /// Pages hold for two minutes, tickets for a quarter of an hour.
  private static let page: Int64 = 120
  private static let ticket: Int64 = 900

  public static func standard(_ kind: RuleKind) -> AlertRule {
    var rule = AlertRule(kind, runbook: runbook(kind))
    switch kind {
    case .burnFast: (rule.critical, rule.windowSeconds, rule.holdSeconds) = (14.4, 3_600, page)
    case .burnMedium: (rule.critical, rule.windowSeconds, rule.holdSeconds) = (6, 21_600, page)
    case .burnSlow: (rule.warn, rule.windowSeconds, rule.holdSeconds) = (3, 86_400, ticket)
    case .burnDrift: (rule.warn, rule.windowSeconds, rule.holdSeconds) = (1.5, 259_200, ticket)
    case .level: break  // the levels are those of each budget
    case .forecast: rule.holdSeconds = ticket
    case .exhaustion: rule.critical = 4  // hours
    case .anomaly: rule.keepSeconds = 3_600
    case .missingSpend: rule.keepSeconds = 3_600
    case .errorRate: (rule.warn, rule.critical, rule.holdSeconds) = (0.10, 0.50, ticket)
    case .errorCost:
      rule.warn = 0.10
      rule.holdSeconds = ticket
      rule.floor = Money(nanodollars: 5_000_000_000)
    case .latency, .firstToken:
      (rule.warn, rule.critical, rule.holdSeconds, rule.windowSeconds) = (2, 4, ticket, 900)
    case .unpriced: (rule.warn, rule.holdSeconds, rule.windowSeconds) = (0.05, ticket, 86_400)
    case .rejects: (rule.warn, rule.holdSeconds) = (0.05, ticket)
    case .silentSource: rule.warn = 72  // hours
    case .collector: (rule.warn, rule.critical) = (300, 900)  // seconds
    }
    return rule
  }

  private static func runbook(_ kind: RuleKind) -> String {
    switch kind {
    case .burnFast, .burnMedium, .burnSlow, .burnDrift, .anomaly:
      "see who spends it: spendtop report --by feature,model --since 6h; stop the job or raise the budget"
    case .level, .forecast, .exhaustion:
      "see where it went: spendtop report --by feature --since month; cut what is not needed or raise the budget"
    case .missingSpend, .silentSource:
      "see whether logs still arrive: spendtop doctor; look at the logger of the program that went silent"
    case .errorRate, .errorCost:
      "see which provider fails: spendtop report --by provider,model --metric errors --since 1h"
    case .latency, .firstToken: "see which model is slow: spendtop report --by model --since 1h"
    case .unpriced: "name or price the models: spendtop doctor lists them, [[price]] or [alias] settles them"
    case .rejects: "see which lines: spendtop doctor PATH; the format of a log may have changed"
    case .collector: "start it again: systemctl restart spendtop; journalctl -u spendtop says why it ended"
    }
  }
}
