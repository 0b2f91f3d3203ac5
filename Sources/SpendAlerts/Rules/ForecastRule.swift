import SpendAnalytics
import SpendCore
import SpendFormatting

/// Watches whether a budget will be exceeded by the end of its period.
struct ForecastRule: BudgetRule {
  var name: String { "forecast" }
  var heading: String { "Forecast over budget" }
  var runbook: String { LevelRule().runbook }

  /// A forecast moves with every hour: only one that is well below the amount again takes the alert back.
  private static let clearShare = 0.95

  func setDefaults(_ rule: inout AlertRule) {
    rule.holdSeconds = 900
  }

  func result(_ rule: AlertRule, _ status: BudgetStatus) -> RuleResult? {
    guard let forecast = status.forecast else { return nil }
    let amount = status.budget.amount
    let severity: Severity? = forecast.low > amount ? .critical : forecast.likely > amount ? .warning : nil
    let share = Double(forecast.likely.nanodollars) / Double(max(1, amount.nanodollars))
    var result = RuleResult(
      rule, labels: status.alertLabels, severity: severity, holds: share > Self.clearShare, value: share,
      threshold: 1,
      summary: "\(status.name) forecast \(BudgetCheck.band(forecast)) of \(AmountText.amount(amount)), "
        + "\(AmountText.spent(status)) spent so far")
    // Past spend is explained by days, not by the last hour.
    result.windowSeconds = 86_400
    return result
  }
}

extension RuleKind {
  public static let forecast = RuleKind(ForecastRule())
}
