import SpendAlerts
import SpendCore
import SpendScreen
import SpendText

/// Active alerts in short, beside the chart.
struct AlertStrip {
  let alerts: [AlertView]
  var zone = Zone.utc

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: SafeText(title), note: "").render(onto: &grid, in: region)
    guard !inner.isEmpty else { return }
    var row = 0
    for (number, alert) in alerts.enumerated() {
      let left = alerts.count - number
      // The last line counts the alerts that do not fit.
      if row + 1 >= inner.height, left > 1 || row >= inner.height {
        let last: SafeText = "… \(left) more: press 6"
        grid.write(
          last.cut(to: inner.width - 1), row: inner.height - 1, column: 1, ink: .muted, in: inner)
        return
      }
      let name = "\(AlertText.sign(alert)) \(SafeText(alert.name))"
      grid.write(
        SafeText(name).cut(to: inner.width - 2), row: row, column: 1, ink: AlertText.ink(alert), in: inner)
      row += 1
      let text = alert.acknowledgement.map { "acknowledged by \($0.by)" } ?? story(alert)
      // The first alert is the worst, and is shown in full; of the others the names have priority.
      let others = number == 0 ? min(left - 1, 3) : 2 * (left - 1)
      let room = min(number == 0 ? 6 : 2, inner.height - row - others)
      for line in TextWrapping.lines(SafeText(text), width: inner.width - 4).prefix(max(0, room)) {
        grid.write(line, row: row, column: 3, ink: .muted, in: inner)
        row += 1
      }
    }
  }

  /// Returns the summary of an alert, its source and its start time.
  private func story(_ alert: AlertView) -> String {
    let source = alert.reason.isEmpty ? "" : " · \(alert.reason)"
    return "\(alert.summary)\(source) · since \(ClockText.minute(alert.since, zone))"
  }

  private var title: String {
    let firing = alerts.count { $0.isOpen }
    let rest = alerts.count - firing
    return rest == 0 ? "Alerts \(firing) firing" : "Alerts \(firing) firing · \(rest) acked"
  }
}
