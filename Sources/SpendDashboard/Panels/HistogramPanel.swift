import Foundation
import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Latency distribution of the selected row, with time to first token where there is room, and the errors of the
/// time range by class.
struct HistogramPanel {
  let state: DashboardState

  func render(onto grid: inout CellGrid, in region: Region) {
    let entries = state.entries(state.focus)
    let entry = state.selection(state.focus).flatMap { entries.indices.contains($0) ? entries[$0] : nil }
    let sums = entry?.sums ?? SpendSums()
    let name: SafeText = entry.map { label($0.key).cut(to: 30) } ?? ""
    let parts = region.width >= 110 ? region.columns(weights: [3, 3, 2]) : region.columns(weights: [3, 2])
    draw("Latency", of: name, sums.latency, ink: 0, onto: &grid, in: parts[0])
    if parts.count > 2 { draw("First token", of: name, sums.firstToken, ink: 2, onto: &grid, in: parts[1]) }
    ErrorClassPanel(state: state).render(onto: &grid, in: parts[parts.count - 1])
  }

  /// Bounds of good and fair times to the first token, in milliseconds.
  private static let firstTokenBands: [Int32] = [400, 2_000]

  /// The percentiles of a histogram, and the shares of requests in the bands of times to the first token.
  private func note(_ histogram: LatencyHistogram, isFirstToken: Bool) -> SafeText {
    func percentile(_ share: Double) -> String {
      FigureText.duration(milliseconds: histogram.quantile(share))
    }
    guard isFirstToken else {
      return
        "p50 \(SafeText(percentile(0.5))) · p95 \(SafeText(percentile(0.95))) · p99 \(SafeText(percentile(0.99)))"
    }
    let bands = Self.firstTokenBands.map { bound in
      "≤\(FigureText.duration(milliseconds: Double(bound))) \(FigureText.percent(histogram.share(upTo: bound)))"
    }
    return SafeText((bands + ["p95 " + percentile(0.95)]).joined(separator: " · "))
  }

  private func draw(
    _ title: SafeText, of name: SafeText, _ histogram: LatencyHistogram, ink: Int, onto grid: inout CellGrid,
    in region: Region
  ) {
    let count = histogram.count
    let inner = Frame(
      title: name.width == 0 ? title : "\(title) · \(name)",
      note: count > 0 ? note(histogram, isFirstToken: ink == 2) : ""
    ).render(onto: &grid, in: region)
    guard count > 0 else {
      let text =
        state.snapshot == nil ? SafeText("") : SafeText("No \(title.string.lowercased()) data in these logs")
      grid.write(text.cut(to: inner.width - 2), row: inner.height / 2, column: 1, ink: .muted, in: inner)
      return
    }
    let bars = DurationBars(histogram)
    var chart = BarChart(
      series: Array(repeating: [], count: ink) + [bars.counts], ticks: bars.ticks, isLog: state.isLogScale
    ) { height in
      SafeText(CountText.text(Int64(exactly: height.rounded()) ?? 0))
    }
    chart.marks = zip(["p50", "p95", "p99"], [0.5, 0.95, 0.99]).compactMap { name, share in
      histogram.quantile(share).map { (bars.place(of: $0), SafeText(name)) }
    }
    chart.render(onto: &grid, in: inner)
  }
}
