import Foundation
public import SpendCore

/// The expected spend of the coming hours: the sum over the parts of some traffic, each with its own level,
/// seasonality and age.
///
/// A part that began four days ago counts with its own rate, and one that has stopped no longer counts; the
/// sum of the traffic shows both only as a change of level. The interval is that of the sum, with the parts
/// brought to their present level. Hours without any recorded traffic are not evidence: they are forecast
/// like coming ones, widen the interval, and after a week there is no forecast.
public struct ForecastModel: Sendable {
  /// The reason for a missing forecast.
  public enum Gap: Sendable, Hashable {
    /// Less than three days of history.
    case history
    /// No traffic at all was recorded since.
    case silence(since: Instant)
    /// A rolling period has no end.
    case rolling
  }

  private let parts: [WeeklySeasonality]
  private let whole: CalibratedSeasonality
  /// Start of the begun hour.
  private let end: Instant
  /// Whole hours before `end` without any traffic, which are unknown.
  private let silentHours: Int
  /// Share of a day's spend that is missing in them, and the amount in nanodollars.
  private let missingDays: Double
  private let missing: Double

  private static let silence = 24
  private static let longestSilence = 168

  /// - Parameters:
  ///   - parts: whole hours of each part up to `end`, oldest first.
  ///   - lastEvent: end of the hour of the newest event of all traffic; nil when it is not known.
  ///   - calibratedUntil: end of the period that is forecast: the interval is calibrated for that distance;
  ///     nil to leave out the calibration, which costs eight more forecasts.
  public static func make(
    _ parts: [String: [Money]], end: Instant, zone: Zone, lastEvent: Instant?, calibratedUntil: Instant?
  ) -> Result<ForecastModel, Missing> {
    // Sums of floating-point numbers depend on their order.
    let spent = parts.sorted { $0.key < $1.key }.map(\.value).filter { $0.contains { $0 > .zero } }
    let count = spent.map(\.count).max() ?? 0
    var sum = [Double](repeating: 0, count: count)
    for hours in spent {
      for (index, hour) in hours.enumerated() { sum[count - hours.count + index] += Double(hour.nanodollars) }
    }
    guard sum.drop(while: { $0 == 0 }).count >= WeeklySeasonality.fewestHours else {
      return .failure(Missing(gap: .history))
    }
    let last = sum.lastIndex { $0 > 0 } ?? 0
    let lastHour = end.adding(seconds: Int64(last + 1 - count) * 3_600)
    let heard = max(lastEvent ?? lastHour, lastHour)
    let quiet = Int(max(0, (end.seconds - heard.seconds) / 3_600))
    guard quiet <= longestSilence else { return .failure(Missing(gap: .silence(since: heard))) }
    let isSilent = quiet >= silence && quiet > longestGap(sum, before: last)
    return .success(
      ForecastModel(
        spent, zone: zone, end: end, silentHours: isSilent ? quiet : 0, count: count,
        calibratedUntil: calibratedUntil))
  }

  /// No forecast can be made.
  public struct Missing: Error {
    public var gap: Gap
  }

  /// Traffic that is mostly silent has long gaps; those of a dense one are shorter than a day or two.
  private static func longestGap(_ sum: [Double], before last: Int) -> Int {
    let recent = sum[max(0, last - 28 * 24)...last]
    guard recent.count(where: { $0 > 0 }) * 4 < recent.count else { return 0 }
    var longest = 0
    var current = 0
    for figure in recent {
      current = figure > 0 ? 0 : current + 1
      longest = max(longest, current)
    }
    return longest
  }

  private init(
    _ spent: [[Money]], zone: Zone, end: Instant, silentHours: Int, count: Int, calibratedUntil: Instant?
  ) {
    let known = end.adding(seconds: Int64(-silentHours) * 3_600)
    let local = zone.civil(known)
    let next = local.weekday * 24 + local.hour
    let length = count - silentHours
    var adjusted = [Double](repeating: 0, count: length)
    var rhythms: [WeeklySeasonality] = []
    for part in spent {
      let figures = part.dropLast(silentHours).drop { $0 == .zero }.map { Double($0.nanodollars) }
      guard !figures.isEmpty else { continue }
      let rhythm = WeeklySeasonality(series: PreparedSeries(figures, nextHour: next), nextHour: next)
      rhythms.append(rhythm)
      let first = length - rhythm.hours.count
      for (index, figure) in rhythm.hours.enumerated() { adjusted[first + index] += figure }
      // Before it began, it is taken to have been as it is expected to go on.
      for index in 0..<first { adjusted[index] += rhythm.expected(index - length) }
    }
    let firstSpend = spent.map { count - $0.drop { $0 == .zero }.count }.min() ?? 0
    let sum = WeeklySeasonality(whole: Array(adjusted.dropFirst(min(firstSpend, length))), nextHour: next)
    whole =
      calibratedUntil.map {
        CalibratedSeasonality(sum, hoursLeft: Int(clamping: max(1, ($0.seconds - known.seconds) / 3_600)))
      } ?? CalibratedSeasonality(sum)
    parts = rhythms
    self.end = end
    self.silentHours = silentHours
    missing =
      silentHours == 0
      ? 0 : rhythms.reduce(0) { $0 + $1.futures(hoursLeft: Double(silentHours)).reduce(0, +) }
    let day = rhythms.reduce(0) { $0 + $1.futures(hoursLeft: 168).reduce(0, +) } / 7
    missingDays = day > 0 ? missing / day : 0
  }

