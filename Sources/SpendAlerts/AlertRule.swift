public import SpendCore

/// Kinds of alert rules. The raw value is used in the configuration and in the alert label `rule`.
public enum RuleKind: String, Sendable, Hashable, CaseIterable, Codable {
  case burnFast = "burn-fast"
  case burnMedium = "burn-medium"
  case burnSlow = "burn-slow"
  case burnDrift = "burn-drift"
  case level
  case forecast
  case exhaustion
  case anomaly
  case missingSpend = "missing-spend"
  case errorRate = "error-rate"
  case errorCost = "error-cost"
  case latency
  case firstToken = "ttft"
  case unpriced
  case rejects
  case silentSource = "silent-source"
  case collector

  /// True for rules on the burn rate of budgets.
  var isBurn: Bool {
    switch self {
    case .burnFast, .burnMedium, .burnSlow, .burnDrift: true
    case .level, .forecast, .exhaustion, .anomaly, .missingSpend, .errorRate, .errorCost, .latency,
      .firstToken,
      .unpriced, .rejects, .silentSource, .collector:
      false
    }
  }
}

/// A rule: what it watches, when it speaks, and for how long. A value; a configuration changes it.
public struct AlertRule: Sendable, Hashable {
  public var kind: RuleKind
  /// Distinguishes rules of one kind: the label `rule` of its alerts.
  public var name: String
  public var isOn = true
  /// From which value it warns, and from which it is critical; nil never does. The unit is that of the
  /// kind: times the usual pace, a share (0.05), hours, seconds, dollars or z.
  public var warn: Double?
  public var critical: Double?
  /// Seconds for which the condition must hold before the alert fires.
  public var holdSeconds: Int64 = 0
  /// Seconds for which the alert keeps firing after the condition ended.
  public var keepSeconds: Int64 = 600
  /// Repeat interval while firing; nil for the default of the severity.
  public var repeatSeconds: Int64?
  /// Look-back window, in seconds.
  public var windowSeconds: Int64 = 3_600
  /// Money below which no notice is sent.
  public var floor: Money?
  /// Filters of the watched traffic. Rules of budgets: only budgets of that name.
  public var filters: [DimensionFilter] = []
  public var budget: String?
  /// Receivers; empty for all.
  public var receivers: [String] = []
  /// Runbook: a link or a sentence.
  public var runbook: String

  public init(_ kind: RuleKind, runbook: String) {
    self.kind = kind
    self.runbook = runbook
    name = kind.rawValue
  }

  /// A condition that has ended is only believed to have ended below this share of its threshold.
  static let clearShare = 0.9

  /// The severity of a value, and whether it still counts for an alert that fires already.
  func judge(_ value: Double) -> (severity: Severity?, holds: Bool) {
    guard value.isFinite else { return (nil, false) }
    let severity: Severity? =
      critical.map { value >= $0 } == true ? .critical : warn.map { value >= $0 } == true ? .warning : nil
    let lowest = [warn, critical].compactMap(\.self).min()
    return (severity, lowest.map { value >= $0 * Self.clearShare } ?? false)
  }

  /// The threshold that a severity was reached at.
  func threshold(_ severity: Severity?) -> Double {
    (severity == .critical ? critical ?? warn : warn ?? critical) ?? 0
  }
}

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
