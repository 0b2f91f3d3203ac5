public import SpendCore

/// Evaluates budgets: spend, burn rates, forecast and exhaustion, the same for everyone who shows them.
///
/// All parts of a split budget are evaluated. An evaluator that is kept reads the hours of the last weeks once
/// an hour and when older events were added, and models anew only what has changed; its results are those of a
/// new one.
public final class BudgetEvaluator {
  private let source: any SpendSource
  private let zone: Zone
  private let billingDay: Int
  private let refreshSeconds: Int64
  private var histories: [Scope: History] = [:]
  /// The latest evaluation: what a period came to by then is spent, also when the clock was set back since.
  private var seenUntil: Instant?

  /// Weeks of hours that forecasts are made from: eight to look back from, four before the first of them.
  public static let historyWeeks = 12
  private static let historyHours = historyWeeks * 168
  /// The last hours are read in each evaluation: late events change them.
  private static let lateHours = 72
  /// Features of a budget that is not split that have a forecast of their own.
  static let mostFeatures = 500
  /// A part whose spend stays below this share of the amount has an interval that is not calibrated.
  private static let calibratedShare = 0.25
  /// Requests of the last minute that are looked at.
  private static let mostSampled: Int64 = 64
  /// A newest event so far ahead is one of a wrong clock.
  private static let clockSlack: Int64 = 3_600

  /// - Parameter refreshSeconds: how long hours are kept although events were added to the store.
  public init(source: any SpendSource, zone: Zone, billingDay: Int = 1, refreshSeconds: Int64 = 60) {
    self.source = source
    self.zone = zone
    self.billingDay = billingDay
    self.refreshSeconds = refreshSeconds
  }

  /// The statuses of several budgets, in their order; the hours of all of them are read together.
  ///
  /// Throws what the store throws.
  public func statuses(
    of budgets: [Budget], at now: Instant, burnWindows: [Int64] = [], forecasts: Bool = true
  ) throws -> [BudgetStatus] {
    if forecasts { try readHours(of: budgets, at: now) }
    return try budgets.flatMap {
      try statuses(of: $0, at: now, burnWindows: burnWindows, forecasts: forecasts)
    }
  }

  /// Reads the hours that forecasts of these budgets need, where they are not known, in one pass over the store.
  ///
  /// Throws what the store throws.
  public func readHours(of budgets: [Budget], at now: Instant) throws {
    var scopes: [Scope] = []
    for scope in budgets.map(Scope.init) {
      // A budget and its split by feature are read once, where that is possible.
      let isRead = scopes.contains { $0 == scope || $0 == scope.counterpart }
      if !isRead { scopes.append(scope) }
    }
    let moment = try Moment(source, now)
    try read(scopes.filter { known($0, moment) == nil }, moment)
  }

  /// One status, or one for each part of a split budget that had requests in the period, those that spent most
  /// first.
  ///
  /// - Parameters:
  ///   - burnWindows: seconds of the windows of burn rates, beside the last hour.
  ///   - forecasts: false leaves out forecasts and baselines, which cost most.
  ///
  /// Throws what the store throws.
  public func statuses(
    of budget: Budget, at now: Instant, burnWindows: [Int64] = [], forecasts: Bool = true
  ) throws -> [BudgetStatus] {
    var statuses = try spending(of: budget, at: now)
    guard let window = statuses.first?.window else { return [] }
    let groups = budget.splitBy.map { [$0] } ?? []
    let windows = Set(burnWindows).union([3_600])
    let dayAgo = now.adding(seconds: -86_400)
    let needsDay = dayAgo > window.start
    var spent: [Int64: [String?: Money]] = [:]
    let lengths = windows.union(windows.map(BurnRate.shortSeconds)).union(RecentSpend.windows)
      .union(needsDay ? [86_400] : [])
    for seconds in lengths {
      let span = TimeWindow(start: now.adding(seconds: -seconds), end: now)
      spent[seconds] = try source.costs(span, groups, budget.filters).reduce(into: [:]) {
        $0[budget.part(of: $1), default: .zero] += $1.sums.cost
      }
    }
    for index in statuses.indices {
      let part = statuses[index].part
      func recent(_ seconds: Int64) -> Money { spent[seconds]?[part] ?? .zero }
      statuses[index].recent = RecentSpend(recent)
      for seconds in windows {
        statuses[index].burnRates[seconds] = statuses[index].burnRate(
          seconds: seconds, spent: recent(seconds), shortSpent: recent(BurnRate.shortSeconds(seconds)))
      }
      if needsDay { statuses[index].spentBefore = statuses[index].spent - recent(86_400) }
    }
    try addSustainedMinutes(to: &statuses, budget, now)
    if forecasts { try forecast(&statuses, budget, window, now) }
    return statuses
  }

