import SpendAnalytics
public import SpendAlerts
public import SpendCore

/// Asks the store what a frame needs and puts it into one value.
public final class SnapshotBuilder {
  private let source: any SpendSource
  private let zone: Zone
  private let budget: Money?
  private let budgets: [Budget]
  private let rules: [AlertRule]
  private let paidOtherwise: FixedCosts.Source?
  private let explain: (@Sendable (EventRecord) -> CostExplanation)?
  private var paid: (request: SnapshotRequest, at: Instant, facts: FixedCosts?)?
  private var keptPlan: (request: SnapshotRequest, at: Instant, facts: PlanFacts)?
  private var keptTrouble: (trouble: LogTrouble, at: Instant)?
  private let past: HistoryCache
  private var watch: AlertPreview?
  private var budgetEvaluator: (billingDay: Int, evaluator: BudgetEvaluator)?
  private var looks = 0
  private let search: RequestSearch?
  /// Breaks off what is being built; from any thread.
  var interruption: (@Sendable () -> Void)? { source.interruption }
  /// Number of newest requests to load.
  var wanted = DashboardState.firstRequests

  /// Series of the chart that are drawn separately; the rest is drawn as one.
  static let chartSeries = 5
  /// The window of the spend rate in the header.
  static let burnSeconds: Int64 = 900
  /// Looks in which a better first question is thought of.
  private static let firstLooks = 3
  private static let paidSeconds: Int64 = 20
  private static let troubleSeconds: Int64 = 15

  public init(
    source: any SpendSource, zone: Zone, budget: Money? = nil, budgets: [Budget] = [],
    rules: [AlertRule] = RuleRegistry.defaults, paidOtherwise: FixedCosts.Source? = nil,
    explain: (@Sendable (EventRecord) -> CostExplanation)? = nil
  ) {
    self.explain = explain
    self.paidOtherwise = paidOtherwise
    search = (source as? any EventSearchSource).map(RequestSearch.init)
    self.budgets = budgets
    self.rules = rules
    self.source = source
    self.zone = zone
    self.budget = budget
    past = HistoryCache(source: source, zone: zone)
  }

  /// Looks at what fires; nil when the store can not tell, or it is too early to look again.
  public func alerts(at now: Instant, billingDay: Int, desk: any AlertControlStore, isUrgent: Bool = false)
    throws
    -> AlertSnapshot?
  {
    try startedWatch(billingDay)?.look(at: now, desk: desk, isUrgent: isUrgent)
  }

  /// Alert states of the collector's last evaluation, for a first frame that does not wait for the rules.
  public func knownAlerts(at now: Instant, billingDay: Int, desk: any AlertControlStore) throws
    -> AlertSnapshot?
  {
    try startedWatch(billingDay)?.known(at: now, desk: desk)
  }

  /// Timelines of the alerts about spend, for the view that explains them.
  func timelines(_ alerts: AlertSnapshot, at now: Instant) throws -> [String: AlertTimeline] {
    var timelines: [String: AlertTimeline] = [:]
    for alert in alerts.alerts.prefix(AlertTimeline.mostAlerts) {
      timelines[alert.key.fingerprint] = try AlertTimeline(alert, in: source, zone: zone, at: now)
    }
    return timelines
  }

  private func startedWatch(_ billingDay: Int) -> AlertPreview? {
    if watch == nil, let source = source as? any SpendSource & IngestFactsSource {
      watch = AlertPreview(source: source, zone: zone, billingDay: billingDay, budgets: budgets, rules: rules)
    }
    return watch
  }

  /// Searches further back for requests, for about `milliseconds`, and puts the result into the snapshot.
  /// False when the search is complete.
  func lookBack(_ snapshot: inout DashboardSnapshot, milliseconds: Int) throws -> Bool {
    guard let search else { return false }
    let began = ContinuousClock.now
    var isBusy = false
    repeat {
      guard try search.step(wanted: wanted) else { break }
      isBusy = true
    } while ContinuousClock.now - began < .milliseconds(milliseconds)
    (snapshot.requests, snapshot.reach) = search.found(wanted: wanted)
    return isBusy
  }

  /// Rises when a new snapshot would differ.
  public func generation() throws -> Int64 { try source.generation() }

