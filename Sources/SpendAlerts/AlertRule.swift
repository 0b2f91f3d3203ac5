public import SpendCore
import SpendFormatting

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

  /// The rule with the defaults of its kind.
  public init(_ kind: RuleKind) {
    self.kind = kind
    runbook = kind.definition.runbook
    name = kind.rawValue
    kind.definition.setDefaults(&self)
  }

  /// Evaluates the rule.
  public func results(_ facts: AlertFacts) -> [RuleResult] {
    isOn ? kind.definition.evaluate(self, facts) : []
  }

  func needs(_ facts: RuleNeed) -> Bool { kind.definition.needs.contains(facts) }

  /// The window in words.
  var windowText: String { AmountText.duration(seconds: Double(windowSeconds)) }

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
