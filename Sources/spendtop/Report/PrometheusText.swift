import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendStore

/// Figures in the text format of Prometheus (version 0.0.4, prometheus.io, "Exposition formats"; read
/// November 2026).
struct PrometheusText {
  private(set) var text = ""

  /// Begins a family: all its samples follow.
  mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: String) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      // What would move a terminal is shown as its picture.
      case "\0"..<" ", "\u{7F}"..."\u{9F}":
        let picture = scalar.value < 0x20 ? 0x2400 + scalar.value : scalar.value == 0x7F ? 0x2421 : 0xFFFD
        result.unicodeScalars.append(Unicode.Scalar(picture) ?? "\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// All figures of a database as metrics.
struct MetricsPage {
  /// Label sets of a family; what is beyond is one, `__other__`.
  private static let largestFamily = 100
  private static let groups: [SpendCore.Dimension] = [.feature, .model, .queryType]
  private static let other = "__other__"

  var context: Context
  var store: SQLiteStore

  /// Throws what the store throws.
  func text(at now: Instant) throws -> String {
    var page = PrometheusText()
    let rows = try store.rows(for: SpendQuery(window: .allTime, groups: Self.groups))
    traffic(Self.folded(rows), &page)
    try budgets(now, &page)
    try ingest(now, &page)
    try alerts(now, &page)
    page.family("spendtop_build_info", "gauge", "Version of the program.")
    page.sample("spendtop_build_info", [("version", Spendtop.configuration.version)], "1")
    return page.text
  }

  private func traffic(_ rows: [SpendRow], _ page: inout PrometheusText) {
    func counter(_ name: String, _ help: String, _ value: (SpendSums) -> String) {
      page.family(name, "counter", help)
      for row in rows { page.sample(name, Self.labels(row), value(row.sums)) }
    }
    counter("spendtop_cost_usd_total", "Cumulative cost of ingested usage events in US dollars.") {
      $0.cost.decimalString
    }
    counter("spendtop_requests_total", "Requests.") { "\($0.requests)" }
    counter("spendtop_errors_total", "Requests that failed.") { "\($0.errors)" }
    counter("spendtop_unpriced_requests_total", "Requests without a price; the cost is a lower bound.") {
      "\($0.unpricedRequests)"
    }
    page.family("spendtop_tokens_total", "counter", "Tokens by disjoint class.")
    for row in rows {
      let classes: [(String, Int64)] = [
        ("input", row.sums.input), ("cache_read", row.sums.cacheRead),
        ("cache_write_5m", row.sums.cacheWrite5m),
        ("cache_write_1h", row.sums.cacheWrite1h), ("output", row.sums.output),
      ]
      for (name, count) in classes where count != 0 {
        page.sample("spendtop_tokens_total", Self.labels(row) + [("class", name)], "\(count)")
      }
    }
  }

  private static func labels(_ row: SpendRow) -> [(String, String)] {
    zip(groups, row.keys).map { ($0.rawValue, $1) }
  }

  /// The dearest label sets, and the rest as one.
  static func folded(_ rows: [SpendRow]) -> [SpendRow] {
    let ranked = rows.sorted { first, second in
      if first.sums.cost != second.sums.cost { return first.sums.cost > second.sums.cost }
      return first.keys.lexicographicallyPrecedes(second.keys)
    }
    guard ranked.count > largestFamily else { return ranked }
    let rest = ranked.dropFirst(largestFamily).reduce(into: SpendSums()) { $0 += $1.sums }
    return ranked.prefix(largestFamily) + [SpendRow(keys: groups.map { _ in other }, sums: rest)]
  }

  private func budgets(_ now: Instant, _ page: inout PrometheusText) throws {
    let reader = BudgetReader(source: store, zone: context.zone, billingDay: context.settings.billingDay)
    let statuses = try context.settings.budgets.flatMap {
      try reader.statuses(of: $0, at: now, forecasts: false).prefix(Self.largestFamily)
    }
    guard !statuses.isEmpty else { return }
    func gauge(_ name: String, _ help: String, _ value: (BudgetStatus) -> String) {
      page.family(name, "gauge", help)
      for status in statuses {
        var labels = [("budget", status.budget.name)]
        if let dimension = status.budget.splitBy, let part = status.part {
          labels.append((dimension.rawValue, part))
        }
        page.sample(name, labels, value(status))
      }
    }
    gauge("spendtop_budget_amount_usd", "The budget.") { $0.budget.amount.decimalString }
    gauge("spendtop_budget_used_usd", "Spend of the current period.") { $0.spent.decimalString }
    gauge("spendtop_budget_used_ratio", "Share of the budget used in the current period.") {
      AmountText.fixed($0.share, places: 6)
    }
    gauge("spendtop_budget_burn_ratio", "Pace of the last hour over the even pace of the period.") {
      AmountText.fixed($0.burn, places: 6)
    }
  }

  private func ingest(_ now: Instant, _ page: inout PrometheusText) throws {
    let facts = try store.ingestFacts(since: Instant(seconds: 0))
    page.family("spendtop_ingest_lines_total", "counter", "Lines by outcome.")
    let counts = try store.lineOutcomes()
    for (outcome, count) in counts {
      page.sample("spendtop_ingest_lines_total", [("outcome", outcome)], "\(count)")
    }
    func time(_ name: String, _ help: String, _ instant: Instant?) {
      guard let instant else { return }
      page.family(name, "gauge", help)
      page.sample(name, [], "\(instant.seconds)")
    }
    time(
      "spendtop_last_ingest_timestamp_seconds", "Unix time of the last committed ingest transaction.",
      facts.lastCommit)
    time(
      "spendtop_heartbeat_timestamp_seconds", "Unix time at which the collector last lived.", facts.heartbeat)
    time("spendtop_last_event_timestamp_seconds", "Unix time of the newest event.", facts.lastEvent)
  }

  /// States as the collector left them; nothing when there is none yet.
  private func alerts(_ now: Instant, _ page: inout PrometheusText) throws {
    let path = SQLiteAlertLedger.path(besides: context.databasePath)
    guard FileManager.default.fileExists(atPath: path),
      let book = try? AlertBook(besides: context.databasePath)
    else { return }
    let snapshot = try book.snapshot(context.settings, at: now)
    let firing = snapshot.alerts.filter { $0.stage != .pending }
    page.family("spendtop_alert_state", "gauge", "1 for each alert that fires.")
    for alert in firing.prefix(Self.largestFamily) {
      let labels = alert.labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      page.sample("spendtop_alert_state", labels + [("severity", alert.severity.rawValue)], "1")
    }
    let counts = try book.ledger.counts()
    page.family("spendtop_notify_total", "counter", "Notices by receiver and outcome.")
    for count in counts {
      for (outcome, notices) in [("sent", count.sent), ("failed", count.failed), ("dropped", count.dropped)] {
        page.sample(
          "spendtop_notify_total", [("receiver", count.receiver), ("outcome", outcome)], "\(notices)")
      }
    }
    page.family("spendtop_notify_queued", "gauge", "Notices that wait to be delivered.")
    for count in counts {
      page.sample("spendtop_notify_queued", [("receiver", count.receiver)], "\(count.queued)")
    }
    page.family("spendtop_notices_undelivered", "gauge", "Notices that wait for a receiver that failed.")
    page.sample("spendtop_notices_undelivered", [], "\(snapshot.undelivered)")
    page.family(
      "spendtop_notices_failed", "gauge", "Notices that were refused or given up, of those remembered.")
    page.sample("spendtop_notices_failed", [], "\(snapshot.givenUp)")
  }
}
