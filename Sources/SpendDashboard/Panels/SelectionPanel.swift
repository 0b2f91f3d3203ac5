import SpendAnalytics
import SpendCore
import SpendScreen
import SpendText

/// The metric over time for the selected row of the focused table.
struct SelectionPanel {
  let state: DashboardState
  let options: DashboardOptions

  /// The selected row with its history; nil where the chart is of another dimension.
  static func entry(_ state: DashboardState) -> Breakdown.Entry? {
    guard let chart = state.snapshot?.chart, chart.isStacked, state.dimension(state.focus) == chart.dimension,
      let selected = state.selection(state.focus)
    else { return nil }
    let entry = state.entries(state.focus)[selected]
    return entry.history.contains { $0 > 0 } ? entry : nil
  }

  func render(onto grid: inout CellGrid, in region: Region) {
    guard let entry = Self.entry(state), let chart = state.snapshot?.chart else { return }
    let highest = entry.history.max() ?? 0
    let inner = Frame(
      title: "\(chart.measure.title) · \(label(entry.key).cut(to: max(0, region.width - 34)))",
      note: "max \(SafeText(chart.measure.text(highest)))"
    ).render(onto: &grid, in: region)
    let drawing = ChartPanel(state: state, options: options)
    var bars = BarChart(
      series: [drawing.shown(entry.history, chart)], ticks: drawing.ticks(chart, width: inner.width),
      fills: options.theme.fills, isLog: state.isLogScale, label: drawing.scaleLabel(chart))
    bars.inks = [state.colours.ink(entry.key)]
    bars.isLastOpen = chart.isLastOpen
    bars.render(onto: &grid, in: inner)
  }
}
