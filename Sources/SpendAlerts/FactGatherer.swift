import SpendAggregate
public import SpendCore

/// Asks a store for what the rules look at, and remembers what does not change until the next hour.
public final class FactGatherer {
  private let source: any SpendSource & IngestFactsSource
  private let zone: Zone
  private let billingDay: Int
  private let budgets: [Budget]
  private let rules: [AlertRule]
  private var histories: [String: PartHistory] = [:]
  private var series: [SeriesName: AnomalyDetector] = [:]
  private var judgedUntil: Instant?
  private var usual: [[DimensionFilter]: (hour: Instant, sums: SpendSums)] = [:]
  private var lineCounts: [(at: Instant, lines: Int64, rejected: Int64)] = []

  /// Hours of a budget whose days are kept for burn rates: three days.
  private static let paceHours = 72
  private static let historyHours = BudgetReader.historyWeeks * 168
  /// Parts of a split budget that are looked at, those that spent most.
  private static let partLimit = 50
  private static let forecastParts = 10
  /// Series whose hours are judged, beside the whole: those that spent most in a week.
  private static let seriesLimit = 50
  private static let seriesDimensions: [Dimension] = [.feature, .model, .queryType, .provider]
  /// An hour is judged when lines that are a little late are in.
  private static let lateSeconds: Int64 = 120

  private struct PartHistory {
    var hours: HourlySpend
    var rhythm: CalibratedRhythm?
    /// Of the weeks before the last one: what a flood of the last days has not changed.
    var usual: WeekRhythm?
    var calibrated: Int64?
  }

  private struct SeriesName: Hashable {
    var dimension: Dimension?
    var value: String
  }

  public init(
    source: any SpendSource & IngestFactsSource, zone: Zone, billingDay: Int = 1, budgets: [Budget],
    rules: [AlertRule]
  ) {
    self.source = source
    self.zone = zone
    self.billingDay = billingDay
    self.budgets = budgets
    self.rules = rules.filter(\.isOn)
  }

  /// Names of the budgets whose filters are a part of another's, by the name of that other.
  public static func parents(_ budgets: [Budget]) -> [String: Set<String>] {
    var parents: [String: Set<String>] = [:]
    for child in budgets {
      let own = Set(child.filters)
      for other in budgets where other.name != child.name && other.splitBy == nil {
        let theirs = Set(other.filters)
        let isPart = theirs.isStrictSubset(of: own) || (theirs == own && child.splitBy != nil)
        if isPart { parents[child.name, default: []].insert(other.name) }
      }
    }
    return parents
  }

  /// Throws what the store throws; nothing that was remembered is then lost.
  public func facts(at now: Instant) throws -> AlertFacts {
    var facts = AlertFacts(now: now)
    for budget in budgets { facts.budgets += try budgetFacts(budget, now) }
    if watches(.anomaly) || watches(.missingSpend) { facts.series = try seriesFacts(now) }
    facts.traffic = try trafficFacts(now)
    facts.ingest = try source.ingestFacts(since: Instant(seconds: 0))
    countLines(&facts)
    return facts
  }

  private func watches(_ kind: RuleKind) -> Bool { rules.contains { $0.kind == kind } }

  private func rows(
    _ window: TimeWindow, _ groups: [Dimension], _ filters: [DimensionFilter], bucket: BucketWidth? = nil
  ) throws -> [SpendRow] {
    var query = SpendQuery(window: window, groups: groups, bucket: bucket, filters: filters)
    // Long histories are of money alone.
    query.includesOnlyCost = bucket != nil
    return try source.rows(for: query)
  }

  // MARK: Budgets

