import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// A metric over the time range, stacked by one dimension, with a legend.
struct ChartPanel {
  let state: DashboardState
  let options: DashboardOptions

  func render(onto grid: inout CellGrid, in region: Region) {
    if state.chartForm == .week {
      drawWeek(onto: &grid, in: region)
      return
    }
    let chart = state.snapshot?.chart ?? SpendChart()
    let per = chart.sliceTitle.isEmpty ? "" : " per \(chart.sliceTitle)"
    let highest = chart.highest
    let inner = Frame(
      title: SafeText(
        "\(chart.measure.title)\(per)"
          + (chart.isStacked ? " · by \(chart.dimension.title.lowercased())" : " of all requests")),
      note: SafeText(note(chart, highest))
    ).render(onto: &grid, in: region)
    guard highest > 0 else {
      let text: SafeText = state.snapshot == nil ? "" : emptyText
      grid.write(text.cut(to: inner.width - 2), row: inner.height / 2, column: 1, ink: .muted, in: inner)
      return
    }
    let hasLegend = inner.height >= 6
    let (legend, plot) = hasLegend ? inner.splitBottom(1) : (inner.splitTop(0).top, inner)
    let values = chart.series.map { shown($0.values, chart) }
    let label = scaleLabel(chart)
    let inks = inks(chart)
    if state.chartForm == .columns && chart.isStacked {
      var bars = BarChart(
        series: values, ticks: ticks(chart, width: plot.width), fills: options.theme.fills,
        isLog: state.isLogScale, label: label)
      bars.inks = inks
      bars.axisMarks = noteSlices(chart)
      bars.isLastOpen = chart.isLastOpen
      bars.reference = shown(chart.previous, chart)
      bars.render(onto: &grid, in: plot)
    } else {
      var lines = LineChart(
        series: values, ticks: ticks(chart, width: plot.width),
        isArea: state.chartForm == .area && chart.isStacked, isLog: state.isLogScale, label: label)
      lines.inks = inks
      lines.axisMarks = noteSlices(chart)
      lines.isPatterned = options.theme.depth == .mono
      lines.render(onto: &grid, in: plot)
    }
    if hasLegend { drawLegend(chart, onto: &grid, in: legend) }
  }

  private func noteSlices(_ chart: SpendChart) -> [Int] {
    chart.notes.compactMap { note in chart.slices.lastIndex { $0 <= note.time } }
  }

  /// Amounts in the currency of the screen, so that the scale ends at a round amount of it.
  func shown(_ values: [Int64], _ chart: SpendChart) -> [Double] {
    let currency = chart.measure == .spend ? ShownCurrency.current : nil
    return values.map { Double(currency?.amount(Money(nanodollars: $0)).nanodollars ?? $0) }
  }

  /// Labels of values that `shown` returned.
  func scaleLabel(_ chart: SpendChart) -> @Sendable (Double) -> SafeText {
    let measure = chart.measure
    let currency = measure == .spend ? ShownCurrency.current : nil
    return {
      let value = Int64(exactly: $0.rounded()) ?? 0
      return ShownCurrency.$current.withValue(currency?.ofItself) {
        SafeText(measure == .spend ? MoneyText.scale(Money(nanodollars: value)) : measure.text(value))
      }
    }
  }

  /// Percentiles have the same inks everywhere; values of a dimension have their own.
  private func inks(_ chart: SpendChart) -> [Ink] {
    chart.isStacked
      ? chart.series.map { state.colours.ink($0.key) } : chart.series.indices.map { .series($0) }
  }

  /// The highest value, and the way out when it hides all others.
  private func note(_ chart: SpendChart, _ highest: Int64) -> String {
    guard highest > 0 else { return "" }
    let text = "max \(chart.measure.text(highest))"
    if state.isLogScale { return "log scale · " + text }
    return chart.isDwarfed ? "o log scale · " + text : text
  }

