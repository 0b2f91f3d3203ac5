import SpendCore
import SpendScreen

/// Chart type of a metric.
public enum ChartForm: String, Sendable, Hashable, CaseIterable {
  /// Columns over time, stacked by a dimension.
  case columns
  /// The same as areas of dots.
  case area
  /// Curves over time, one a series.
  case lines
  /// Hours of the day by days of the week.
  case week

  var help: String {
    switch self {
    case .columns: "Stacked columns over time"
    case .area: "Stacked areas over time"
    case .lines: "A curve for each value"
    case .week: "Heat map of the hours of the week"
    }
  }

  var next: ChartForm {
    let all = ChartForm.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}
