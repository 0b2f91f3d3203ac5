import SpendAlerts
import SpendCore
import SpendScreen
import SpendText

/// Active alerts in short, beside the chart: the worst one in full, of the others the names first.
struct AlertStrip {
  let alerts: [AlertView]
  var zone = Zone.utc

  /// Rows of the first alert's text while others wait for theirs.
  private static let firstRows = 6
  /// Names of other alerts that the text of the first one leaves room for.
  private static let leastNames = 3

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: SafeText(title), note: "").render(onto: &grid, in: region)
    guard !inner.isEmpty else { return }
    var row = 0
    let plan = plan(height: inner.height, width: inner.width - 4)
    for (alert, lines) in zip(alerts, plan) {
      let name = "\(AlertText.sign(alert)) \(AlertText.title(alert))"
      grid.write(
        SafeText(name).cut(to: inner.width - 2), row: row, column: 1, ink: AlertText.ink(alert), in: inner)
      row += 1
      for line in lines {
        grid.write(line, row: row, column: 3, ink: .muted, in: inner)
        row += 1
      }
    }
    if plan.count < alerts.count {
      let last: SafeText = "… \(alerts.count - plan.count) more: press 6"
      grid.write(last.cut(to: inner.width - 1), row: row, column: 1, ink: .muted, in: inner)
    }
  }

  /// Lines of text under the name of each alert that is shown.
  private func plan(height: Int, width: Int) -> [[SafeText]] {
    guard let first = alerts.first, height > 0 else { return [] }
    let others = alerts.count - 1
    // With a single row, the count of all alerts says more than the name of one.
    if height == 1, others > 0 { return [] }
    let room = max(0, height - 1 - min(others, Self.leastNames))
    var plan = [lines(first, width: width, rows: min(Self.firstRows, room))]
    let rest = height - 1 - plan[0].count
    guard others <= rest else { return plan + Array(repeating: [], count: max(0, rest - 1)) }
    // Summaries in their order, then the longer forms: a line of a text says less than two of the one before.
    var spare = rest - others
    var rows = Array(repeating: 0, count: others)
    for form in [\[String].last, \.first] {
      for (index, alert) in alerts.dropFirst().enumerated() where spare > 0 {
        let wanted = TextWrapping.lines(SafeText(forms(alert)[keyPath: form] ?? ""), width: width).count
        let more = min(spare, max(0, wanted - rows[index]))
        rows[index] += more
        spare -= more
      }
    }
    plan += zip(alerts.dropFirst(), rows).map { lines($0, width: width, rows: $1) }
    plan[0] = lines(first, width: width, rows: plan[0].count + spare)
    return plan
  }

  /// The longest form of an alert's text that fits, or the beginning of the shortest one.
  private func lines(_ alert: AlertView, width: Int, rows: Int) -> [SafeText] {
    guard rows > 0, width > 0 else { return [] }
    let forms = forms(alert)
    for form in forms {
      let lines = TextWrapping.lines(SafeText(form), width: width)
      if lines.count <= rows { return lines }
    }
    return TextWrapping.lines(SafeText(forms.last ?? ""), width: width, rows: rows)
  }

  /// The summary of an alert, its source and its start time, from the whole text to the summary alone.
  private func forms(_ alert: AlertView) -> [String] {
    if let acknowledgement = alert.acknowledgement { return ["acknowledged by \(acknowledgement.by)"] }
    let since = "since \(ClockText.minute(alert.since, zone))"
    // The largest movers end at the semicolon, the largest one of them at the first comma.
    let sources = [
      alert.reason, String(alert.reason.prefix { $0 != ";" }), String(alert.reason.prefix { $0 != "," }),
    ]
    let explained = sources.filter { !$0.isEmpty }.map { "\(alert.summary) · \($0) · \(since)" }
    return explained + ["\(alert.summary) · \(since)", alert.summary]
  }

  private var title: String {
    let firing = alerts.count { $0.isOpen }
    let rest = alerts.count - firing
    return rest == 0 ? "Alerts \(firing) firing" : "Alerts \(firing) firing · \(rest) acked"
  }
}
