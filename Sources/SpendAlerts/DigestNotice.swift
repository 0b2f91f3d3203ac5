public import SpendAnalytics
public import SpendCore
import SpendFormatting

/// The notice of a digest.
public enum DigestNotice {
  /// Movers that are listed.
  private static let movers = 3

  /// - Parameters:
  ///   - comparison: the period beside the one before it.
  ///   - budgets: states of now, the fullest first.
  public static func notice(
    _ digest: Digest, _ period: TimeWindow, _ comparison: SpendComparison, budgets: [BudgetStatus], zone: Zone
  ) -> Notice {
    let alert = Notice.Alert(
      key: AlertKey(["rule": "digest", "name": digest.name]),
      labels: ["rule": "digest", "name": digest.name],
      state: .digest, severity: .info, start: period.start, end: period.end,
      value: BudgetCheck.dollars(comparison.after.cost),
      threshold: BudgetCheck.dollars(comparison.before.cost),
      summary: summary(digest, period, comparison, zone), reason: details(comparison, budgets),
      command: "spendtop report --by \(digest.by.rawValue) --since \(period.start.rfc3339) "
        + "--until \(period.end.rfc3339) --compare previous")
    return Notice(
      id: "digest-\(digest.name)-\(period.start.seconds)", state: .digest,
      groupLabels: ["rule": "digest", "name": digest.name], alerts: [alert], at: period.end)
  }

  private static func summary(
    _ digest: Digest, _ period: TimeWindow, _ comparison: SpendComparison, _ zone: Zone
  ) -> String {
    let (before, after) = (comparison.before, comparison.after)
    let date = LocalTime.day(period.start, zone)
    let span =
      switch digest.period {
      case .daily: "on \(date)"
      case .weekly: "in the week from \(date)"
      case .monthly: "in \(date.prefix(7))"
      }
    let mark = after.unpricedRequests > 0 ? "≥" : ""
    var text =
      "\(mark)\(AmountText.amount(after.cost)) \(span), \(CountText.grouped(after.requests, "request"))"
    if let share = Delta(now: after.cost, before: before.cost).share {
      text +=
        ", \(AmountText.percent(abs(share))) \(share < 0 ? "less" : "more") than before "
        + "(\(AmountText.amount(before.cost)))"
    }
    return text
  }

  private static func details(_ comparison: SpendComparison, _ budgets: [BudgetStatus]) -> String {
    func signed(_ amount: Money) -> String { (amount > .zero ? "+" : "") + AmountText.amount(amount) }
    var parts = comparison.rows.filter { $0.change.total != .zero }.prefix(movers).map { row -> String in
      let name = row.keys.map { $0.isEmpty ? Dimension.none : $0 }.joined(separator: "/")
      let causes = [
        ("volume", row.change.volume), ("tokens per request", row.change.tokensPerRequest),
        ("price", row.change.price), ("mix", row.change.mix),
      ].filter { $0.1 != .zero }.map { "\($0.0) \(signed($0.1))" }
      return "\(name) \(signed(row.change.total)) (\(causes.joined(separator: ", ")))"
    }
    parts += budgets.prefix(movers).map { "\($0.name) \(AmountText.percent($0.share)) used" }
    if comparison.after.cacheSaved > .zero {
      parts.append("caching saved \(AmountText.amount(comparison.after.cacheSaved))")
    }
    if comparison.after.unpricedRequests > 0 {
      parts.append("\(CountText.grouped(comparison.after.unpricedRequests, "request")) unpriced")
    }
    return parts.joined(separator: "; ")
  }
}
