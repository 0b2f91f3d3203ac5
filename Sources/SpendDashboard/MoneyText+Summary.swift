public import SpendAnalytics
import SpendCore
public import SpendFormatting

extension MoneyText {
  /// Returns the spend of a summary with the sign of its uncertainty.
  public static func spend(_ summary: SpendSummary, style: MoneyText? = nil) -> String {
    spend(
      summary.sums.cost, isLowerBound: summary.isLowerBound, isEstimated: summary.isEstimated, style: style)
  }
}
