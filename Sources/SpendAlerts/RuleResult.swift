public import SpendCore

/// Result of one rule for one budget, part of the traffic, or source.
public struct RuleResult: Sendable, Hashable {
  /// Name of the rule and what it is about; they identify the alert. Never holds a figure.
  public var labels: [String: String]
  public var kind: RuleKind
  /// Nil when the condition of the rule does not hold.
  public var severity: Severity?
  /// An alert that fires already goes on: the value has not fallen well below its threshold.
  public var holds: Bool
  public var value: Double
  public var threshold: Double
  /// One sentence with the figures.
  public var summary: String
  /// True when the condition has held for more than a day by the times of the events: history was read late,
  /// and no notice is sent.
  public var isLate = false
  /// Filters that select the affected traffic, for a dashboard's drill-down.
  public var filters: [DimensionFilter] = []
  /// The window of the rule.
  public var windowSeconds: Int64 = 3_600

  public init(
    _ rule: AlertRule, labels: [String: String] = [:], severity: Severity?, holds: Bool, value: Double,
    threshold: Double, summary: String
  ) {
    self.labels = labels.merging(["rule": rule.name]) { $1 }
    kind = rule.kind
    self.severity = severity
    self.holds = holds || severity != nil
    self.value = value
    self.threshold = threshold
    self.summary = summary
    windowSeconds = rule.windowSeconds
    filters = rule.filters
  }

  /// The result of comparing a value with the thresholds of its rule. `isEnough`: false when too little is
  /// known for the value to mean anything.
  init(
    _ rule: AlertRule, labels: [String: String] = [:], judging value: Double, isEnough: Bool = true,
    summary: String
  ) {
    let (severity, holds) = isEnough ? rule.judge(value) : (nil, false)
    self.init(
      rule, labels: labels, severity: severity, holds: holds, value: value,
      threshold: rule.threshold(severity), summary: summary)
  }

  public var key: AlertKey { AlertKey(labels) }
}
