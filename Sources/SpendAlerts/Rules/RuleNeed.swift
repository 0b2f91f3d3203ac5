/// Facts that are collected only while a rule looks at them.
public enum RuleNeed: Sendable {
  /// The burn rate of each budget over the window of the rule.
  case burnRates
  /// Spend by hour of all traffic and of its parts, with what is usual.
  case series
  /// Sums of the traffic that the rule's filters select in its window.
  case traffic
  /// Durations of that traffic, and of the week before.
  case durations
  /// The folders with logs, which take a look at every log that was ever read.
  case folders
}
