import SpendAggregate
public import SpendCore

/// Asks the store what a frame needs and puts it into one value.
///
/// The days of the month are asked for each time, unless a filter makes that a scan of all events: then
/// they are kept for a minute.
public final class SnapshotBuilder {
  private let source: any SpendSource
  private let zone: Zone
  private let budget: Money?
  private var slow: SlowFacts?

  /// Series of the chart that are told apart; the rest is drawn as one.
  static let chartSeries = 5
  /// The burn rate is taken over this time.
  static let burnSeconds: Int64 = 900
  private static let slowSeconds: Int64 = 60

  private struct SlowFacts {
    var filters: [DimensionFilter]
    var takenAt: Instant
    /// Spend of the month before today.
    var monthBeforeToday: SpendSummary
    /// Whole days before today, oldest first.
    var days: [Money]
  }

  public init(source: any SpendSource, zone: Zone, budget: Money? = nil) {
    self.source = source
    self.zone = zone
    self.budget = budget
  }

  /// Rises when a new snapshot would differ.
  public func generation() throws -> Int64 { try source.generation() }

  /// Takes all facts for `request` as of `now`. Throws what the store throws.
  public func build(for request: SnapshotRequest, at now: Instant) throws -> DashboardSnapshot {
    let window = request.choice.window(at: now, back: request.stepsBack, zone: zone)
    let before = request.choice.windowBefore(window, zone: zone)
    var snapshot = DashboardSnapshot(takenAt: now, request: request, window: window)
    snapshot.health = try source.health()
    snapshot.budget = budget
    let history = try SpendHistory(source, request, window, zone: zone)
    snapshot.chart = history.chart(series: Self.chartSeries)

    // Histograms of a long window are many; its percentiles are left to the single views.
    let hasLatency = window.seconds <= 2 * 86_400
    for (number, dimension) in request.dimensions.enumerated() {
      var query = SpendQuery(window: window, groups: [dimension], filters: request.filters)
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
      if dimension == .feature { breakdown.addHistory(rows: history.rows, slices: history.slices) }
      snapshot.breakdowns.append(breakdown)
    }
    snapshot.requests = try source.newestEvents(
      limit: request.requestCount, before: window.end, filters: request.filters)
    try addPace(to: &snapshot, filters: request.filters, now: now)
    return snapshot
  }

  private func total(_ window: TimeWindow, _ filters: [DimensionFilter]) throws -> SpendSummary {
    SpendSummary(rows: try source.rows(for: SpendQuery(window: window, filters: filters)))
  }

  private func addPace(to snapshot: inout DashboardSnapshot, filters: [DimensionFilter], now: Instant) throws
  {
    let end = Instant(microseconds: now.microseconds &+ 1)
    let today = WindowChoice.today.window(at: now, zone: zone)
    let spentToday = try total(today, filters)
    let yesterday = try total(WindowChoice.today.windowBefore(today, zone: zone), filters)
    snapshot.today = Delta(now: spentToday.sums.cost, before: yesterday.sums.cost)
    snapshot.todayIsLowerBound = spentToday.isLowerBound

    let recent = try total(TimeWindow(start: end.adding(seconds: -Self.burnSeconds), end: end), filters)
    let usual = try total(TimeWindow(start: end.adding(seconds: -86_400), end: end), filters)
    snapshot.burn = BurnRate(
      recent: recent.sums.cost, recentSeconds: Self.burnSeconds, usual: usual.sums.cost, usualSeconds: 86_400)

    let facts = try slowFacts(filters: filters, now: now, today: today.start)
    snapshot.month = facts.monthBeforeToday.sums.cost + spentToday.sums.cost
    snapshot.monthIsLowerBound = facts.monthBeforeToday.isLowerBound || spentToday.isLowerBound
    let local = zone.civil(now)
    let nextMonth = zone.instant(CivilTime(year: local.year, month: local.month + 1, day: 1))
    let left = Double(TimeWindow(start: now, end: nextMonth).seconds) / 86_400
    snapshot.forecast = Forecast(
      spent: snapshot.month, days: facts.days, lastWeekday: (local.weekday + 6) % 7, remainingDays: left)
  }

  /// Users and sessions are too many for sums that are kept.
  private static func scansEvents(_ filters: [DimensionFilter]) -> Bool {
    filters.contains { $0.dimension == .user || $0.dimension == .session }
  }

  private func slowFacts(filters: [DimensionFilter], now: Instant, today: Instant) throws -> SlowFacts {
    if let slow, Self.scansEvents(filters), slow.filters == filters, slow.takenAt >= today,
      abs(now.seconds - slow.takenAt.seconds) < Self.slowSeconds
    {
      return slow
    }
    let local = zone.civil(now)
    let starts = (0...28).map {
      zone.instant(CivilTime(year: local.year, month: local.month, day: local.day - 28 + $0))
    }
    let rows = try source.rows(
      for: SpendQuery(window: TimeWindow(start: starts[0], end: today), bucket: .day, filters: filters))
    var byDay: [Instant: Money] = [:]
    for row in rows { byDay[row.bucketStart ?? today, default: .zero] += row.sums.cost }
    let days = starts.dropLast().map { byDay[$0] ?? .zero }
    let firstOfMonth = zone.instant(CivilTime(year: local.year, month: local.month, day: 1))
    let facts = SlowFacts(
      filters: filters, takenAt: now,
      monthBeforeToday: try total(TimeWindow(start: firstOfMonth, end: today), filters),
      // Days before the first event teach nothing.
      days: Array(days.drop { $0 == .zero }))
    slow = facts
    return facts
  }
}
