public import SpendCore

/// The windows one can choose.
public enum WindowChoice: String, Sendable, Hashable, CaseIterable {
  case quarterHour, hour, sixHours, day, week, thirtyDays, today, month, billing

  /// The word of the palette and of saved views.
  public var word: String {
    switch self {
    case .quarterHour: "15m"
    case .hour: "1h"
    case .sixHours: "6h"
    case .day: "24h"
    case .week: "7d"
    case .thirtyDays: "30d"
    case .today: "today"
    case .month: "month"
    case .billing: "billing"
    }
  }

  public var title: String {
    switch self {
    case .quarterHour: "last 15 min"
    case .hour: "last 1 h"
    case .sixHours: "last 6 h"
    case .day: "last 24 h"
    case .week: "last 7 d"
    case .thirtyDays: "last 30 d"
    case .today: "today"
    case .month: "this month"
    case .billing: "billing month"
    }
  }

  /// The next choice, the first after the last.
  public var next: WindowChoice {
    let all = WindowChoice.allCases
    let index = all.firstIndex(of: self) ?? 0
    return all[(index + 1) % all.count]
  }

  private var seconds: Int64 {
    switch self {
    case .quarterHour: 900
    case .hour: 3_600
    case .sixHours: 21_600
    case .day, .today: 86_400
    case .week: 604_800
    case .thirtyDays: 2_592_000
    case .month, .billing: 2_678_400
    }
  }

  /// The window that ends now, or `back` windows earlier. An earlier day or month is a whole one.
  public func window(at now: Instant, back: Int = 0, zone: Zone, billingDay: Int = 1) -> TimeWindow {
    let end = Instant(microseconds: now.microseconds &+ 1)
    switch self {
    case .quarterHour, .hour, .sixHours, .day, .week, .thirtyDays:
      let last = end.adding(seconds: -seconds * Int64(back))
      return TimeWindow(start: last.adding(seconds: -seconds), end: last)
    case .today:
      let local = zone.civil(now)
      func midnight(_ ahead: Int) -> Instant {
        zone.instant(CivilTime(year: local.year, month: local.month, day: local.day - back + ahead))
      }
      return TimeWindow(start: midnight(0), end: back == 0 ? end : midnight(1))
    case .month:
      let local = zone.civil(now)
      let months = local.year * 12 + local.month - 1 - back
      func first(_ month: Int) -> Instant {
        zone.instant(CivilTime(year: month / 12, month: month % 12 + 1, day: 1))
      }
      return TimeWindow(start: first(months), end: back == 0 ? end : first(months + 1))
    case .billing:
      let local = zone.civil(now)
      func first(_ month: Int) -> Instant {
        let year = month / 12
        // The last day stands for one that a month does not have.
        let day = min(max(1, billingDay), CivilTime.daysIn(month: month % 12 + 1, year: year))
        return zone.instant(CivilTime(year: year, month: month % 12 + 1, day: day))
      }
      var month = local.year * 12 + local.month - 1
      if first(month) > now { month -= 1 }
      month -= back
      return TimeWindow(start: first(month), end: back == 0 ? end : first(month + 1))
    }
  }

  /// The window that `window` is compared with: as long, and just before it.
  public func windowBefore(_ window: TimeWindow, zone: Zone, billingDay: Int = 1) -> TimeWindow {
    switch self {
    case .quarterHour, .hour, .sixHours, .day, .week, .thirtyDays:
      return TimeWindow(start: window.start.adding(seconds: -seconds), end: window.start)
    case .today, .month, .billing:
      let start = self.window(at: window.start, back: 1, zone: zone, billingDay: billingDay).start
      let end = start.adding(seconds: window.seconds)
      return TimeWindow(start: start, end: min(end, window.start))
    }
  }

  /// Width of a bucket.
  var slice: Slice {
    switch self {
    case .quarterHour, .hour: .minute
    case .sixHours, .day, .today: .bucket(.quarterHour)
    case .week: .bucket(.hour)
    case .thirtyDays, .month, .billing: .bucket(.day)
    }
  }
}
