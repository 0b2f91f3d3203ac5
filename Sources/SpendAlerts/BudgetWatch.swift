import SpendAggregate
import SpendCore

/// What the rules of budgets look at, round by round: how each stands, how fast it goes, where it will end.
struct BudgetWatch {
  let source: any SpendSource
  let zone: Zone
  let billingDay: Int
  let rules: [AlertRule]
  private var histories: [String: PartHistory] = [:]
  /// The latest round: what a period came to by then is spent, also when the clock was set back since.
  private var seenUntil: Instant?

  /// Hours of a budget whose days are kept for burn rates: three days.
  private static let paceHours = 72
  private static let historyHours = BudgetReader.historyWeeks * 168
  /// Parts of a split budget that are looked at, those that spent most.
  private static let partLimit = 50
  private static let forecastParts = 10

  private struct PartHistory {
    var hours: HourlySpend
    var rhythm: CalibratedRhythm?
    /// Of the weeks before the last one: what a flood of the last days has not changed.
    var usual: WeekRhythm?
    var calibrated: Int64?
  }

  init(source: any SpendSource, zone: Zone, billingDay: Int, rules: [AlertRule]) {
    self.source = source
    self.zone = zone
    self.billingDay = billingDay
    self.rules = rules
  }

  /// Of a budget, or of each part of a split one. Throws what the store throws.
  mutating func facts(of budget: Budget, at now: Instant) throws -> [BudgetFacts] {
    let groups = budget.splitBy.map { [$0] } ?? []
    func part(_ row: SpendRow) -> String? { budget.splitBy == nil ? nil : row.keys.first ?? "" }
    func sums(_ seconds: Int64) throws -> [String?: Money] {
      let span = TimeWindow(start: now.adding(seconds: -seconds), end: now)
      return try source.costs(span, groups, budget.filters).reduce(into: [:]) {
        $0[part($1), default: .zero] += $1.sums.cost
      }
    }
    let window = budget.window(at: now, zone: zone, billingDay: billingDay)
    seenUntil = max(now, seenUntil ?? now)
    let soFar = TimeWindow(start: window.start, end: max(now, min(window.end, seenUntil ?? now)))
    var totals = try source.costs(soFar, groups, budget.filters)
    if totals.isEmpty, budget.splitBy == nil { totals = [SpendRow(keys: [], sums: SpendSums())] }
    totals.sort { ($1.sums.cost, $0.keys.first ?? "") < ($0.sums.cost, $1.keys.first ?? "") }
    totals = Array(totals.prefix(Self.partLimit))

    let hourly = try source.hourlySpend(
      Self.paceHours, until: now, by: budget.splitBy, filters: budget.filters)
    let lastHour = try sums(3_600)
    let half = try sums(1_800)
    let five = try sums(300)
    let needsHistory = !budget.isRolling && totals.contains { histories[historyKey(budget, part($0))] == nil }
    if needsHistory { try readHistory(budget, now) }

    return totals.enumerated().map { index, row in
      let part = part(row)
      let hours = hourly[part ?? ""] ?? HourlySpend(costs: [], count: Self.paceHours, now: now)
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

  /// Histories end at an hour of the old clock: they are read anew.
  mutating func clockWasSet() { histories = [:] }

  private func historyKey(_ budget: Budget, _ part: String?) -> String {
    "\(budget.name)\u{1}\(part ?? "\u{1}")"
  }

  private mutating func readHistory(_ budget: Budget, _ now: Instant) throws {
    let all = try source.hourlySpend(
      Self.historyHours, until: now, by: budget.splitBy, filters: budget.filters)
    for (value, hours) in all {
      let key = historyKey(budget, budget.splitBy == nil ? nil : value)
      if histories[key] == nil { histories[key] = PartHistory(hours: hours) }
    }
  }

  /// The rhythm of a part, made anew when an hour has ended.
  private mutating func history(
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
}
