import SpendCore
import SpendScreen
import SpendText

/// Spend over the window, stacked by one dimension, with the names of its values in their inks.
struct ChartPanel {
  let state: DashboardState
  let options: DashboardOptions

  func render(onto grid: inout CellGrid, in region: Region) {
    let chart = state.snapshot?.chart ?? SpendChart()
    let per = chart.sliceTitle.isEmpty ? "" : " per \(chart.sliceTitle)"
    let highest = chart.highest
    let inner = Frame(
      title: "\(chart.measure.title)\(per) · by \(chart.dimension.title.lowercased())",
      note: highest > 0 ? "max \(chart.measure.text(highest))" : ""
    ).render(onto: &grid, in: region)
    guard highest > 0 else {
      let text: SafeText = state.snapshot == nil ? "" : "nothing was spent in this window"
      grid.write(text.cut(to: inner.width - 2), row: inner.height / 2, column: 1, ink: .muted, in: inner)
      return
    }
    let hasLegend = inner.height >= 6
    let (legend, plot) = hasLegend ? inner.splitBottom(1) : (inner.splitTop(0).top, inner)
    BarChart(
      series: chart.series.map { $0.values.map(Double.init) }, ticks: ticks(chart), fills: options.theme.fills
    ) { height in
      SafeText(chart.measure.text(Int64(exactly: height.rounded()) ?? 0))
    }.render(onto: &grid, in: plot)
    if hasLegend { drawLegend(chart, onto: &grid, in: legend) }
  }

  private func drawLegend(_ chart: SpendChart, onto grid: inout CellGrid, in region: Region) {
    let fills = options.theme.fills
    let segments = chart.series.enumerated().map { index, series in
      let sign = String(fills[index % fills.count])
      let name = series.key.map { label($0).cut(to: 24) } ?? "other"
      return StatusLine.Segment("\(sign) \(name)", .series(index), priority: index)
    }
    let line = Region(
      row: region.row, column: region.column + 1, height: region.height, width: region.width - 2)
    StatusLine(segments).render(onto: &grid, in: line)
  }

  /// Hours on round hours, days on their midnights; `BarChart` leaves out what has no room.
  private func ticks(_ chart: SpendChart) -> [(index: Int, text: SafeText)] {
    let zone = options.zone
    let span = chart.slices.last.map { $0.seconds - (chart.slices.first?.seconds ?? 0) } ?? 0
    let isDays = span > 2 * 86_400
    let step: Int = span > 43_200 ? 180 : span > 14_400 ? 60 : span > 3_000 ? 10 : 5
    var ticks: [(index: Int, text: SafeText)] = []
    for (index, start) in chart.slices.enumerated() {
      let civil = zone.civil(start)
      let minute = civil.hour * 60 + civil.minute
      if isDays {
        if minute == 0 { ticks.append((index, SafeText(ClockText.day(start, zone)))) }
      } else if minute % step == 0 {
        ticks.append((index, SafeText(ClockText.minute(start, zone))))
      }
    }
    return ticks
  }
}
