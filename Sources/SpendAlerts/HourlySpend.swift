public import SpendAggregate
public import SpendCore

/// What one part of the traffic spent in each of the last hours: what rates, rhythms and forecasts are
/// made from.
public struct HourlySpend: Sendable, Hashable {
  /// Whole hours without gaps, oldest first.
  public var hours: [Money]
  /// Start of the begun hour, which follows the whole ones.
  public var end: Instant
  /// Spend of the begun hour so far.
  public var begun: Money
  /// How much of the begun hour has passed, in seconds.
  public var begunSeconds: Int64

  public init(hours: [Money] = [], end: Instant, begun: Money = .zero, begunSeconds: Int64 = 0) {
    self.hours = hours
    self.end = end
    self.begun = begun
    self.begunSeconds = min(3_600, max(0, begunSeconds))
  }

  /// - Parameters:
  ///   - rows: sums by hour, the begun one included.
  ///   - count: whole hours to keep.
  public init(rows: [SpendRow], count: Int, now: Instant) {
    self.init(empty: count, now: now)
    for row in rows { add(row.sums.cost, at: row.bucketStart) }
  }

  private init(empty count: Int, now: Instant) {
    let end = Instant(seconds: now.seconds.flooredQuotient(by: 3_600) * 3_600)
    self.init(
      hours: Array(repeating: .zero, count: count), end: end, begunSeconds: now.seconds - end.seconds)
  }

  private mutating func add(_ cost: Money, at start: Instant?) {
    guard let start else { return }
    let age = (end.seconds - start.seconds) / 3_600
    if age <= 0 {
      begun += cost
    } else if age <= Int64(hours.count) {
      hours[hours.count - Int(age)] += cost
    }
  }

  /// The same for each value that the rows are grouped by first; `""` where they are not grouped.
  static func byKey(_ rows: [SpendRow], count: Int, now: Instant) -> [String: HourlySpend] {
    var result: [String: HourlySpend] = [:]
    for row in rows {
      result[row.keys.first ?? "", default: HourlySpend(empty: count, now: now)]
        .add(row.sums.cost, at: row.bucketStart)
    }
    return result
  }

  /// Spend of the last whole hours and the begun one, and how many seconds that covers.
  public func spent(lastHours count: Int) -> (cost: Money, seconds: Int64) {
    let cost = hours.suffix(count).reduce(begun, +)
    return (cost, Int64(min(count, hours.count)) * 3_600 + begunSeconds)
  }

  /// How these hours repeat from week to week; nil while there is too little.
  public func rhythm(zone: Zone) -> WeekRhythm? {
    let local = zone.civil(end)
    return WeekRhythm(hours: hours, nextHour: local.weekday * 24 + local.hour)
  }
}
