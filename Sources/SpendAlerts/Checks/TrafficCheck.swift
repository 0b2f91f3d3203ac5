public import SpendAnalytics
public import SpendCore
import SpendFormatting

/// The checks of traffic: what share of it is odd, and how slow it is.
public enum TrafficCheck {
  /// Share of requests that failed, or of those with an error class, and their cost.
  ///
  /// - Parameter rows: Sums by `Dimension.error`.
  public static func errors(
    _ rows: [SpendRow], of errorClass: ErrorClass?, window: String, limits: Thresholds
  ) -> PluginResult {
    let all = rows.reduce(into: SpendSums()) { $0 += $1.sums }
    let part = rows.filter { $0.keys == [errorClass?.rawValue ?? ""] }.reduce(into: SpendSums()) {
      $0 += $1.sums
    }
    let (requests, cost) = errorClass == nil ? (all.errors, all.errorCost) : (part.requests, part.cost)
    let percent = percent(requests, all.requests)
    let verb = errorClass.map { "have the class \($0.rawValue)" } ?? "failed"
    let classes = rows.filter { !$0.keys.joined().isEmpty && $0.sums.requests > 0 }
      .sorted { ($1.sums.requests, $0.keys.joined()) < ($0.sums.requests, $1.keys.joined()) }
    return PluginResult(
      limits.status(of: percent), service: "ERRORS",
      text:
        "\(AmountText.fixed(percent, places: 2)) % of \(all.requests) requests of the last \(window) \(verb), "
        + "they cost \(AmountText.amount(cost))",
      measures: [
        .init(
          "errors", percent, unit: "%", warn: limits.warn, critical: limits.critical, least: 0, most: 100),
        .init("error_cost_usd", BudgetCheck.dollars(cost), least: 0),
        .init("requests", Double(all.requests), least: 0),
      ],
      details: classes.map {
        "\($0.keys.joined()): \($0.sums.requests) requests, \(AmountText.amount($0.sums.cost))"
      })
  }

  /// Share of requests that have no price.
  public static func unpriced(
    _ sums: SpendSums, window: String, models: [(name: String, requests: Int64)], limits: Thresholds
  ) -> PluginResult {
    let percent = percent(sums.unpricedRequests, sums.requests)
    return PluginResult(
      limits.status(of: percent), service: "UNPRICED",
      text:
        "\(AmountText.fixed(percent, places: 2)) % of \(sums.requests) requests of the last \(window) have no price"
        + (models.first.map { ", most of them \($0.name)" } ?? ""),
      measures: [
        .init(
          "unpriced", percent, unit: "%", warn: limits.warn, critical: limits.critical, least: 0, most: 100),
        .init("unpriced_requests", Double(sums.unpricedRequests), least: 0),
        .init("unpriced_tokens", Double(sums.unpricedTokens), least: 0),
      ], details: models.prefix(10).map { "\($0.name): \($0.requests) requests" })
  }

  /// Share of the lines of the window that could not be read or are of no known format.
  public static func rejects(_ facts: IngestFacts, window: String, limits: Thresholds) -> PluginResult {
    let percent = percent(facts.rejected + facts.unrecognised, facts.lines)
    let unrecognised = facts.unrecognised > 0 ? ", \(facts.unrecognised) of no known format" : ""
    return PluginResult(
      limits.status(of: percent), service: "REJECTS",
      text: "\(AmountText.fixed(percent, places: 2)) % of \(facts.lines) lines could not be read"
        + "\(unrecognised), in the last \(window)",
      measures: [
        .init(
          "rejected", percent, unit: "%", warn: limits.warn, critical: limits.critical, least: 0, most: 100),
        .init("rejected_lines", Double(facts.rejected), least: 0),
        .init("unrecognised_lines", Double(facts.unrecognised), least: 0),
        .init("lines", Double(facts.lines), least: 0),
      ])
  }

  /// Seconds by which two readings of an unchanged clock may differ.
  private static let clockSlack: Int64 = 60

