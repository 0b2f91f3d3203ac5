public import SpendCore

/// What a snapshot is to be about. Changing it is what makes the worker look again.
public struct SnapshotRequest: Sendable, Hashable {
  public var choice: WindowChoice
  /// How many windows back in the past; 0 is now.
  public var stepsBack: Int
  public var filters: [DimensionFilter]
  /// What spend is broken down by, one for each table.
  public var dimensions: [Dimension]
  /// Which of the dimensions the chart is stacked by.
  public var chartPlace = 0
  /// Durations are wanted however long the window is.
  public var needsLatency = false
  /// How many of the newest requests are wanted.
  public var requestCount: Int

  public init(
    choice: WindowChoice = .day, stepsBack: Int = 0, filters: [DimensionFilter] = [],
    dimensions: [Dimension] = [.feature, .model, .queryType], requestCount: Int = 200
  ) {
    self.choice = choice
    self.stepsBack = stepsBack
    self.filters = filters
    self.dimensions = dimensions
    self.requestCount = requestCount
  }

  /// What the chart is stacked by. Users and sessions are too many for series, and no sums of them are
  /// kept for slices of time.
  var chartDimension: Dimension {
    guard dimensions.indices.contains(chartPlace) else { return .feature }
    let dimension = dimensions[chartPlace]
    return dimension == .user || dimension == .session ? .feature : dimension
  }
}

/// The windows one can choose.
public enum WindowChoice: String, Sendable, Hashable, CaseIterable {
  case quarterHour, hour, sixHours, day, week, thirtyDays, today, month

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
    case .month: 2_678_400
    }
  }

  /// The window that ends now, or `back` windows earlier. An earlier day or month is a whole one.
  public func window(at now: Instant, back: Int = 0, zone: Zone) -> TimeWindow {
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
    }
  }

  /// The window that `window` is compared with: as long, and just before it.
  public func windowBefore(_ window: TimeWindow, zone: Zone) -> TimeWindow {
    switch self {
    case .quarterHour, .hour, .sixHours, .day, .week, .thirtyDays:
      return TimeWindow(start: window.start.adding(seconds: -seconds), end: window.start)
    case .today, .month:
      let start = self.window(at: window.start, back: 1, zone: zone).start
      let end = start.adding(seconds: window.seconds)
      return TimeWindow(start: start, end: min(end, window.start))
    }
  }

  /// What one column of the chart stands for. Only features are kept by quarter hours: anything else
  /// would cost a scan of all events there, while hours answer at once.
  func slice(by dimension: Dimension, filters: [DimensionFilter]) -> Slice {
    let wanted = slice
    guard wanted == .bucket(.quarterHour) else { return wanted }
    let isKept = dimension == .feature && filters.allSatisfy { $0.dimension == .feature }
    return isKept ? wanted : .bucket(.hour)
  }

  private var slice: Slice {
    switch self {
    case .quarterHour, .hour: .minute
    case .sixHours, .day, .today: .bucket(.quarterHour)
    case .week: .bucket(.hour)
    case .thirtyDays, .month: .bucket(.day)
    }
  }
}

/// What one column of the chart stands for.
enum Slice: Hashable, Sendable {
  case minute
  case bucket(BucketWidth)

  var title: String {
    switch self {
    case .minute: "minute"
    case .bucket(.quarterHour): "15 min"
    case .bucket(.hour): "hour"
    case .bucket(.day): "day"
    case .bucket(.week): "week"
    case .bucket(.month): "month"
    }
  }
}