  private var emptyText: SafeText {
    guard let snapshot = state.snapshot else { return "" }
    let sums = snapshot.summary.sums
    if state.hasNoEvents { return state.nothingYet }
    guard sums.requests > 0 else {
      return snapshot.request.isFiltered
        ? "No matches. Press \\ to clear filters" : "No requests in this range. Press t to change it"
    }
    // Unpriced traffic is distinct from zero spend.
    let requests = CountText.text(sums.requests, "request")
    if snapshot.chart.measure == .spend, snapshot.summary.isLowerBound {
      return SafeText("\(requests) without a price. Press m for tokens, 9 for models to price")
    }
    return SafeText(
      "No \(snapshot.chart.measure.title.lowercased()) in this range (\(requests))")
  }

  private func drawLegend(_ chart: SpendChart, onto grid: inout CellGrid, in region: Region) {
    let fills = options.theme.fills
    let inks = inks(chart)
    var segments = chart.series.enumerated().map { index, series in
      let sign = String(fills[index % fills.count])
      let name = series.key.map { label($0).cut(to: 24) } ?? "other"
      return StatusLine.Segment("\(sign) \(name)", inks[index], priority: index)
    }
    if chart.previous.contains(where: { $0 > 0 }), state.chartForm == .columns {
      segments.append(StatusLine.Segment("╌ previous", .muted, priority: segments.count))
    }
    // The last notes have most room; the ones before are marks on the axis only.
    var room = region.width - 2 - segments.reduce(0) { $0 + $1.text.width + 2 }
    for note in chart.notes.suffix(2).reversed() where room >= 16 {
      let text = SafeText("▲ \(ClockText.minute(note.time, options.zone)) \(note.text)").cut(
        to: min(40, room))
      segments.append(StatusLine.Segment(text, .muted, priority: segments.count))
      room -= text.width + 2
    }
    let line = Region(
      row: region.row, column: region.column + 1, height: region.height, width: region.width - 2)
    StatusLine(segments).render(onto: &grid, in: line)
  }

  /// Baseline of each hour of the week.
  func drawWeek(onto grid: inout CellGrid, in region: Region) {
    let week = state.snapshot?.week ?? []
    let weeks = state.snapshot?.weekCount ?? 0
    let inner = Frame(
      title: "Spend by hour of the week",
      note: weeks > 1 ? "mean of \(weeks) weeks" : weeks == 1 ? "1 week" : ""
    ).render(onto: &grid, in: region)
    guard week.contains(where: { $0 > .zero }) else {
      let text: SafeText = state.snapshot == nil ? "" : "Not a week of history yet"
      grid.write(text.cut(to: inner.width - 2), row: inner.height / 2, column: 1, ink: .muted, in: inner)
      return
    }
    HeatMap(
      rows: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
      columns: (0..<24).map { SafeText($0 < 10 ? "0\($0)" : "\($0)") },
      values: stride(from: 0, to: week.count, by: 24).map { day in
        week[day..<min(week.count, day + 24)].map { Double($0.nanodollars) }
      }
    ) { SafeText(MoneyText.text(Money(nanodollars: Int64(exactly: $0.rounded()) ?? 0))) }
    .render(onto: &grid, in: inner)
  }

  /// Round times that have room beside each other; midnights of more than a day are dates.
  func ticks(_ chart: SpendChart, width: Int) -> [(index: Int, text: SafeText)] {
    let zone = options.zone
    let span = chart.slices.last.map { $0.seconds - (chart.slices.first?.seconds ?? 0) } ?? 0
    // A name of six cells and a gap, beside the scale.
    let most = max(1, Int64(width - 8) / 8)
    let steps: [Int64] = [5, 10, 15, 30, 60, 180, 360, 720]
    let step = steps.first { span / ($0 * 60) <= most }
    let days = max(1, (span / 86_400 + most - 1) / most)
    var ticks: [(index: Int, text: SafeText)] = []
    for (index, start) in chart.slices.enumerated() {
      let civil = zone.civil(start)
      let minute = Int64(civil.hour * 60 + civil.minute)
      let day = Int64(CivilTime.daysSince1970(year: civil.year, month: civil.month, day: civil.day))
      let isMidnight = minute == 0 && span > 86_400
      if let step, minute % step == 0, !isMidnight {
        ticks.append((index, SafeText(ClockText.minute(start, zone))))
      } else if isMidnight, step != nil || day % days == 0 {
        ticks.append((index, SafeText(ClockText.day(start, zone))))
      }
    }
    return ticks
  }
}
