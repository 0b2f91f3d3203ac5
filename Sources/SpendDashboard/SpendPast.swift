import SpendAggregate
import SpendCore

/// What lies before this hour: the month so far, and the rhythm of the weeks.
///
/// It is kept while the store is the same. While that grows, the month is summed each time, and the rhythm
/// is learned again after some seconds.
final class SpendPast {
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
    var rhythm: CalibratedRhythm?
    var week = WeekHours()
  }

  private let source: any SpendSource
  private let zone: Zone
  private var kept: Facts?

  /// Weeks of hours that the rhythm is learned from.
  private static let rhythmWeeks = 9
  /// Seconds that a rhythm is used although the store has changed.
  private static let rhythmSeconds: Int64 = 10
  /// The same where all events must be looked at: users and sessions are too many for sums that are kept.
  private static let scanSeconds: Int64 = 60

  init(source: any SpendSource, zone: Zone) {
    self.source = source
    self.zone = zone
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
      if age < Self.rhythmSeconds {
        var grown = kept
        grown.monthBeforeToday = try monthBefore(today, request, now)
        return grown
      }
    }
    let hours = try hours(before: hour, request)
    let fresh = Facts(
      filters: request.filters, figures: request.figures, hour: hour, today: today, generation: generation,
      takenAt: now, monthBeforeToday: try monthBefore(today, request, now),
      rhythm: rhythm(hours, before: hour, now), week: WeekHours(hours, before: hour, zone: zone))
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

  /// Spend by hour up to `hour`, oldest first.
  private func hours(before hour: Instant, _ request: SnapshotRequest) throws -> [Money] {
    // Weeks of single events are too many to look through.
    guard request.figures.isEmpty else { return [] }
    let start = hour.adding(seconds: -3_600 * Int64(Self.rhythmWeeks * 168))
    let window = TimeWindow(start: start, end: hour)
    return try source.hourlyCosts(in: window, by: nil, filters: request.filters)[""] ?? []
  }

  private func rhythm(_ hours: [Money], before hour: Instant, _ now: Instant) -> CalibratedRhythm? {
    let local = zone.civil(hour)
    guard let rhythm = WeekRhythm(hours: hours, nextHour: local.weekday * 24 + local.hour) else { return nil }
    let left = TimeWindow(start: now, end: nextMonth(now)).seconds
    return CalibratedRhythm(rhythm, hoursLeft: Int(left / 3_600))
  }
}

extension SpendSource {
  /// The sums of a window over what a request is about.
  func total(of window: TimeWindow, _ request: SnapshotRequest) throws -> SpendSummary {
    SpendSummary(
      rows: try rows(for: SpendQuery(window: window, filters: request.filters, figures: request.figures)))
  }
}