  /// Age of the collector's last look. A time in the future gives no age: the clock was set back, and the
  /// collector's state is known after its next look.
  public static func lag(_ facts: IngestFacts, now: Instant, limits: Thresholds) -> PluginResult {
    guard let last = facts.lastScan else {
      return PluginResult(.unknown, service: "LAG", text: "nothing was ever ingested")
    }
    let looks = [facts.heartbeat, facts.lastCommit].compactMap(\.self)
    guard let scan = looks.filter({ $0 <= now.adding(seconds: clockSlack) }).max() else {
      let ahead = AmountText.duration(seconds: Double(last.microseconds &- now.microseconds) / 1e6)
      return PluginResult(
        .unknown, service: "LAG",
        text: "the logs were looked at \(ahead) from now: the clock was set back",
        measures: [.init("lag", 0, unit: "s", warn: limits.warn, critical: limits.critical, least: 0)])
    }
    let seconds = Double(now.microseconds &- scan.microseconds) / 1e6
    let event = facts.lastEvent.map { Double(now.microseconds &- $0.microseconds) / 1e6 }
    return PluginResult(
      limits.status(of: max(0, seconds)), service: "LAG",
      text: "the logs were looked at \(AmountText.duration(seconds: max(0, seconds))) ago"
        + (event.map { ", the newest event is \(AmountText.duration(seconds: max(0, $0))) old" } ?? ""),
      measures: [
        .init("lag", max(0, seconds), unit: "s", warn: limits.warn, critical: limits.critical, least: 0),
        .init("newest_event", event.map { max(0, $0) }, unit: "s", least: 0),
      ])
  }

  /// Use of rate limits in the busiest minute.
  public static func limits(
    _ uses: [(name: String, use: RateLimit.Use)], window: String, limits: Thresholds
  ) -> PluginResult {
    let ordered = uses.sorted { ($1.use.share, $0.name) < ($0.use.share, $1.name) }
    func text(_ one: (name: String, use: RateLimit.Use)) -> String {
      "\(one.name): \(one.use.peak) of \(one.use.limit) \(one.use.kind) per minute "
        + "(\(AmountText.percent(one.use.share)))"
    }
    guard let first = ordered.first else {
      return PluginResult(.unknown, service: "LIMITS", text: "no limits configured")
    }
    return PluginResult(
      limits.status(of: first.use.share * 100), service: "LIMITS",
      text: text(first) + " in the busiest minute of the last \(window)",
      measures: ordered.map {
        .init(
          "\($0.name) \($0.use.kind)", $0.use.share * 100, unit: "%", warn: limits.warn,
          critical: limits.critical, least: 0)
      }, details: ordered.dropFirst().map(text))
  }

  /// Age of the newest event of each source that is still written.
  ///
  /// - Parameter sources: Names with the time of the newest event; nil when there is none.
  public static func freshness(
    _ sources: [(name: String, newest: Instant?)], now: Instant, limits: Thresholds
  ) -> PluginResult {
    let aged = sources.map { source in
      (source.name, age: source.newest.map { max(0, Double(now.microseconds &- $0.microseconds) / 1e6) })
    }
    .sorted { ($1.age ?? .infinity, $0.0) < ($0.age ?? .infinity, $1.0) }
    guard let oldest = aged.first else {
      return PluginResult(.unknown, service: "FRESHNESS", text: "no source that is still written")
    }
    func text(_ source: (String, age: Double?)) -> String {
      let age = source.age.map { "\(AmountText.duration(seconds: $0)) old" } ?? "missing"
      return "newest event of \(source.0) is \(age)"
    }
    func status(_ age: Double?) -> PluginResult.Status { age.map { limits.status(of: $0) } ?? .unknown }
    let worst = aged.map { status($0.age) }.max { $0.rank < $1.rank } ?? .unknown
    return PluginResult(
      worst, service: "FRESHNESS",
      text: text(oldest) + (aged.count > 1 ? ", the oldest of \(aged.count) sources" : ""),
      measures: aged.map {
        .init($0.0, $0.age, unit: "s", warn: limits.warn, critical: limits.critical, least: 0)
      }, details: aged.dropFirst().map(text))
  }