  private func budgetFacts(_ budget: Budget, _ now: Instant) throws -> [BudgetFacts] {
    let groups = budget.splitBy.map { [$0] } ?? []
    func part(_ row: SpendRow) -> String? { budget.splitBy == nil ? nil : row.keys.first ?? "" }
    func sums(_ seconds: Int64) throws -> [String?: Money] {
      let span = TimeWindow(start: now.adding(seconds: -seconds), end: now)
      return try rows(span, groups, budget.filters).reduce(into: [:]) {
        $0[part($1), default: .zero] += $1.sums.cost
      }
    }
    let window = budget.window(at: now, zone: zone, billingDay: billingDay)
    var totals = try rows(TimeWindow(start: window.start, end: now), groups, budget.filters)
    if totals.isEmpty, budget.splitBy == nil { totals = [SpendRow(keys: [], sums: SpendSums())] }
    totals.sort { ($1.sums.cost, $0.keys.first ?? "") < ($0.sums.cost, $1.keys.first ?? "") }
    totals = Array(totals.prefix(Self.partLimit))

    let begun = Instant(seconds: now.seconds.flooredQuotient(by: 3_600) * 3_600)
    let lastDays = TimeWindow(start: begun.adding(seconds: Int64(-Self.paceHours) * 3_600), end: now)
    let hourly = Dictionary(grouping: try rows(lastDays, groups, budget.filters, bucket: .hour), by: part)
    let lastHour = try sums(3_600)
    let half = try sums(1_800)
    let five = try sums(300)
    let needsHistory = !budget.isRolling && totals.contains { histories[historyKey(budget, part($0))] == nil }
    if needsHistory { try readHistory(budget, begun, now) }

    return totals.enumerated().map { index, row in
      let part = part(row)
      let hours = HourlySpend(rows: hourly[part] ?? [], count: Self.paceHours, now: now)
      var status = BudgetStatus(
        budget: budget, part: part, window: window, now: now, spent: row.sums.cost,
        unpricedRequests: row.sums.unpricedRequests, lastHour: lastHour[part] ?? .zero)
      var usual: WeekRhythm?
      if !budget.isRolling, index < Self.forecastParts {
        let history = history(historyKey(budget, part), hours, budget, window)
        usual = history?.usual
        if let rhythm = history?.rhythm { status.foresee(rhythm, begun: hours) }
      }
      var facts = BudgetFacts(status)
      func pace(_ long: Money, _ short: Money, _ seconds: Int64) -> BurnPace {
        BurnPace(
          long: long, short: short, seconds: seconds, budget: budget, window: window, now: now,
          rhythm: usual)
      }
      // Whole hours and the begun one, brought to the length of the window.
      func over(_ count: Int) -> Money {
        let (cost, seconds) = hours.spent(lastHours: count)
        return cost.scaled(by: Int64(count) * 3_600, over: max(1, seconds))
      }
      for rule in rules where rule.windowSeconds >= 3_600 {
        switch rule.kind {
        case .burnFast, .burnMedium, .burnSlow, .burnDrift:
          let seconds = rule.windowSeconds
          let long = seconds == 3_600 ? lastHour[part] ?? .zero : over(Int(min(seconds / 3_600, 72)))
          let short: Money
          switch BurnPace.shortSeconds(seconds) {
          case ...300: short = five[part] ?? .zero
          case ...1_800: short = (half[part] ?? .zero).scaled(by: BurnPace.shortSeconds(seconds), over: 1_800)
          case let span: short = over(Int(span / 3_600))
          }
          facts.paces[seconds] = pace(long, short, seconds)
        case .level, .forecast, .exhaustion, .anomaly, .missingSpend, .errorRate, .errorCost, .latency,
          .firstToken, .unpriced, .rejects, .silentSource, .collector:
          break
        }
      }
      let dayAgo = now.adding(seconds: -86_400)
      facts.spentBefore = dayAgo <= window.start ? .zero : row.sums.cost - hours.spent(lastHours: 23).cost
      return facts
    }
  }

  private func historyKey(_ budget: Budget, _ part: String?) -> String {
    "\(budget.name)\u{1}\(part ?? "\u{1}")"
  }

