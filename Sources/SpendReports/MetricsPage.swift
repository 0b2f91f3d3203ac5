import SpendAnalytics
import SpendAlerts
public import SpendCore
import SpendFormatting

/// All figures of a database as metrics.
///
/// Every counter is monotonic: the label sets of a family are the first ones that were stored, so that a
/// series never moves into `__other__`, and a figure that was corrected downwards goes on from where it was.
/// Kept between scrapes; a new one begins where the database is.
public final class MetricsPage {
  /// Label sets of a family in the order of their first event; the later ones are one, `__other__`.
  public static let largestFamily = 500
  private static let largestHistogramFamily = 50
  private static let groups: [Dimension] = [.provider, .feature, .model, .queryType]
  private static let histogramGroups: [Dimension] = [.provider, .model]
  private static let other = "__other__"
  /// Seconds; 0.4 and 2 separate good, fair and poor times to the first token.
  private static let bounds = [0.1, 0.2, 0.4, 0.8, 1, 2, 4, 8, 15, 30, 60, 120, 300]

  private let setup: MetricsSetup
  private let store: any ReportSource
  private let evaluator: BudgetEvaluator
  private var counters = CounterMemory()
  /// Durations of the days before `until`, which late events hardly change.
  private var past: (until: Instant, rows: [SpendRow])?
  /// Rates change once a minute.
  private var lastRates: (window: TimeWindow, all: TrafficRates, uses: [(String, RateLimit.Use)])?

  public init(_ setup: MetricsSetup, store: any ReportSource) {
    self.setup = setup
    self.store = store
    evaluator = BudgetEvaluator(source: store, zone: setup.zone, billingDay: setup.billingDay)
  }

  /// Goes on with the counters of an earlier page, whose configuration was replaced.
  public convenience init(_ setup: MetricsSetup, store: any ReportSource, after earlier: MetricsPage) {
    self.init(setup, store: store)
    counters = earlier.counters
  }

  /// Throws what the store throws.
  public func text(at now: Instant) throws -> String {
    var page = PrometheusText()
    let rows = try store.rows(for: SpendQuery(window: .allTime, groups: Self.groups))
    let order = try store.firstSeen(Self.groups)
    traffic(Self.folded(rows, order: order, limit: Self.largestFamily), &page)
    try errorClasses(&page)
    try durations(now, &page)
    try rates(now, &page)
    try budgets(now, &page)
    try ingest(now, &page)
    try alerts(now, &page)
    page.family("spendtop_build_info", "gauge", "Version of the program.")
    page.sample("spendtop_build_info", [("version", setup.version)], "1")
    return page.text
  }

  private func count(
    _ name: String, _ labels: [(String, String)], _ value: Int64, _ page: inout PrometheusText,
    _ format: (Int64) -> String = { "\($0)" }
  ) {
    page.sample(name, labels, format(counters.monotonic(name, labels, value)))
  }

  private static func dollars(_ nanodollars: Int64) -> String {
    Money(nanodollars: nanodollars).decimalString
  }

  private func traffic(_ rows: [SpendRow], _ page: inout PrometheusText) {
    let overall = [SpendRow(keys: [], sums: rows.reduce(into: SpendSums()) { $0 += $1.sums })]
    for (infix, rows) in [("", rows), ("overall_", overall)] {
      let scope = infix.isEmpty ? "" : " of all traffic"
      func counter(
        _ name: String, _ help: String, _ format: (Int64) -> String = { "\($0)" },
        _ value: (SpendSums) -> Int64
      ) {
        let name = "spendtop_\(infix)\(name)_total"
        page.family(name, "counter", help + scope + ".")
        for row in rows { count(name, Self.labels(row), value(row.sums), &page, format) }
      }
      counter("cost_usd", "Cumulative cost of ingested usage events in US dollars", Self.dollars) {
        $0.cost.nanodollars
      }
      counter("requests", "Requests") { $0.requests }
      counter("errors", "Requests that failed") { $0.errors }
      counter("error_cost_usd", "Cost of requests that failed", Self.dollars) { $0.errorCost.nanodollars }
      let tokens = "spendtop_\(infix)tokens_total"
      page.family(tokens, "counter", "Tokens by disjoint class\(scope).")
      for row in rows {
        let classes: [(String, Int64)] = [
          ("input", row.sums.input), ("cache_read", row.sums.cacheRead),
          ("cache_write_5m", row.sums.cacheWrite5m), ("cache_write_1h", row.sums.cacheWrite1h),
          ("output", row.sums.output),
        ]
        for (name, number) in classes { count(tokens, Self.labels(row) + [("class", name)], number, &page) }
      }
    }
    page.family(
      "spendtop_unpriced_requests", "gauge", "Requests that are unpriced now; the cost is a lower bound.")
    for row in rows {
      page.sample("spendtop_unpriced_requests", Self.labels(row), "\(row.sums.unpricedRequests)")
    }
  }