  /// A duration that a share of the requests did not exceed.
  ///
  /// Without limits it is held against `usual`: a warning at twice, critical at four times of it, when there
  /// are enough requests to speak of a percentile.
  public static func latency(
    _ histogram: LatencyHistogram, usual: LatencyHistogram, share: Double, isFirstToken: Bool, window: String,
    limits: Thresholds
  ) -> PluginResult {
    let name = "\(isFirstToken ? "ttft" : "latency")_p\(ThresholdRange.text(share * 100))"
    guard let value = histogram.quantile(share) else {
      return PluginResult(
        .ok, service: "LATENCY", text: "no request of the last \(window) has a duration",
        measures: [.init(name, nil, unit: "ms")])
    }
    var limits = limits
    let usually = usual.quantile(share)
    if limits.warn == nil, limits.critical == nil, let usually, histogram.count >= fewestDurations {
      limits = Thresholds(warn: ThresholdRange(end: usually * 2), critical: ThresholdRange(end: usually * 4))
    }
    return PluginResult(
      limits.status(of: value), service: "LATENCY",
      text: "\(isFirstToken ? "the first token" : "a request") took up to "
        + "\(AmountText.fixed(value, places: 0)) ms for \(ThresholdRange.text(share * 100)) % of \(histogram.count) "
        + "in the last \(window)"
        + (usually.map { ", usually \(AmountText.fixed($0, places: 0)) ms" } ?? ""),
      measures: [
        .init(name, value, unit: "ms", warn: limits.warn, critical: limits.critical, least: 0),
        .init("requests", Double(histogram.count), least: 0),
      ])
  }

  /// Fewer durations have no 95th percentile to speak of.
  static let fewestDurations: Int64 = 20

  /// Compares the last hours with their baseline.
  ///
  /// - Parameter limits: of z, the robust deviations from the usual; without them the detector decides.
  public static func anomaly(_ verdict: AnomalyVerdict, known: Bool, limits: Thresholds) -> PluginResult {
    guard known else {
      return PluginResult(
        .ok, service: "ANOMALY", text: "less than a day of history, nothing can be called unusual yet",
        measures: [.init("z", nil)])
    }
    var status: PluginResult.Status = .ok
    if limits.warn != nil || limits.critical != nil {
      status = limits.status(of: verdict.z)
    } else if verdict.severity == .critical {
      status = .critical
    } else if verdict.isFiring || verdict.isMissing {
      status = .warning
    }
    let figures =
      "\(AmountText.cents(verdict.actual)), usual is \(AmountText.cents(verdict.expected))"
    let isBegun = verdict.soFar != nil && !verdict.isOfDay
    return PluginResult(
      status, service: "ANOMALY",
      text: verdict.isOfDay
        ? "the last 24 h cost \(figures) a day"
        : isBegun
          ? "this hour costs \(AmountText.cents(verdict.soFar ?? 0)) so far, at an hourly rate of \(figures), z "
            + AmountText.fixed(verdict.z, places: 1)
          : "the last hour \(verdict.isMissing ? "lacks spend: " : "cost ")\(figures), z "
            + AmountText.fixed(verdict.z, places: 1),
      measures: [
        .init("z", verdict.z, warn: limits.warn, critical: limits.critical),
        .init("actual_usd", isBegun ? verdict.soFar : verdict.actual),
        .init("expected_usd", verdict.expected),
      ])
  }

  /// Burn rates of budgets.
  public static func burn(
    _ rates: [(status: BudgetStatus, window: String, rate: BurnRate, limits: Thresholds)]
  ) -> PluginResult {
    let judged = rates.map { one -> (PluginResult.Status, String, PluginResult.Measure) in
      // Both windows must exceed a limit; the text and the figure are of the long one.
      let states = [one.limits.status(of: one.rate.ratio), one.limits.status(of: one.rate.shortRatio)]
      let floor = max(1_000_000_000, one.status.budget.amount.nanodollars / 1_000)
      let state = one.rate.spent.nanodollars < floor ? .ok : states.min { $0.rank < $1.rank } ?? .ok
      return (
        state,
        "\(one.status.name) burn rate \(AmountText.factor(one.rate.ratio)) over \(one.window) "
          + "(\(AmountText.amount(one.rate.spent)))",
        .init(
          "\(one.status.name) burn_\(one.window)", one.rate.ratio, warn: one.limits.warn,
          critical: one.limits.critical, least: 0)
      )
    }
    let worst = judged.enumerated().max { ($0.element.0.rank, $1.offset) < ($1.element.0.rank, $0.offset) }
    guard let worst else { return PluginResult(.unknown, service: "BURN", text: "no budgets configured") }
    return PluginResult(
      worst.element.0, service: "BURN", text: worst.element.1, measures: judged.map(\.2),
      details: judged.enumerated().filter { $0.offset != worst.offset }.map {
        "\($0.element.0.word): \($0.element.1)"
      })
  }

  private static func percent(_ part: Int64, _ whole: Int64) -> Double {
    whole > 0 ? Double(part) / Double(whole) * 100 : 0
  }
}
