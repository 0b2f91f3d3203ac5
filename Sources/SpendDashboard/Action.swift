import SpendCore
import SpendScreen

/// Commands of the dashboard, used by keys, mouse and palette alike.
enum Action: Hashable, Sendable {
  case quit, help, back, drill, redraw, suspend, pause, zoom
  case focusNext, focusPrevious, focusLeft, focusRight
  case up, down, pageUp, pageDown, first, last
  case show(View), lastView
  /// The next of several, or one of them.
  case sort, order(SortOrder), reverse
  case window, choose(WindowChoice), span(TimeWindow), asOf(Instant?)
  case earlier, later, latest
  case measure, measured(Measure)
  case group(Dimension), pivot(Dimension?)
  case chart, charted(ChartForm), logScale
  /// Lists to choose from.
  case groupMenu, pivotMenu, orderMenu, windowMenu, exportMenu, viewMenu
  case filter, condition(String), clearFilters
  case command
  case export(ExportFormat), copy
  case save(String), open(String)
  case light, palette(Palette), settings
  case acknowledge, silence
  /// The next larger or smaller value of the selected row of the plan.
  case adjust(Int, isFine: Bool)
  case nextModel(Int)
  /// The recorded value of the selected row of the plan.
  case restore
}

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

/// File format of an export.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
  case csv, json, markdown

  var suffix: String { self == .markdown ? "md" : rawValue }
}