  /// Takes all facts for `request` as of `now`. Throws what the store throws.
  public func build(for request: SnapshotRequest, at now: Instant) throws -> DashboardSnapshot {
    let now = request.asOf ?? now
    let window = request.window(at: now, zone: zone)
    let before = request.windowBefore(window, zone: zone)
    var snapshot = DashboardSnapshot(takenAt: now, request: request, window: window)
    snapshot.health = try source.health()
    snapshot.trouble = try trouble(snapshot.health, now)
    snapshot.budget = monthlyBudget(request)
    snapshot.isPast = !request.reachesNow
    snapshot.comparesBefore = snapshot.health.knows(before)
    let history = try ChartSeriesQuery(source, request, window, before: before, zone: zone)
    snapshot.chart = history.chart(series: Self.chartSeries)
    snapshot.chart.notes = try source.notes(in: window)

    // Histograms of a long window are many; their percentiles are left to the view that is about them.
    // Columns of percentiles are left out then.
    let hasLatency = request.needsLatency || request.measure == .latency || window.seconds <= 2 * 86_400
    snapshot.hasLatency = hasLatency
    for (number, dimension) in request.dimensions.enumerated() {
      var query = SpendQuery(
        window: window, groups: [dimension], filters: request.filters, figures: request.figures)
      query.includesLatency = hasLatency
      let rows = try source.rows(for: query)
      query.window = before
      query.includesLatency = false
      let earlier = try source.rows(for: query)
      var breakdown = Breakdown(dimension: dimension, rows: rows, before: earlier)
      if number == 0 {
        snapshot.summary = SpendSummary(sums: breakdown.total)
        snapshot.change = Delta(
          now: breakdown.total.cost, before: SpendSummary(rows: earlier).sums.cost)
      }
      if dimension == request.chartDimension {
        breakdown.addHistory(
          rows: history.rows, slices: history.slices, value: request.measure.value)
      }
      snapshot.breakdowns.append(breakdown)
    }
    if let search {
      try search.refresh(request, window, at: now, wanted: wanted)
      (snapshot.requests, snapshot.reach) = search.found(wanted: wanted)
    } else {
      snapshot.requests = try source.newestEvents(
        limit: wanted, before: window.end, filters: request.filters, figures: request.figures)
    }
    if looks < Self.firstLooks, request.isUsual {
      looks += 1
      snapshot.better = try DefaultQueryFallback.better(than: request, snapshot, source)
    }
    if let pivot = request.pivot { snapshot.pivot = try self.pivot(pivot, request, window) }
    // Today and the burn rate of a past range are those of its end.
    let moment = request.reachesNow ? now : min(now, Instant(microseconds: window.end.microseconds &- 1))
    try addPace(to: &snapshot, for: request, now: moment)
    if request.needsLatency {
      let query = SpendQuery(
        window: window, groups: [.error], filters: request.filters, figures: request.figures)
      snapshot.errorClasses = try source.rows(for: query).compactMap { row in
        guard let key = row.keys.first, !key.isEmpty else { return .init(unclassified: row.sums) }
        return .init(title: ErrorClass(rawValue: key)?.title ?? key, sums: row.sums)
      }
      .sorted { ($1.sums.requests, $0.title) < ($0.sums.requests, $1.title) }
    }
    if request.needsSources { snapshot.logs = try LogFacts(source) }
    if request.needsSavings {
      try addSavings(to: &snapshot, for: request, now)
    }
    if request.needsPlan { snapshot.planFacts = try planFacts(request, now) }
    snapshot.paidOtherwise = try paidOtherwise(request, window, now)
    if request.needsBudgets {
      let evaluator = evaluator(request.billingDay)
      snapshot.budgets = try evaluator.statuses(of: budgets, at: now)
        .sorted { ($1.share, $0.name) < ($0.share, $1.name) }
    }
    return snapshot
  }

  private func evaluator(_ billingDay: Int) -> BudgetEvaluator {
    if let known = budgetEvaluator, known.billingDay == billingDay { return known.evaluator }
    let evaluator = BudgetEvaluator(source: source, zone: zone, billingDay: billingDay, refreshSeconds: 10)
    budgetEvaluator = (billingDay, evaluator)
    return evaluator
  }

  /// Returns the budget that the month is compared with: for filtered traffic, the budget for exactly that
  /// traffic.
  private func monthlyBudget(_ request: SnapshotRequest) -> Money? {
    guard request.isFiltered else { return budget }
    return budgets.first {
      $0.period == .calendar(.month) && $0.splitBy == nil && request.figures.isEmpty
        && Set($0.filters) == Set(request.filters)
    }?.amount
  }

  /// Returns the files without figures; updated a few times a minute, and on each call while the store is
  /// empty.
  private func trouble(_ health: StoreHealth, _ now: Instant) throws -> LogTrouble {
    if let kept = keptTrouble, health.events > 0,
      (0..<Self.troubleSeconds).contains(now.seconds - kept.at.seconds)
    {
      return kept.trouble
    }
    let trouble = try LogTrouble(source, health)
    keptTrouble = (trouble, now)
    return trouble
  }