  private func readHistory(_ budget: Budget, _ begun: Instant, _ now: Instant) throws {
    let span = TimeWindow(start: begun.adding(seconds: Int64(-Self.historyHours) * 3_600), end: now)
    let all = try rows(span, budget.splitBy.map { [$0] } ?? [], budget.filters, bucket: .hour)
    let byPart = Dictionary(grouping: all) { budget.splitBy == nil ? nil : $0.keys.first ?? "" }
    for (part, rows) in byPart {
      let key = historyKey(budget, part)
      guard histories[key] == nil else { continue }
      histories[key] = PartHistory(hours: HourlySpend(rows: rows, count: Self.historyHours, now: now))
    }
  }

  /// The rhythm of a part, made anew when an hour has ended.
  private func history(
    _ key: String, _ recent: HourlySpend, _ budget: Budget, _ window: TimeWindow
  ) -> PartHistory? {
    guard var history = histories[key] else { return nil }
    let passed = Int((recent.end.seconds - history.hours.end.seconds) / 3_600)
    let changed =
      history.hours.hours.suffix(Self.paceHours - max(0, passed))
      != recent.hours.prefix(Self.paceHours - max(0, passed))
    if passed > 0 || changed || history.rhythm == nil {
      // Late lines change the hours of the last days; older ones stay as they were read.
      let kept = history.hours.hours + Array(repeating: Money.zero, count: max(0, passed))
      let old = kept.dropLast(Self.paceHours).suffix(Self.historyHours - Self.paceHours)
      history.hours = HourlySpend(hours: old + recent.hours, end: recent.end)
      let left = Int(max(1, (window.end.seconds - recent.end.seconds) / 3_600))
      let zone = budget.zone ?? zone
      let day = recent.end.seconds / 86_400
      let isCalibrated = history.calibrated == day
      history.rhythm = history.hours.rhythm(zone: zone).map { rhythm in
        if isCalibrated, let known = history.rhythm { return CalibratedRhythm(rhythm, calibratedAs: known) }
        return CalibratedRhythm(rhythm, hoursLeft: left)
      }
      history.calibrated = day
      // A week earlier is the same hour of the week.
      history.usual = HourlySpend(hours: history.hours.hours.dropLast(168), end: recent.end).rhythm(
        zone: zone)
      histories[key] = history
    }
    return history
  }

  // MARK: Series

  private func seriesFacts(_ now: Instant) throws -> [SeriesFacts] {
    let closed = Instant(seconds: (now.seconds - Self.lateSeconds).flooredQuotient(by: 3_600) * 3_600)
    if let judged = judgedUntil, closed.seconds - judged.seconds <= 48 * 3_600 {
      try judge(from: judged, to: closed)
    } else {
      try learn(until: closed)
    }
    judgedUntil = max(closed, judgedUntil ?? closed)
    // The hour that is not judged yet: it has begun at `closed`.
    var begun: [SeriesName: Money] = [:]
    let seconds = now.seconds - closed.seconds
    if seconds >= 900, seconds <= 3_600 {
      for row in try rows(TimeWindow(start: closed, end: now), Self.seriesDimensions, []) {
        begun[SeriesName(dimension: nil, value: ""), default: .zero] += row.sums.cost
        for (dimension, value) in zip(Self.seriesDimensions, row.keys) {
          begun[SeriesName(dimension: dimension, value: value), default: .zero] += row.sums.cost
        }
      }
    }
    return series.map { name, detector in
      SeriesFacts(
        dimension: name.dimension, value: name.value, verdict: detector.latest,
        begun: detector.begun(begun[name] ?? .zero, seconds: seconds))
    }
  }

