import SpendCore

/// Sums of the traffic that rules watch, round by round.
struct TrafficFactsCollector {
  let source: any SpendSource
  let zone: Zone
  private var usual: [[DimensionFilter]: (hour: Instant, sums: SpendSums)] = [:]

  init(source: any SpendSource, zone: Zone) {
    self.source = source
    self.zone = zone
  }

  /// For each filter and window that rules look at. Throws what the store throws.
  mutating func facts(for rules: [AlertRule], at now: Instant) throws -> [TrafficFacts] {
    var facts: [TrafficFacts] = []
    for rule in rules where rule.needs(.traffic) {
      guard !facts.contains(where: { $0.filters == rule.filters && $0.windowSeconds == rule.windowSeconds })
      else {
        continue
      }
      let sharing = rules.filter { $0.filters == rule.filters && $0.windowSeconds == rule.windowSeconds }
      let needsDurations = sharing.contains { $0.needs(.durations) }
      let window = TimeWindow(start: now.adding(seconds: -rule.windowSeconds), end: now)
      var one = TrafficFacts(
        filters: rule.filters, windowSeconds: rule.windowSeconds,
        recent: try total(window, rule.filters, durations: needsDurations))
      if needsDurations { one.usual = try usualDurations(rule.filters, now) }
      facts.append(one)
    }
    return facts
  }

  private func total(_ window: TimeWindow, _ filters: [DimensionFilter], durations: Bool) throws -> SpendSums
  {
    let query = SpendQuery(window: window, filters: filters, includesLatency: durations)
    return try source.rows(for: query).reduce(into: SpendSums()) { $0 += $1.sums }
  }

  /// Durations of the whole days of a week, read once an hour.
  private mutating func usualDurations(_ filters: [DimensionFilter], _ now: Instant) throws -> SpendSums {
    let hour = Instant(seconds: now.seconds.flooredQuotient(by: 3_600) * 3_600)
    if let known = usual[filters], known.hour == hour { return known.sums }
    let window = TimeWindow(start: zone.startOfDay(now.adding(seconds: -604_800)), end: zone.startOfDay(now))
    let sums = try total(window, filters, durations: true)
    usual[filters] = (hour, sums)
    return sums
  }
}
