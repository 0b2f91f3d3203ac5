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
