import SpendAnalytics
import SpendCore

/// A rule that watches each budget by itself.
protocol BudgetRule: RuleDefinition {
  /// The result for one budget, or one part of it; nil when the rule does not apply to it.
  func result(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult?
}

extension BudgetRule {
  public var explainsSpend: Bool { true }

  public func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    facts.budgets.compactMap { status in
      if let name = rule.budget, name != status.budget.name { return nil }
      var result = result(rule, status)
      result?.filters = status.filters
      return result
    }
  }
}
