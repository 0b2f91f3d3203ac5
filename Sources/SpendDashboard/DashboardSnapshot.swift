public import SpendAggregate
public import SpendCore

/// Everything a frame may show, at one moment.
public struct DashboardSnapshot: Sendable {
  public var now: Instant
  public var zone: Zone
  public var request: ViewRequest
  public var window: TimeWindow
  public var health: StoreHealth
  public var today: SpendSums
  /// Spend of yesterday up to the same time of day.
  public var yesterday: Money
  public var burn: BurnRate
  public var month: SpendSums
  public var forecast: Money?
  /// Spend by slices of the window, the oldest first, gaps included.
  public var chart: [(start: Instant, cost: Money)]
  public var total: SpendSums
  public var features: Breakdown
  public var models: Breakdown
  public var queryTypes: Breakdown
  /// Newest first.
  public var requests: [EventRecord]
}

/// Asks the store for a snapshot. A function of the store, the request and the time.
public struct SnapshotBuilder {
  private let source: any SpendSource
  private let zone: Zone
  private static let requestsShown = 60
  private static let mostBars = 1_000

  public init(_ source: any SpendSource, zone: Zone) {
    self.source = source
    self.zone = zone
  }

  public func build(_ request: ViewRequest, at now: Instant) throws -> DashboardSnapshot {
    let (window, before) = request.span.windows(now: now, zone: zone)
    func rows(
      _ window: TimeWindow, _ groups: [Dimension] = [], bucket: BucketWidth? = nil, latency: Bool = false
    )
      throws -> [SpendRow]
    {
      try source.rows(
        for: SpendQuery(
          window: window, groups: groups, bucket: bucket, filters: request.filters, includesLatency: latency))
    }
    func sums(_ window: TimeWindow, latency: Bool = false) throws -> SpendSums {
      var all = SpendSums()
      for row in try rows(window, latency: latency) { all += row.sums }
      return all
    }

    let midnight = zone.startOfDay(now)
    let elapsed = TimeWindow(start: midnight, end: now).seconds
    let yesterdayStart = zone.startOfDay(midnight.adding(seconds: -3_600))
    let hourAgo = now.adding(seconds: -3_600)
    let weekAgo = hourAgo.adding(seconds: -7 * 86_400)
    let health = try source.health()
    let known = max(weekAgo, health.firstEvent ?? now)
    let week = try sums(TimeWindow(start: weekAgo, end: hourAgo)).cost
    let lastHour = try sums(TimeWindow(start: hourAgo, end: now)).cost
    let monthStart = zone.start(of: .month, now)
    let monthEnd = zone.start(of: .month, monthStart.adding(seconds: 32 * 86_400))
    let month = try sums(TimeWindow(start: monthStart, end: now))
    let weekSeconds = TimeWindow(start: known, end: hourAgo).seconds

    return DashboardSnapshot(
      now: now, zone: zone, request: request, window: window, health: health,
      today: try sums(TimeWindow(start: midnight, end: now)),
      yesterday: try sums(
        TimeWindow(start: yesterdayStart, end: min(midnight, yesterdayStart.adding(seconds: elapsed)))
      ).cost,
      burn: BurnRate(lastHour: lastHour, week: week, seconds: weekSeconds), month: month,
      forecast: MonthForecast.total(
        soFar: month.cost, recent: week + lastHour, recentSeconds: weekSeconds + 3_600,
        secondsLeft: TimeWindow(start: now, end: monthEnd).seconds),
      chart: chart(try rows(window, bucket: request.span.bucket), window, request.span.bucket),
      total: try sums(window, latency: true),
      features: Breakdown(try rows(window, [.feature], latency: true), before: try rows(before, [.feature])),
      models: Breakdown(try rows(window, [.model], latency: true), before: try rows(before, [.model])),
      queryTypes: Breakdown(
        try rows(window, [.queryType], latency: true), before: try rows(before, [.queryType])),
      requests: try source.newestEvents(
        limit: Self.requestsShown, before: now.adding(seconds: 1), filters: request.filters))
  }

  private func chart(
    _ rows: [SpendRow], _ window: TimeWindow, _ width: BucketWidth
  ) -> [(start: Instant, cost: Money)] {
    var costs: [Instant: Money] = [:]
    for row in rows {
      if let start = row.bucketStart { costs[start, default: .zero] += row.sums.cost }
    }
    var bars: [(start: Instant, cost: Money)] = []
    var start = zone.start(of: width, window.start)
    while start < window.end, bars.count < Self.mostBars {
      bars.append((start, costs[start] ?? .zero))
      let step: Int64 = width == .quarterHour ? 900 : width == .hour ? 3_600 : 90_000
      start = zone.start(of: width, start.adding(seconds: step))
    }
    return bars
  }
}