  /// Rates of the last hour by the minute, and the use of known limits in its busiest minute.
  private func rates(_ now: Instant, _ page: inout PrometheusText) throws {
    let window = TrafficRates.window(minutes: 60, before: now)
    if lastRates?.window != window {
      lastRates = try (window, TrafficRates(of: [], in: window, store), limitUses(window))
    }
    guard let (_, all, uses) = lastRates else { return }
    let families: [(String, String, [Double])] = [
      ("requests_per_second", "Requests per second", all.requests.map { Double($0) / 60 }),
      ("output_tokens_per_second", "Output tokens per second", all.output.map { Double($0) / 60 }),
      ("tokens_per_minute", "Prompt and output tokens per minute", all.tokens.map(Double.init)),
      ("concurrent_requests", "Mean concurrency, by latency", all.concurrency),
    ]
    for (name, help, values) in families {
      page.family("spendtop_\(name)", "gauge", "\(help), percentiles of the minutes of the last hour.")
      for (label, share) in [("50", 0.5), ("95", 0.95), ("100", 1.0)] {
        page.sample(
          "spendtop_\(name)", [("percentile", label)],
          AmountText.fixed(TrafficRates.quantile(values, share), places: 6))
      }
    }
    guard !uses.isEmpty else { return }
    page.family(
      "spendtop_limit_used_ratio", "gauge", "Busiest minute of the last hour over the limit per minute.")
    for (name, use) in uses {
      page.sample(
        "spendtop_limit_used_ratio", [("limit", name), ("kind", use.kind)],
        AmountText.fixed(use.share, places: 6))
    }
  }

  private func limitUses(_ window: TimeWindow) throws -> [(String, RateLimit.Use)] {
    try setup.limits.flatMap { limit in
      try limit.uses(TrafficRates(of: limit.filters, in: window, store)).map { (limit.name, $0) }
    }
  }

  /// Requests by error class, and their cost.
  private func errorClasses(_ page: inout PrometheusText) throws {
    let groups: [SpendCore.Dimension] = [.provider, .error]
    let rows = try store.rows(for: SpendQuery(window: .allTime, groups: groups))
    let folded = Self.folded(rows, order: try store.firstSeen(groups), limit: Self.largestFamily)
      .filter { !($0.keys.last ?? "").isEmpty }
    let families: [(String, String, (SpendSums) -> Int64, (Int64) -> String)] = [
      ("spendtop_error_class_requests_total", "Requests with an error class.", { $0.requests }, { "\($0)" }),
      (
        "spendtop_error_class_cost_usd_total", "Cost of requests with an error class in US dollars.",
        { $0.cost.nanodollars }, Self.dollars
      ),
    ]
    for (name, help, value, format) in families where !folded.isEmpty {
      page.family(name, "counter", help)
      for row in folded {
        count(
          name, zip(groups, row.keys).map { ($0.rawValue, $1) }, value(row.sums), &page, format)
      }
    }
  }

  private static func labels(_ row: SpendRow) -> [(String, String)] {
    zip(row.keys.count == groups.count ? groups : histogramGroups, row.keys).map { ($0.rawValue, $1) }
  }

  /// The label sets that were stored first, and the rest as one. A set keeps its place for ever.
  public static func folded(_ rows: [SpendRow], order: [[String]: Int64], limit: Int) -> [SpendRow] {
    let ranked = rows.sorted { first, second in
      let places = (order[first.keys] ?? .max, order[second.keys] ?? .max)
      return places.0 != places.1 ? places.0 < places.1 : first.keys.lexicographicallyPrecedes(second.keys)
    }
    // A place is counted among all sets, whether they have requests or not.
    let last = order.values.sorted().prefix(limit).last ?? .max
    let shown = ranked.filter { (order[$0.keys] ?? .max) <= last }
    guard order.count > limit, let keys = ranked.first?.keys else { return ranked }
    let rest = ranked.dropFirst(shown.count).reduce(into: SpendSums()) { $0 += $1.sums }
    return shown + [SpendRow(keys: keys.map { _ in other }, sums: rest)]
  }