  private func addSavings(to snapshot: inout DashboardSnapshot, for request: SnapshotRequest, _ now: Instant)
    throws
  {
    let explain = explain
    var input = try SavingsInput(
      source, events: source as? any EventSearchSource, filters: request.filters, at: now
    ) { record in
      let explanation = explain?(record)
      return SavingsInput.Quote(
        cost: explanation?.recomputed, isLongContext: explanation?.isLongContext ?? false,
        minimumCache: explanation?.minimumCache)
    }
    if !request.isFiltered, let paidOtherwise {
      let end = Instant(microseconds: now.microseconds &+ 1)
      let month = TimeWindow(start: end.adding(seconds: -86_400 * SavingsAnalyzer.days), end: end)
      input.hardware = try paidOtherwise(source, month, [], now)?.hardware.map(\.savingsInput) ?? []
    }
    let opportunities = SavingsAnalyzer.opportunities(input)
    snapshot.savings = opportunities.map(SavingsRecommendation.init)
    snapshot.savingsTotal = SavingsAnalyzer.total(opportunities, input)
    snapshot.savingsObserved = input.observed
  }

  /// Returns the costs of plans and hardware, which take some queries over the window; updated a few times
  /// a minute.
  private func paidOtherwise(_ request: SnapshotRequest, _ window: TimeWindow, _ now: Instant) throws
    -> FixedCosts?
  {
    guard let paidOtherwise else { return nil }
    if let paid, paid.request == request, (0..<Self.paidSeconds).contains(now.seconds - paid.at.seconds) {
      return paid.facts
    }
    // Hardware and plans support filters of labels, but not of users or of figures of single requests.
    let isKnown = request.figures.isEmpty && request.filters.allSatisfy { $0.dimension.isLabel }
    var facts = try paidOtherwise(source, window, isKnown ? request.filters : [], now)
    facts?.isOfAllTraffic = !isKnown
    paid = (request, now, facts)
    return facts
  }

  /// Returns the traffic of the last 30 days, which takes two queries; updated a few times a minute.
  private func planFacts(_ request: SnapshotRequest, _ now: Instant) throws -> PlanFacts {
    if let kept = keptPlan, kept.request == request,
      (0..<Self.paidSeconds).contains(now.seconds - kept.at.seconds)
    {
      return kept.facts
    }
    let facts = try PlanFacts(source, request, at: now)
    keptPlan = (request, now, facts)
    return facts
  }

  private func total(_ window: TimeWindow, _ request: SnapshotRequest) throws -> SpendSummary {
    try source.total(of: window, request)
  }

  /// The charted dimension cut by another one.
  private func pivot(_ across: Dimension, _ request: SnapshotRequest, _ window: TimeWindow) throws -> Pivot {
    let down =
      request.dimensions.indices.contains(request.chartPlace)
      ? request.dimensions[request.chartPlace] : .feature
    return Pivot(
      down: down, across: across, measure: request.measure,
      rows: try source.rows(
        for: SpendQuery(
          window: window, groups: [down, across], filters: request.filters, figures: request.figures,
          includesLatency: request.measure == .latency)))
  }

  private func addPace(to snapshot: inout DashboardSnapshot, for request: SnapshotRequest, now: Instant)
    throws
  {
    let end = Instant(microseconds: now.microseconds &+ 1)
    let today = WindowChoice.today.window(at: now, zone: zone)
    let spentToday = try total(today, request)
    let dayBefore = WindowChoice.today.windowBefore(today, zone: zone)
    let yesterday = try total(dayBefore, request)
    snapshot.paceAt = now
    snapshot.comparesYesterday = snapshot.health.knows(dayBefore)
    snapshot.today = Delta(now: spentToday.sums.cost, before: yesterday.sums.cost)
    snapshot.todayIsLowerBound = spentToday.isLowerBound

    let facts = try past.facts(for: request, now: now, today: today.start)
    snapshot.month = facts.monthBeforeToday.sums.cost + spentToday.sums.cost
    snapshot.monthIsLowerBound = facts.monthBeforeToday.isLowerBound || spentToday.isLowerBound
    snapshot.week = facts.week.means
    snapshot.weekCount = facts.week.weeks
    snapshot.forecast = facts.model?.forecast(
      spent: snapshot.month, at: now, until: past.nextMonth(now))

    let recent = try total(TimeWindow(start: end.adding(seconds: -Self.burnSeconds), end: end), request)
    snapshot.burnIsLowerBound = recent.isLowerBound
    if let usual = facts.model?.baselinePerHour {
      snapshot.burn = SpendRate(
        recent: recent.sums.cost, recentSeconds: Self.burnSeconds, usual: usual, usualSeconds: 3_600)
    } else {
      let window = TimeWindow(start: end.adding(seconds: -86_400), end: end)
      let day = try total(window, request)
      // The mean of a day that was mostly not recorded would make every new database an alarm.
      snapshot.burn = SpendRate(
        recent: recent.sums.cost, recentSeconds: Self.burnSeconds,
        usual: snapshot.health.knows(window) ? day.sums.cost : nil, usualSeconds: 86_400)
    }
  }
}

extension StoreHealth {
  /// Most of a range was recorded, so that sums can be compared with it.
  fileprivate func knows(_ window: TimeWindow) -> Bool {
    guard let firstEvent else { return false }
    return firstEvent.seconds <= window.start.seconds + window.seconds / 2
  }
}