  /// Adds what the last minute came to without its most expensive request, where it may be the start of a flood.
  private func addSustainedMinutes(to statuses: inout [BudgetStatus], _ budget: Budget, _ now: Instant)
    throws
  {
    func isSudden(_ status: BudgetStatus) -> Bool {
      let known = Exhaustion(remaining: .zero, recent: status.recent)?.perHour ?? .zero
      return status.remaining > .zero
        && Int128(status.recent.minute.nanodollars) * 60 > 2 * Int128(known.nanodollars)
    }
    guard statuses.contains(where: isSudden) else { return }
    let minute = TimeWindow(start: now.adding(seconds: -60), end: now)
    let rows = try source.rows(
      for: SpendQuery(window: minute, groups: budget.splitBy.map { [$0] } ?? [], filters: budget.filters))
    let requests = rows.reduce(into: [String?: Int64]()) {
      $0[budget.part(of: $1), default: 0] += $1.sums.requests
    }
    for index in statuses.indices where isSudden(statuses[index]) {
      guard let count = requests[statuses[index].part], count >= RecentSpend.manyRequests else { continue }
      let costs = try source.newestEvents(
        limit: Int(min(count, Self.mostSampled)), before: now, filters: statuses[index].filters
      ).filter { $0.time >= minute.start }.map { $0.cost ?? .zero }
      let sum = costs.reduce(.zero, +)
      guard costs.count >= RecentSpend.manyRequests, sum > .zero, let largest = costs.max() else { continue }
      statuses[index].recent.sustainedMinute = statuses[index].recent.minute.scaled(
        by: (sum - largest).nanodollars, over: sum.nanodollars)
    }
  }

  /// The same statuses with their spend alone, which one query gives.
  public func spending(of budget: Budget, at now: Instant) throws -> [BudgetStatus] {
    let window = budget.window(at: now, zone: zone, billingDay: billingDay)
    let seen = max(now, seenUntil ?? now)
    seenUntil = seen
    let soFar = TimeWindow(start: window.start, end: max(window.start, max(now, min(window.end, seen))))
    let groups = budget.splitBy.map { [$0] } ?? []
    var statuses = try source.costs(soFar, groups, budget.filters).map { row in
      BudgetStatus(
        budget: budget, part: budget.part(of: row), window: window, now: now, spent: row.sums.cost,
        unpricedRequests: row.sums.unpricedRequests)
    }
    if statuses.isEmpty, budget.splitBy == nil {
      statuses = [BudgetStatus(budget: budget, window: window, now: now, spent: .zero)]
    }
    statuses.sort { ($1.spent, $0.name) < ($0.spent, $1.name) }
    return statuses
  }

  /// Forgets hours that were read by a clock that was set since.
  public func clockWasSet() { histories = [:] }

  // MARK: Forecasts

  private func forecast(
    _ statuses: inout [BudgetStatus], _ budget: Budget, _ window: TimeWindow, _ now: Instant
  ) throws {
    let scope = shared(Scope(budget))
    let history = try history(scope, now)
    for index in statuses.indices {
      let model = model(scope, history, of: statuses[index].part, budget, statuses[index].spent, window, now)
      guard case .success(let model) = model else {
        if case .failure(let missing) = model { statuses[index].forecastGap = missing.gap }
        continue
      }
      statuses[index].baselinePerHour = model.baselinePerHour
      guard !budget.isRolling else {
        statuses[index].forecastGap = .rolling
        continue
      }
      let burning = Exhaustion(remaining: .zero, recent: statuses[index].recent)?.perHour ?? .zero
      statuses[index].forecast = model.forecast(
        spent: statuses[index].spent, at: now, until: window.end, burning: burning)
      if statuses[index].remaining > .zero {
        statuses[index].runsOut = model.time(
          ofSpending: statuses[index].remaining, from: now, until: window.end)
      }
    }
  }

