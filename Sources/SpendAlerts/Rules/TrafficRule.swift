import SpendCore

/// A rule that watches sums of the traffic that its filters select.
protocol TrafficRule: RuleDefinition {
  /// The result for the traffic of the rule's window; nil when there is not enough to compare with.
  func result(_ rule: AlertRule, _ traffic: TrafficFacts) -> RuleResult?
}

extension TrafficRule {
  public var needs: Set<RuleNeed> { [.traffic] }

  /// Fewer requests have no share to speak of.
  static var fewestRequests: Int64 { 20 }

  public func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    let own = facts.traffic.first { $0.filters == rule.filters && $0.windowSeconds == rule.windowSeconds }
    return own.flatMap { result(rule, $0) }.map { [$0] } ?? []
  }

  /// The part of a whole, from 0 to 1; 0 of nothing.
  static func share(_ part: Int64, _ whole: Int64) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
  }
}
