import SpendAggregate
import SpendCore
import SpendDashboard
import SpendText

/// The overview as lines that read well aloud.
enum PlainText {
  static func lines(_ snapshot: DashboardSnapshot) -> [String] {
    var lines = [
      "today: \(MoneyText.text(snapshot.spentToday))",
      "burn rate: \(MoneyText.text(snapshot.burn.perHour)) an hour",
      "month: \(MoneyText.text(snapshot.month))",
    ]
    if let forecast = snapshot.forecast {
      lines.append("month, expected: \(MoneyText.text(forecast.likely))")
    }
    lines.append("requests, \(snapshot.request.choice.title): \(snapshot.summary.sums.requests)")
    lines.append("errors: \(snapshot.summary.sums.errors)")
    lines.append("unpriced requests: \(snapshot.summary.sums.unpricedRequests)")
    lines.append("rejected lines: \(snapshot.health.rejectedLines)")
    for breakdown in snapshot.breakdowns {
      let title = breakdown.dimension.title.lowercased()
      for row in breakdown.entries {
        let name = SafeText(row.key.isEmpty ? Dimension.none : row.key).string
        lines.append("\(title) \(name): \(MoneyText.text(row.sums.cost)), \(row.sums.requests) requests")
      }
    }
    return lines
  }
}
