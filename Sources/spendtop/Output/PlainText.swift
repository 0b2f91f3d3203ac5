import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendFormatting
import SpendText

/// The overview as lines that read well aloud.
enum PlainText {
  static func lines(_ snapshot: DashboardSnapshot) -> [String] {
    var lines = [
      "today: \(sum(snapshot.spentToday, snapshot.todayIsLowerBound))",
      "burn rate per hour: \(sum(snapshot.burn.perHour, snapshot.burnIsLowerBound))",
      "month: \(sum(snapshot.month, snapshot.monthIsLowerBound))",
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
        lines.append(
          "\(title) \(name): \(row.isUnpriced ? "unpriced" : words(MoneyText.spend(row.summary))), \(row.sums.requests) requests"
        )
      }
    }
    return lines
  }

  private static func sum(_ amount: Money, _ isLowerBound: Bool) -> String {
    words(MoneyText.spend(amount, isLowerBound: isLowerBound))
  }

  /// The signs before an amount, in words.
  private static func words(_ amount: String) -> String {
    amount.replacing("≥", with: "at least ").replacing("~", with: "about ")
  }
}
