import SpendAnalytics
import SpendCore
import SpendFormatting

/// The rules that watch the traffic itself: what is odd, fails, is slow or has no price.
enum TrafficRules {
  /// Fewer requests have no share to speak of.
  private static let fewestRequests: Int64 = 20

  static func readings(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
    switch rule.kind {
    case .anomaly, .missingSpend: return facts.series.compactMap { anomaly(rule, $0) }
    case .errorRate, .errorCost, .latency, .firstToken, .unpriced:
      let own = facts.traffic.first { $0.filters == rule.filters && $0.windowSeconds == rule.windowSeconds }
      return own.flatMap { traffic(rule, $0) }.map { [$0] } ?? []
    case .burnFast, .burnMedium, .burnSlow, .burnDrift, .level, .forecast, .exhaustion, .rejects,
      .silentSource,
      .collector:
      return []
    }
  }

  private static func anomaly(_ rule: AlertRule, _ facts: SeriesFacts) -> RuleResult? {
    let isMissing = rule.kind == .missingSpend
    let name = facts.dimension.map { "\($0.rawValue) \(facts.value.isEmpty ? Dimension.none : facts.value)" }
    // Begun hours warn early, whole ones decide.
    let verdict =
      facts.begun.flatMap { $0.severity != nil && facts.verdict.severity == nil ? $0 : nil } ?? facts.verdict
    var severity = isMissing ? (facts.verdict.isMissing ? Severity.warning : nil) : verdict.severity
    if let warn = rule.warn, !verdict.isOfDay, verdict.z < warn { severity = nil }
    if let floor = rule.floor, verdict.actual - verdict.expected < BudgetCheck.dollars(floor), !isMissing {
      severity = nil
    }
    // With many series, some are always odd: one of them alone is at most a warning.
    if facts.dimension != nil { severity = severity.map { min($0, .warning) } }
    let actual = AmountText.cents(verdict.actual)
    let expected = AmountText.cents(verdict.expected)
    let figures =
      verdict.isOfDay
      ? "\(actual) in 24 h where \(expected) a day is usual"
      : "\(actual) an hour where \(expected) is usual (z \(AmountText.fixed(verdict.z, places: 1)))"
    var reading = RuleResult(
      rule, labels: facts.dimension.map { [$0.rawValue: facts.value] } ?? [:], severity: severity,
      holds: isMissing ? facts.verdict.isMissing : facts.verdict.isFiring, value: verdict.z,
      threshold: isMissing ? -4 : 2.8,
      summary: "\(name ?? "all traffic") \(isMissing ? "is missing: " : "costs ")\(figures)")
    reading.filters = facts.dimension.map { [DimensionFilter($0, .equals(facts.value))] } ?? []
    return reading
  }

  private static func traffic(_ rule: AlertRule, _ facts: TrafficFacts) -> RuleResult? {
    let sums = facts.recent
    let span = AmountText.duration(seconds: Double(rule.windowSeconds))
    func reading(_ value: Double, _ isEnough: Bool, _ summary: String) -> RuleResult {
      let (severity, holds) = isEnough ? rule.judge(value) : (nil, false)
      return RuleResult(
        rule, severity: severity, holds: holds, value: value, threshold: rule.threshold(severity),
        summary: summary)
    }
    func share(_ part: Int64, _ whole: Int64) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
    switch rule.kind {
    case .errorRate:
      return reading(
        share(sums.errors, sums.requests), sums.requests >= fewestRequests,
        "\(AmountText.percent(share(sums.errors, sums.requests))) of \(sums.requests) requests failed in \(span), "
          + "they cost \(AmountText.amount(sums.errorCost))")
    case .errorCost:
      let value = share(sums.errorCost.nanodollars, sums.cost.nanodollars)
      return reading(
        value, sums.errorCost >= rule.floor ?? .zero,
        "failed requests cost \(AmountText.amount(sums.errorCost)) in \(span), \(AmountText.percent(value)) of all"
      )
    case .unpriced:
      let value = share(sums.unpricedRequests, sums.requests)
      return reading(
        value, sums.requests >= fewestRequests,
        "\(AmountText.percent(value)) of \(sums.requests) requests had no price in \(span): spend is a lower bound"
      )
    case .latency, .firstToken:
      let isFirst = rule.kind == .firstToken
      let recent = isFirst ? sums.firstToken : sums.latency
      let usual = isFirst ? facts.usual.firstToken : facts.usual.latency
      guard let now = recent.quantile(0.95), let before = usual.quantile(0.95), before > 0 else { return nil }
      return reading(
        now / before, recent.count >= fewestRequests && usual.count >= 10 * fewestRequests,
        "p95 of \(isFirst ? "the time to the first token" : "latency") is \(AmountText.fixed(now, places: 0)) ms in "
          + "\(span), usually \(AmountText.fixed(before, places: 0)) ms")
    case .burnFast, .burnMedium, .burnSlow, .burnDrift, .level, .forecast, .exhaustion, .anomaly,
      .missingSpend,
      .rejects, .silentSource, .collector:
      return nil
    }
  }
}
