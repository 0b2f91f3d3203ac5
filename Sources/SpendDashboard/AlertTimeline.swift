import SpendAlerts
public import SpendCore

/// Spend by hour of the traffic that an alert is about, over the last day.
public struct AlertTimeline: Sendable, Hashable {
  /// Starts of the hours, ascending.
  public var hours: [Instant] = []
  public var costs: [Money] = []
  /// Spend of an hour at which the rule fires; nil for rules about something else.
  public var threshold: Money?

  static let hourCount: Int64 = 24
  /// Alerts that get a timeline: those that a screen shows.
  static let mostAlerts = 10

  init(_ alert: AlertView, in source: any SpendSource, zone: Zone, at now: Instant) throws {
    let last = zone.start(of: .hour, now)
    hours = (0..<Self.hourCount).map { last.adding(seconds: 3_600 * ($0 - Self.hourCount + 1)) }
    let window = TimeWindow(start: hours[0], end: Instant(microseconds: now.microseconds &+ 1))
    var sums: [Instant: Money] = [:]
    for row in try source.rows(for: SpendQuery(window: window, bucket: .hour, filters: alert.filters)) {
      if let start = row.bucketStart {
        sums[start, default: .zero] = sums[start, default: .zero] + row.sums.cost
      }
    }
    costs = hours.map { sums[$0] ?? .zero }
    threshold = try Self.threshold(alert, source, now)
  }

  /// A burn rate is spend of its window by a constant: so is the spend at which it fires.
  private static func threshold(_ alert: AlertView, _ source: any SpendSource, _ now: Instant) throws
    -> Money?
  {
    guard alert.kind.definition.isRateOfSpend else { return nil }
    guard alert.value > 0, alert.threshold > 0, alert.windowSeconds > 0 else { return nil }
    let window = TimeWindow(
      start: now.adding(seconds: -alert.windowSeconds), end: Instant(microseconds: now.microseconds &+ 1))
    let spent = try source.rows(for: SpendQuery(window: window, filters: alert.filters))
      .reduce(Money.zero) { $0 + $1.sums.cost }
    let perHour =
      Double(spent.nanodollars) * 3_600 / Double(alert.windowSeconds) * alert.threshold / alert.value
    return perHour.isFinite && perHour < 9e18 ? Money(nanodollars: Int64(perHour)) : nil
  }
}
