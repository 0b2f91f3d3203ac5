import SpendAlerts
import SpendScreen
import SpendText

/// What fires, beside the chart: enough to know whether to look closer.
struct AlertStrip {
  let alerts: [AlertView]

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: SafeText(title), note: "").render(onto: &grid, in: region)
    guard !inner.isEmpty else { return }
    var row = 0
    for (number, alert) in alerts.enumerated() {
      let left = alerts.count - number
      // The last line tells of those that have no room.
      if row + 1 >= inner.height, left > 1 || row >= inner.height {
        let last: SafeText = "… \(left) more: press 6"
        grid.write(
          last.cut(to: inner.width - 1), row: inner.height - 1, column: 1, ink: .muted, in: inner)
        return
      }
      let name = "\(ListPanel.sign(alert)) \(SafeText(alert.name))"
      grid.write(
        SafeText(name).cut(to: inner.width - 2), row: row, column: 1, ink: ListPanel.ink(alert), in: inner)
      row += 1
      let text = alert.acknowledgement.map { "acknowledged by \($0.by)" } ?? alert.summary
      // Everyone is named before one is told at length.
      let room = min(2, (inner.height - row - 2 * (left - 1)))
      for line in WholeWords.lines(SafeText(text), width: inner.width - 4).prefix(max(0, room)) {
        grid.write(line, row: row, column: 3, ink: .muted, in: inner)
        row += 1
      }
    }
  }

  private var title: String {
    let firing = alerts.count { $0.isOpen }
    let rest = alerts.count - firing
    return rest == 0 ? "Alerts \(firing) firing" : "Alerts \(firing) firing · \(rest) acked"
  }
}
