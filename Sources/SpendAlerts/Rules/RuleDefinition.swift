/// A kind of alert rule: its name, its defaults, its wording, and its evaluation.
public protocol RuleDefinition: Sendable {
  /// Name in the configuration and in the alert label `rule`, in small letters with dashes.
  var name: String { get }
  /// Heading of its alerts on the screen.
  var heading: String { get }
  /// The next step for whoever gets the alert: a sentence that holds a command.
  var runbook: String { get }
  var needs: Set<RuleNeed> { get }
  /// True when attribution of spend applies to its alerts.
  var explainsSpend: Bool { get }
  /// True when the value is spend of the window over a constant, so that the threshold is an amount of money.
  var isRateOfSpend: Bool { get }
  /// True when an alert of all traffic covers those of its parts.
  var coversParts: Bool { get }
  /// True when a critical alert covers the alerts of all other rules: they see no fresh data.
  var coversAll: Bool { get }
  /// True when the first notice does not wait for the other alerts of its group.
  var isPrompt: Bool { get }

  /// Sets what differs from the initial values of a rule.
  func setDefaults(_ rule: inout AlertRule)

  /// The results for each budget, part of the traffic, or source.
  func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult]
}

extension RuleDefinition {
  public var needs: Set<RuleNeed> { [] }
  public var explainsSpend: Bool { false }
  public var isRateOfSpend: Bool { false }
  public var coversParts: Bool { false }
  public var coversAll: Bool { false }
  public var isPrompt: Bool { false }
}