  /// Reads seven weeks and finds out which series count.
  private func learn(until end: Instant) throws {
    series.removeAll()
    let count = 7 * 168
    let window = TimeWindow(start: end.adding(seconds: Int64(-count) * 3_600), end: end)
    func hours(_ rows: [SpendRow]) -> [Money] { HourlySpend(rows: rows, count: count, now: end).hours }
    let monthly = budgets.first { $0.filters.isEmpty && $0.splitBy == nil }?.amount
    series[SeriesName(dimension: nil, value: "")] = AnomalyDetector(
      hours(try rows(window, [], [], bucket: .hour)), judged: 168, budget: monthly)
    let week = TimeWindow(start: end.adding(seconds: -604_800), end: end)
    var ranked: [(name: SeriesName, cost: Money)] = []
    for dimension in Self.seriesDimensions {
      ranked += try rows(week, [dimension], []).map {
        (SeriesName(dimension: dimension, value: $0.keys.first ?? ""), $0.sums.cost)
      }
    }
    ranked.sort { ($1.cost, $0.name.value) < ($0.cost, $1.name.value) }
    let chosen = Set(ranked.prefix(Self.seriesLimit).map(\.name))
    for dimension in Self.seriesDimensions where chosen.contains(where: { $0.dimension == dimension }) {
      let byValue = Dictionary(grouping: try rows(window, [dimension], [], bucket: .hour)) {
        $0.keys.first ?? ""
      }
      for (value, rows) in byValue {
        let name = SeriesName(dimension: dimension, value: value)
        if chosen.contains(name) { series[name] = AnomalyDetector(hours(rows), judged: 48) }
      }
    }
  }

  /// Judges the whole hours between two moments.
  private func judge(from start: Instant, to end: Instant) throws {
    guard end > start else { return }
    let window = TimeWindow(start: start, end: end)
    var spent: [SeriesName: [Instant: Money]] = [:]
    for row in try rows(window, Self.seriesDimensions, [], bucket: .hour) {
      guard let hour = row.bucketStart else { continue }
      let names =
        [SeriesName(dimension: nil, value: "")]
        + zip(Self.seriesDimensions, row.keys).map { SeriesName(dimension: $0, value: $1) }
      for name in names { spent[name, default: [:]][hour, default: .zero] += row.sums.cost }
    }
    var hour = start
    while hour < end {
      for name in series.keys { series[name]?.append(spent[name]?[hour] ?? .zero) }
      hour = hour.adding(seconds: 3_600)
    }
  }

  // MARK: Traffic and lines

  private func trafficFacts(_ now: Instant) throws -> [TrafficFacts] {
    var facts: [TrafficFacts] = []
    let kinds: Set<RuleKind> = [.errorRate, .errorCost, .unpriced, .latency, .firstToken]
    for rule in rules where kinds.contains(rule.kind) {
      guard !facts.contains(where: { $0.filters == rule.filters && $0.windowSeconds == rule.windowSeconds })
      else {
        continue
      }
      let sharing = rules.filter { $0.filters == rule.filters && $0.windowSeconds == rule.windowSeconds }
      let needsDurations = sharing.contains { $0.kind == .latency || $0.kind == .firstToken }
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
  private func usualDurations(_ filters: [DimensionFilter], _ now: Instant) throws -> SpendSums {
    let hour = Instant(seconds: now.seconds.flooredQuotient(by: 3_600) * 3_600)
    if let known = usual[filters], known.hour == hour { return known.sums }
    let window = TimeWindow(start: zone.startOfDay(now.adding(seconds: -604_800)), end: zone.startOfDay(now))
    let sums = try total(window, filters, durations: true)
    usual[filters] = (hour, sums)
    return sums
  }

  private func countLines(_ facts: inout AlertFacts) {
    lineCounts.append((facts.now, facts.ingest.lines, facts.ingest.rejected))
    lineCounts.removeAll { facts.now.seconds - $0.at.seconds > 3_600 }
    guard let first = lineCounts.first else { return }
    facts.recentLines = max(0, facts.ingest.lines - first.lines)
    facts.recentRejects = max(0, facts.ingest.rejected - first.rejected)
  }
}