  /// The model of some traffic up to the end of a month, and the hours it is made from by feature; for figures
  /// that belong to no budget.
  public func model(
    of filters: [DimensionFilter], at now: Instant, until end: Instant
  ) throws -> (model: ForecastModel?, hours: [String: [Money]]) {
    let budget = Budget(name: "", amount: .zero, period: .calendar(.month), filters: filters)
    let scope = shared(Scope(budget))
    let history = try history(scope, now)
    let model = model(
      scope, history, of: nil, budget, .zero, TimeWindow(start: now, end: end), now)
    return (try? model.get(), history.hours)
  }

  private func model(
    _ scope: Scope, _ history: History, of part: String?, _ budget: Budget, _ spent: Money,
    _ window: TimeWindow, _ now: Instant
  ) -> Result<ForecastModel, ForecastModel.Missing> {
    let hours = part.map { [$0: history.hours[$0] ?? []] } ?? history.hours
    let isLarge = part == nil || isLarge(hours, spent, budget, window, now)
    let key = ModelKey(part: part, until: isLarge && !budget.isRolling ? window.end : nil)
    if let known = histories[scope]?.models[key] { return known }
    let model = ForecastModel.make(
      hours, end: history.end, zone: budget.zone ?? zone, lastEvent: history.lastEvent,
      calibratedUntil: key.until)
    histories[scope]?.models[key] = model
    return model
  }

  /// True when the rate of the last week would use a large share of the amount.
  private func isLarge(
    _ hours: [String: [Money]], _ spent: Money, _ budget: Budget, _ window: TimeWindow, _ now: Instant
  ) -> Bool {
    let week = hours.values.reduce(Money.zero) { $0 + $1.suffix(168).reduce(.zero, +) }
    let left = max(0, Double(window.end.seconds - now.seconds)) / 604_800
    let end = Double(spent.nanodollars) + Double(week.nanodollars) * left
    return end >= Self.calibratedShare * Double(budget.amount.nanodollars)
  }

  // MARK: Hours

  /// The traffic that hours are read of.
  private struct Scope: Hashable {
    var filters: [DimensionFilter]
    var group: Dimension
    /// False where the groups are features that are summed again.
    var isSplit: Bool
    var zone: Zone?

    init(_ budget: Budget) {
      filters = budget.filters
      group = budget.splitBy ?? .feature
      isSplit = budget.splitBy != nil
      zone = budget.zone
    }

    /// The same features of the same traffic where one budget is split by them and one is not.
    var counterpart: Self? {
      guard group == .feature else { return nil }
      var other = self
      other.isSplit.toggle()
      return other
    }
  }

  /// The scope of the same traffic whose hours are known, where both tell the same values apart: a budget and its
  /// split by feature are read once.
  private func shared(_ scope: Scope) -> Scope {
    guard histories[scope] == nil, let other = scope.counterpart, let known = histories[other],
      known.named == nil, known.hours.count <= Self.mostFeatures
    else { return scope }
    return other
  }

  private struct ModelKey: Hashable {
    var part: String?
    var until: Instant?
  }

  private struct History {
    /// Start of the begun hour.
    var end: Instant
    /// Whole hours before it by part.
    var hours: [String: [Money]]
    /// The parts that are told apart; nil for all.
    var named: Set<String>?
    /// End of the hour of the newest event.
    var lastEvent: Instant?
    var readAt: Instant
    var generation: Int64
    var models: [ModelKey: Result<ForecastModel, ForecastModel.Missing>] = [:]
  }

  /// What the hours of a moment depend on.
  private struct Moment {
    let now: Instant
    /// Start of the begun hour.
    let end: Instant
    let generation: Int64
    let lastEvent: Instant?

    init(_ source: any SpendSource, _ now: Instant) throws {
      self.now = now
      let end = Instant(seconds: now.seconds.flooredQuotient(by: 3_600) * 3_600)
      self.end = end
      generation = try source.generation()
      let newest = try source.newestEvents(
        limit: 1, before: now.adding(seconds: BudgetEvaluator.clockSlack), filters: [])
      lastEvent = newest.first.map {
        min(end, Instant(seconds: ($0.time.seconds.flooredQuotient(by: 3_600) + 1) * 3_600))
      }
    }
  }

