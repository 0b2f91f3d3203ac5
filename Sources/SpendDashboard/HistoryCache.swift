import SpendAnalytics
import SpendCore

/// The spend before this hour: the month so far, and the forecast from the past weeks.
///
/// The facts are kept while the store is unchanged. While the store grows, the month is summed each time,
/// and the model is made again after some seconds.
final class HistoryCache {
  /// The past of the traffic that a request is about.
  struct Facts {
    fileprivate var filters: [DimensionFilter]
    fileprivate var figures: [FigureFilter]
    fileprivate var hour: Instant
    fileprivate var today: Instant
    fileprivate var generation: Int64
    fileprivate var takenAt: Instant
    /// Spend of the month before today.
    var monthBeforeToday: SpendSummary
    var model: ForecastModel?
    var week = WeekHours()
  }

  private let source: any SpendSource
  private let zone: Zone
  private let evaluator: BudgetEvaluator
  private var kept: Facts?

  /// Weeks of the means of hours.
  private static let meanWeeks = 9
  /// Seconds that a model is used although the store has changed.
  private static let modelSeconds: Int64 = 10
  /// Seconds that a model is used when every event must be scanned: users and sessions are too many for
  /// rollups.
  private static let scanSeconds: Int64 = 60

  init(source: any SpendSource, zone: Zone) {
    self.source = source
    self.zone = zone
    evaluator = BudgetEvaluator(source: source, zone: zone, refreshSeconds: Self.modelSeconds)
  }

  /// `today`: when the day of `now` began.
  func facts(for request: SnapshotRequest, now: Instant, today: Instant) throws -> Facts {
    let generation = try source.generation()
    let hour = zone.start(of: .hour, now)
    if let kept, kept.filters == request.filters, kept.figures == request.figures, kept.hour == hour,
      kept.today == today
    {
      if kept.generation == generation { return kept }
      let age = abs(now.seconds - kept.takenAt.seconds)
      if request.scansEvents && age < Self.scanSeconds { return kept }
      if age < Self.modelSeconds {
        var grown = kept
        grown.monthBeforeToday = try monthBefore(today, request, now)
        return grown
      }
    }
    // Weeks of single events are too many to look through.
    let past =
      request.figures.isEmpty
      ? try evaluator.model(of: request.filters, at: now, until: nextMonth(now)) : (model: nil, hours: [:])
    let fresh = Facts(
      filters: request.filters, figures: request.figures, hour: hour, today: today, generation: generation,
      takenAt: now, monthBeforeToday: try monthBefore(today, request, now), model: past.model,
      week: WeekHours(Self.sum(past.hours), before: hour, zone: zone))
    kept = fresh
    return fresh
  }

  /// When the month of `now` is over.
  func nextMonth(_ now: Instant) -> Instant {
    let local = zone.civil(now)
    return zone.instant(CivilTime(year: local.year, month: local.month + 1, day: 1))
  }

  private func monthBefore(
    _ today: Instant, _ request: SnapshotRequest, _ now: Instant
  ) throws -> SpendSummary {
    try source.total(of: TimeWindow(start: zone.start(of: .month, now), end: today), request)
  }

  /// The sum of the parts, hour by hour, oldest first.
  private static func sum(_ parts: [String: [Money]]) -> [Money] {
    var sum = Array(repeating: Money.zero, count: meanWeeks * 168)
    for hours in parts.values {
      for (index, hour) in hours.suffix(sum.count).reversed().enumerated() {
        sum[sum.count - 1 - index] += hour
      }
    }
    return sum
  }
}

extension SpendSource {
  /// The sums of a window over what a request is about.
  func total(of window: TimeWindow, _ request: SnapshotRequest) throws -> SpendSummary {
    SpendSummary(
      rows: try rows(for: SpendQuery(window: window, filters: request.filters, figures: request.figures)))
  }
}
