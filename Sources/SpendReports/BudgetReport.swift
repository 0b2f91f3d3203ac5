import SpendAlerts
public import SpendAnalytics
public import SpendCore
import SpendFormatting

/// Output of `budget list`.
public struct BudgetReport {
  public var statuses: [BudgetStatus]
  public var zone: Zone

  public init(_ statuses: [BudgetStatus], zone: Zone) {
    self.statuses = statuses
    self.zone = zone
  }

  public var table: String {
    var rows = [["budget", "spent", "of", "used", "left", "burn 1h", "forecast", "runs out"]]
    for status in statuses {
      rows.append([
        status.name, AmountText.spent(status), AmountText.amount(status.budget.amount),
        (status.isUnpriced ? "—" : AmountText.percent(status.share)) + mark(status),
        AmountText.amount(status.remaining), AmountText.factor(status.burn),
        status.forecast.map {
          "\(AmountText.roughly($0.likely)) (\(AmountText.roughly($0.low))–\(AmountText.roughly($0.high)))"
        } ?? "—",
        status.remaining <= .zero
          ? "exhausted" : status.exhaustedAt.map { LocalTime.minute($0, zone) } ?? "—",
      ])
    }
    var lines = TextTable.lines(rows, labels: 1)
    if statuses.contains(where: \.isBlind) {
      lines.append("≥ some requests are unpriced: the spend is a lower bound (spendtop doctor)")
    }
    return lines.joined(separator: "\n")
  }

  private func mark(_ status: BudgetStatus) -> String {
    switch status.severity {
    case .critical: " !!"
    case .warning: " !"
    case .info, nil: ""
    }
  }

  public var json: String {
    let list = statuses.map { status -> String in
      func money(_ amount: Money?) -> String { amount.map { "\"\($0.decimalString)\"" } ?? "null" }
      let members: [(String, String)] = [
        ("name", JSONWriter.string(status.budget.name)),
        ("part", status.part.map(JSONWriter.string) ?? "null"),
        ("start", JSONWriter.string(status.window.start.rfc3339)),
        ("end", JSONWriter.string(status.window.end.rfc3339)),
        ("amount_usd", money(status.budget.amount)), ("spent_usd", money(status.spent)),
        ("remaining_usd", money(status.remaining)), ("used", AmountText.fixed(status.share, places: 6)),
        ("last_hour_usd", money(status.lastHour)), ("burn", AmountText.fixed(status.burn, places: 3)),
        ("baseline_per_hour_usd", money(status.baselinePerHour)),
        ("exhausted_in_seconds", status.exhaustion.map { AmountText.fixed($0.likely, places: 0) } ?? "null"),
        ("forecast_usd", money(status.forecast?.likely)), ("forecast_low_usd", money(status.forecast?.low)),
        ("forecast_high_usd", money(status.forecast?.high)),
        ("runs_out", status.exhaustedAt.map { JSONWriter.string($0.rfc3339) } ?? "null"),
        ("blind", "\(status.isBlind)"), ("unpriced_requests", "\(status.unpricedRequests)"),
        ("severity", status.severity.map { "\"\($0.rawValue)\"" } ?? "null"),
      ]
      return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
    return "{\"schema\":1,\"budgets\":[\(list.joined(separator: ","))]}"
  }
}
