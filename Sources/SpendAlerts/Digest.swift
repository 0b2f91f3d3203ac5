public import SpendCore

/// A summary of spend that is sent once per period.
public struct Digest: Sendable, Hashable {
  public enum Period: String, Sendable, Hashable, CaseIterable {
    case daily, weekly, monthly

    var width: BucketWidth {
      switch self {
      case .daily: .day
      case .weekly: .week
      case .monthly: .month
      }
    }
  }

  public var name: String
  public var period: Period
  /// Names of the receivers, whatever their severity.
  public var receivers: [String]
  /// The dimension of the movers.
  public var by: Dimension
  public var filters: [DimensionFilter]

  public init(
    name: String, period: Period, receivers: [String], by: Dimension = .feature,
    filters: [DimensionFilter] = []
  ) {
    self.name = name
    self.period = period
    self.receivers = receivers
    self.by = by
    self.filters = filters
  }

  /// The last period that is over, and the one before it.
  public func periods(at now: Instant, zone: Zone) -> (last: TimeWindow, before: TimeWindow) {
    let end = zone.start(of: period.width, now)
    let start = zone.start(of: period.width, end.adding(seconds: -1))
    let before = zone.start(of: period.width, start.adding(seconds: -1))
    return (TimeWindow(start: start, end: end), TimeWindow(start: before, end: start))
  }
}