  private func history(_ scope: Scope, _ now: Instant) throws -> History {
    let moment = try Moment(source, now)
    guard var history = known(scope, moment) else { return try read([scope], moment)[0] }
    if history.generation != moment.generation {
      history.hours = try late(history, scope, moment.end)
      history.generation = moment.generation
    }
    return keep(history, for: scope, moment)
  }

  /// The history of a scope that was read in this hour, and is current or was read lately.
  private func known(_ scope: Scope, _ moment: Moment) -> History? {
    guard let known = histories[scope], known.end == moment.end,
      known.generation == moment.generation
        || (0..<refreshSeconds).contains(moment.now.seconds - known.readAt.seconds)
    else { return nil }
    return known
  }

  /// Reads the hours of some scopes and keeps them.
  @discardableResult
  private func read(_ scopes: [Scope], _ moment: Moment) throws -> [History] {
    guard !scopes.isEmpty else { return [] }
    let queries = try scopes.map { try query($0, named: named($0, moment.end)) }
    let hours = try hours(Self.historyHours, queries, moment.end)
    return scopes.indices.map { index in
      let history = History(
        end: moment.end, hours: hours[index], named: queries[index].named, readAt: moment.now,
        generation: moment.generation)
      return keep(history, for: scopes[index], moment)
    }
  }

  /// Keeps a history, and the models of the one before it where nothing has changed.
  private func keep(_ history: History, for scope: Scope, _ moment: Moment) -> History {
    var history = history
    history.lastEvent = moment.lastEvent
    let known = histories[scope]
    let isSame =
      known?.end == history.end && known?.lastEvent == history.lastEvent && known?.hours == history.hours
    history.models = isSame ? known?.models ?? [:] : [:]
    histories[scope] = history
    return history
  }

  /// The hours with those of the last days read anew.
  private func late(_ known: History, _ scope: Scope, _ end: Instant) throws -> [String: [Money]] {
    let read = try hours(Self.lateHours, [query(scope, named: known.named)], end)[0]
    let silence = Array(repeating: Money.zero, count: Self.lateHours)
    var hours = known.hours
    for key in Set(known.hours.keys).union(read.keys) {
      let old = known.hours[key] ?? Array(repeating: .zero, count: Self.historyHours)
      hours[key] = Array(old.dropLast(Self.lateHours)) + (read[key] ?? silence)
    }
    return hours
  }

  /// The features with the most spend; nil for all of them, and for the parts of a split budget, which need hours
  /// of their own.
  private func named(_ scope: Scope, _ end: Instant) throws -> Set<String>? {
    guard !scope.isSplit else { return nil }
    let window = TimeWindow(start: end.adding(seconds: -3_600 * Int64(Self.historyHours)), end: end)
    let rows = try source.costs(window, [scope.group], scope.filters)
    guard rows.count > Self.mostFeatures else { return nil }
    let largest = rows.sorted { a, b in
      a.sums.cost != b.sums.cost
        ? a.sums.cost > b.sums.cost : (a.keys.first ?? "") < (b.keys.first ?? "")
    }
    return Set(largest.prefix(Self.mostFeatures).map { $0.keys.first ?? "" })
  }

  private func query(_ scope: Scope, named: Set<String>?) -> HourlyCostQuery {
    HourlyCostQuery(by: scope.group, filters: scope.filters, named: named)
  }

  private func hours(_ count: Int, _ queries: [HourlyCostQuery], _ end: Instant) throws -> [[String: [Money]]]
  {
    let window = TimeWindow(start: end.adding(seconds: -3_600 * Int64(count)), end: end)
    return try source.hourlyCosts(in: window, of: queries).map { costs in
      costs.filter { $0.value.contains { $0 != .zero } }
    }
  }
}

extension Budget {
  /// The part that a row belongs to; nil for a budget that is not split.
  fileprivate func part(of row: SpendRow) -> String? { splitBy == nil ? nil : row.keys.first ?? "" }
}

extension SpendSource {
  /// Rows of money alone.
  public func costs(
    _ window: TimeWindow, _ groups: [Dimension], _ filters: [DimensionFilter] = [],
    bucket: BucketWidth? = nil
  ) throws -> [SpendRow] {
    var query = SpendQuery(window: window, groups: groups, bucket: bucket, filters: filters)
    query.includesOnlyCost = true
    return try rows(for: query)
  }
}
