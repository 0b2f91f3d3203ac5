import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Spend by hour of the traffic of an alert, with its threshold and its beginning.
struct AlertTimelinePanel {
  let timeline: AlertTimeline
  let alert: AlertView
  let options: DashboardOptions

  func render(onto grid: inout CellGrid, in region: Region) {
    let note: SafeText =
      timeline.threshold.map { SafeText("╌ threshold \(MoneyText.text($0))/h") } ?? ""
    let inner = Frame(title: "Spend per hour of this traffic", note: note).render(onto: &grid, in: region)
    let ticks = timeline.hours.enumerated().compactMap { index, hour -> (index: Int, text: SafeText)? in
      options.zone.civil(hour).hour % 6 == 0 ? (index, SafeText(ClockText.minute(hour, options.zone))) : nil
    }
    var bars = BarChart(
      series: [timeline.costs.map { Double($0.nanodollars) }], ticks: ticks, fills: options.theme.fills
    ) { value in
      SafeText(MoneyText.scale(Money(nanodollars: Int64(exactly: value.rounded()) ?? 0)))
    }
    bars.inks = [alert.severity == .critical ? .alarm : .warning]
    bars.isLastOpen = true
    if let threshold = timeline.threshold {
      bars.reference = timeline.costs.map { _ in Double(threshold.nanodollars) }
    }
    if let since = timeline.hours.lastIndex(where: { $0 <= alert.since }) {
      bars.marks = [(since, SafeText("since \(ClockText.minute(alert.since, options.zone))"))]
    }
    bars.render(onto: &grid, in: inner)
  }
}
