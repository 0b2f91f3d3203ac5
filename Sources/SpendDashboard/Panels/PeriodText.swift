import SpendAnalytics
import SpendCore
import SpendFormatting

/// Name of a budget period.
enum PeriodText {
  static func text(_ period: BudgetPeriod) -> String {
    switch period {
    case .calendar(let width): width.rawValue
    case .billing: "billing month"
    case .rolling(let seconds): "rolling \(FigureText.age(seconds: seconds))"
    }
  }
}
