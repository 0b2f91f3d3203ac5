import SpendAggregate
import SpendCore
import SpendDashboard
import SpendText

/// The overview as lines that read well aloud.
enum PlainText {
  static func lines(_ snapshot: DashboardSnapshot) -> [String] {
    var lines = [
      "today: \(MoneyText.exact(snapshot.today.cost))",
      "burn rate: \(MoneyText.short(snapshot.burn.perHour)) an hour",
      "month: \(MoneyText.exact(snapshot.month.cost))",
    ]
    if let forecast = snapshot.forecast { lines.append("month, expected: \(MoneyText.short(forecast))") }
    lines.append("requests, \(snapshot.request.span.rawValue): \(snapshot.total.requests)")
    lines.append("errors: \(snapshot.total.errors)")
    lines.append("unpriced requests: \(snapshot.total.unpricedRequests)")
    lines.append("rejected lines: \(snapshot.health.rejectedLines)")
    for (title, breakdown) in [
      ("feature", snapshot.features), ("model", snapshot.models), ("query type", snapshot.queryTypes),
    ] {
      for row in breakdown.rows {
        let name = SafeText(row.key.isEmpty ? Dimension.none : row.key).string
        lines.append("\(title) \(name): \(MoneyText.short(row.sums.cost)), \(row.sums.requests) requests")
      }
    }
    return lines
  }
}