  /// Histograms of latency and of the time to the first token.
  private func durations(_ now: Instant, _ page: inout PrometheusText) throws {
    func rows(_ window: TimeWindow) throws -> [SpendRow] {
      var query = SpendQuery(window: window, groups: Self.histogramGroups, includesLatency: true)
      query.includesOnlyCost = true
      return try store.rows(for: query)
    }
    let start = past?.until ?? TimeWindow.allTime.start
    let yesterday = Instant(seconds: (now.seconds / 86_400 - 1) * 86_400)
    if yesterday > start {
      let known = past?.rows ?? []
      past = (yesterday, known + (try rows(TimeWindow(start: start, end: yesterday))))
    }
    let until = past?.until ?? start
    var sums: [[String]: SpendSums] = [:]
    for row in (past?.rows ?? []) + (try rows(TimeWindow(start: until, end: TimeWindow.allTime.end))) {
      sums[row.keys, default: SpendSums()] += row.sums
    }
    let kept = Self.sum(past?.rows ?? [])
    past?.rows = kept
    let folded = Self.folded(
      sums.map { SpendRow(keys: $0, sums: $1) }, order: try store.firstSeen(Self.histogramGroups),
      limit: Self.largestHistogramFamily)
    let families: [(String, String, (SpendSums) -> LatencyHistogram)] = [
      ("spendtop_request_duration_seconds", "Latency of requests.", { $0.latency }),
      ("spendtop_time_to_first_token_seconds", "Time to the first token.", { $0.firstToken }),
    ]
    for (name, help, value) in families {
      page.family(name, "histogram", help)
      for row in folded where value(row.sums).count > 0 {
        page.histogram(name, Self.labels(row), value(row.sums), bounds: Self.bounds)
      }
    }
  }

  private static func sum(_ rows: [SpendRow]) -> [SpendRow] {
    var sums: [[String]: SpendSums] = [:]
    for row in rows { sums[row.keys, default: SpendSums()] += row.sums }
    return sums.map { SpendRow(keys: $0, sums: $1) }
  }

  /// Logs by folder: the files of one rotate.
  private func sources(_ folders: [LogFolder], _ now: Instant, _ page: inout PrometheusText) {
    let shown = folders.prefix(Self.largestFamily)
    page.family("spendtop_source_lines_total", "counter", "Lines of a folder with logs by outcome.")
    for folder in shown {
      for (outcome, lines) in Self.outcomes([folder]) {
        count("spendtop_source_lines_total", [("source", folder.path), ("outcome", outcome)], lines, &page)
      }
    }
    page.family("spendtop_source_lag_seconds", "gauge", "Time since a log of the folder grew.")
    for folder in shown {
      page.sample(
        "spendtop_source_lag_seconds", [("source", folder.path)],
        "\(max(0, now.seconds - folder.lastGrown.seconds))")
    }
  }

  /// Lines of all logs of some folders by outcome.
  private static func outcomes(_ folders: [LogFolder]) -> [(outcome: String, lines: Int64)] {
    let sums: [(String, KeyPath<LogFolder, Int64>)] = [
      ("accepted", \.events), ("duplicate", \.duplicates), ("ignored", \.ignored),
      ("unrecognised", \.unrecognised), ("rejected", \.rejected),
    ]
    return sums.map { name, lines in (name, folders.reduce(0) { $0 &+ $1[keyPath: lines] }) }
  }

  private func budgets(_ now: Instant, _ page: inout PrometheusText) throws {
    try evaluator.readHours(of: setup.budgets, at: now)
    let statuses = try setup.budgets.flatMap {
      try evaluator.statuses(of: $0, at: now).prefix(Self.largestFamily)
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
    gauge("spendtop_budget_remaining_usd", "Amount less the spend of the current period.") {
      $0.remaining.decimalString
    }
    func known(_ name: String, _ help: String, _ value: (BudgetStatus) -> String?) {
      gauge(name, help) { value($0) ?? "NaN" }
    }
    known("spendtop_budget_forecast_usd", "Expected spend at the end of the period; NaN when unknown.") {
      $0.forecast?.likely.decimalString
    }
    known("spendtop_budget_exhausted_in_seconds", "Time to exhaustion at the spend of the last minutes.") {
      $0.exhaustion.map { AmountText.fixed($0.likely, places: 0) }
    }
    gauge("spendtop_budget_burn_ratio", "Burn rate of the last hour: spend over the even rate of the period.")
    {
      AmountText.fixed($0.burn, places: 6)
    }
  }

  private func ingest(_ now: Instant, _ page: inout PrometheusText) throws {
    let facts = try store.ingestFacts(since: Instant(seconds: 0))
    page.family("spendtop_ingest_lines_total", "counter", "Lines by outcome.")
    let folders = try store.logFolders()
    for (outcome, lines) in Self.outcomes(folders) {
      count("spendtop_ingest_lines_total", [("outcome", outcome)], lines, &page)
    }
    sources(folders, now, &page)
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

  /// Writes the alert states that the collector stored last; empty before the first.
  private func alerts(_ now: Instant, _ page: inout PrometheusText) throws {
    guard let (snapshot, counts) = try setup.alerts(now) else { return }
    let firing = snapshot.alerts.filter { $0.stage != .pending }
    page.family("spendtop_alert_state", "gauge", "1 for each alert that fires.")
    for alert in firing.prefix(Self.largestFamily) {
      let labels = alert.labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      page.sample("spendtop_alert_state", labels + [("severity", alert.severity.rawValue)], "1")
    }
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
