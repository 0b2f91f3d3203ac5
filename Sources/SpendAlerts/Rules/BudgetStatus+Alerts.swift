import SpendCore
import SpendFormatting
import SpendAnalytics

extension BudgetStatus {
  /// Labels of the alerts of this budget, or of this part of it.
  var alertLabels: [String: String] {
    var labels = ["budget": budget.name]
    if let dimension = budget.splitBy, let part { labels[dimension.rawValue] = part }
    return labels
  }

  /// What is left of the amount, in words.
  var leftText: String {
    remaining > .zero
      ? "\(AmountText.amount(remaining)) of \(AmountText.amount(budget.amount)) left"
      : "\(AmountText.amount(budget.amount)) exhausted"
  }
}