  /// A rate of so many times the largest coming hour is a flood.
  private static let flood = 3.0

  /// The forecast of a period that ends at `end`, of which `spent` is spent at `now`.
  ///
  /// - Parameter burning: spend per hour of the last minutes. A flood that no coming hour is expected to have
  ///   may go on: the upper end of the interval is then no less than that.
  public func forecast(
    spent: Money, at now: Instant, until periodEnd: Instant, burning: Money = .zero
  ) -> Forecast {
    let left = Double(periodEnd.microseconds - now.microseconds) / 3.6e9
    let elapsed = elapsed(now)
    var likely = 0.0
    var doubt = 0.0
    var more = 0.0
    var less = 0.0
    var hours: [Double] = []
    for part in parts {
      let futures = part.futures(elapsed: elapsed, hoursLeft: left)
      if hours.isEmpty { hours = Array(repeating: 0, count: futures.count) }
      for (index, figure) in futures.enumerated() { hours[index] += figure }
      let rest = futures.reduce(0, +)
      likely += rest
      doubt += rest * rest * part.levelSpread * part.levelSpread
      // Less than a day at another level may go on or not.
      let full = part.confidence > 0 ? rest / part.confidence : rest
      more += max(0, full * part.pendingFactor - rest)
      less += max(0, rest - full * part.pendingFactor) + (part.confidence < 1 ? rest : 0)
    }
    let sum = whole.rhythm.rest(elapsed: elapsed, hoursLeft: left, bandScale: whole.bandScale)
    let scale = sum.likely > 0 ? likely / sum.likely : 1
    // The 10th and 90th percentile of a normal distribution lie 1.28 deviations from its mean.
    let reach = 1.28 * doubt.squareRoot()
    func side(_ distance: Double) -> Double {
      let own = max(0, distance) * scale
      return max(own, reach)
    }
    var low = likely - side(sum.likely - sum.low) - less
    var high = likely + side(sum.high - sum.likely) + more + missing
    // The first hour is the part of the begun one that is left.
    if let first = hours.first {
      hours[0] = first / max(1e-9, min(left, 1 - elapsed + elapsed.rounded(.down)))
    }
    let rate = Double(burning.nanodollars)
    if rate > Self.flood * (hours.max() ?? 0) { high = max(high, rate * max(0, left)) }
    low *= max(0, 1 - missingDays)
    return Forecast(spent: spent, WeeklySeasonality.Remainder(likely: likely, low: low, high: high))
  }

  /// Time at which `amount` more will have been spent; nil when that is not before `limit`.
  public func time(ofSpending amount: Money, from now: Instant, until limit: Instant) -> Instant? {
    let left = Double(limit.microseconds - now.microseconds) / 3.6e9
    let elapsed = elapsed(now)
    var totals: [Double] = []
    for part in parts {
      let hours = part.futures(elapsed: elapsed, hoursLeft: left)
      if totals.isEmpty { totals = Array(repeating: 0, count: hours.count) }
      for (index, hour) in hours.enumerated() { totals[index] += hour }
    }
    var rest = Double(amount.nanodollars)
    // The first hour is the part of the begun one that is left.
    let first = min(left, 1 - elapsed + elapsed.rounded(.down))
    var passed = 0.0
    for (index, figure) in totals.enumerated() {
      let length = index == 0 ? first : min(1, left - passed)
      if figure > 0, rest <= figure {
        return now.adding(seconds: Int64((passed + rest / figure * length) * 3_600))
      }
      rest -= figure
      passed += length
    }
    return nil
  }

  /// The usual spend of the begun hour; nil while the hours of the week are not known.
  public var baselinePerHour: Money? {
    guard whole.rhythm.knowsHours else { return nil }
    let sum = parts.reduce(0) { $0 + $1.expected(silentHours) }
    return Money(nanodollars: Int64(sum.rounded().clamped(to: 0...9e18)))
  }

  private func elapsed(_ now: Instant) -> Double {
    Double(silentHours) + Double(now.microseconds - end.microseconds).clamped(to: 0...3.6e9) / 3.6e9
  }
}

extension WeeklySeasonality {
  /// Creates the seasonality of a sum of prepared series.
  init(whole figures: [Double], nextHour: Int) {
    self.init(series: PreparedSeries(prepared: figures), nextHour: nextHour)
  }
}
