public import SpendCore

/// What a person asks to see: the window of time and what it is narrowed to.
public struct ViewRequest: Sendable, Hashable {
  public var span = Span.day
  public var filters: [DimensionFilter] = []

  public init() {}

  /// Windows of time, in the order `t` goes through them.
  public enum Span: String, Sendable, Hashable, CaseIterable {
    case quarterHour = "last 15 min"
    case hour = "last hour"
    case sixHours = "last 6 h"
    case day = "last 24 h"
    case week = "last 7 d"
    case month = "last 30 d"
    case today = "today"
    case thisMonth = "this month"

    /// The window that ends at `now`, and the one of the same length before it.
    func windows(now: Instant, zone: Zone) -> (now: TimeWindow, before: TimeWindow) {
      let start: Instant =
        switch self {
        case .quarterHour: now.adding(seconds: -900)
        case .hour: now.adding(seconds: -3_600)
        case .sixHours: now.adding(seconds: -21_600)
        case .day: now.adding(seconds: -86_400)
        case .week: now.adding(seconds: -7 * 86_400)
        case .month: now.adding(seconds: -30 * 86_400)
        case .today: zone.startOfDay(now)
        case .thisMonth: zone.start(of: .month, now)
        }
      let window = TimeWindow(start: start, end: now)
      let before = TimeWindow(start: start.adding(seconds: -window.seconds), end: start)
      return (window, before)
    }

    /// Width of the chart's bars.
    var bucket: BucketWidth {
      switch self {
      case .quarterHour, .hour, .sixHours, .day, .today: .quarterHour
      case .week: .hour
      case .month, .thisMonth: .day
      }
    }

    var bucketTitle: String {
      switch bucket {
      case .quarterHour: "15 min"
      case .hour: "hour"
      default: "day"
      }
    }
  }
}
