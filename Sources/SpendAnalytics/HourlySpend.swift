public import SpendCore

/// Hourly spend of one part of the traffic: the input of burn rates, seasonality and forecasts.
public struct HourlySpend: Sendable, Hashable {
  /// Whole hours without gaps, oldest first.
  public var hours: [Money]
  /// Start of the begun hour, which follows the whole ones.
  public var end: Instant
  /// Spend of the begun hour so far.
  public var begun: Money
  /// Elapsed seconds of the current hour.
  public var begunSeconds: Int64

  public init(hours: [Money] = [], end: Instant, begun: Money = .zero, begunSeconds: Int64 = 0) {
    self.hours = hours
    self.end = end
    self.begun = begun
    self.begunSeconds = min(3_600, max(0, begunSeconds))
  }

  /// - Parameter costs: of the hours up to `now`, the begun one last, when one has begun.
  public init(costs: [Money], count: Int, now: Instant) {
    let end = Instant(seconds: now.seconds.flooredQuotient(by: 3_600) * 3_600)
    let whole = costs.prefix(count)
    self.init(
      hours: whole + Array(repeating: .zero, count: count - whole.count), end: end,
      begun: costs.dropFirst(count).reduce(.zero, +), begunSeconds: now.seconds - end.seconds)
  }

  /// Spend of the last whole hours and the begun one, and how many seconds that covers.
  public func spent(lastHours count: Int) -> (cost: Money, seconds: Int64) {
    let cost = hours.suffix(count).reduce(begun, +)
    return (cost, Int64(min(count, hours.count)) * 3_600 + begunSeconds)
  }

  /// Weekly seasonality of these hours; nil with too little history.
  public func rhythm(zone: Zone) -> WeeklySeasonality? {
    let local = zone.civil(end)
    return WeeklySeasonality(hours: hours, nextHour: local.weekday * 24 + local.hour)
  }
}

extension SpendSource {
  /// Spend of the last so many whole hours and the begun one, by the values of a dimension; by `""` for nil.
  ///
  /// Throws what the store throws.
  public func hourlySpend(
    _ count: Int, until now: Instant, by group: Dimension? = nil, filters: [DimensionFilter] = []
  ) throws -> [String: HourlySpend] {
    let begun = now.seconds.flooredQuotient(by: 3_600) * 3_600
    let window = TimeWindow(start: Instant(seconds: begun - Int64(count) * 3_600), end: now)
    return try hourlyCosts(in: window, by: group, filters: filters).mapValues {
      HourlySpend(costs: $0, count: count, now: now)
    }
  }
}
