import Foundation
public import SpendCore

/// The seasonality of spend: the level of each hour of the week, the present level, and the growth.
///
/// Inference follows office hours: a night beside the mean of a day always looks calm, and a month begun
/// on a weekend is forecast too low. So every hour of the week has its own mean over the last four weeks
/// when there are two of them; with less, weekdays and weekends have their hours of the day.
public struct WeeklySeasonality: Sendable, Hashable {
  static let hoursPerWeek = 168
  /// Fewest hours anything is learned from.
  static let fewestHours = 72
  /// A series that has just begun counts fully after so many hours, and not before it has lasted some.
  private static let trustedHours = 24
  private static let fewestYoungHours = 3

  /// Nanodollars of whole hours, oldest first, at the present level.
  let hours: [Double]
  /// Hour of the week that follows the last of `hours`, 0 = Monday at midnight.
  let nextHour: Int
  /// Mean nanodollars of each hour of the week.
  private let profile: [Double]
  /// Spend of the last week over that of its profile, by as many weeks as agree with it.
  private let level: Double
  /// Logarithmic growth a week, and the deviation of weeks from it.
  let growth: Double
  let weekSpread: Double
  /// Deviation of the level, as a logarithm: the more weeks agree, the less.
  let levelSpread: Double
  /// Share of its rate at which a series of a few hours is expected to go on.
  let confidence: Double
  /// Factor on the level that the last hours suggest; 1 when they are usual.
  private(set) var pendingFactor = 1.0
  /// Every hour of the week has its own mean.
  public let knowsHours: Bool

  /// - Parameters:
  ///   - hours: spend of whole hours without gaps, oldest first. Those before the first spend are left out:
  ///     no traffic was recorded then.
  ///   - nextHour: hour of the local week that follows them, 0…167 from Monday at midnight.
  /// - Returns: nil with fewer than three days.
  public init?(hours: [Money], nextHour: Int) {
    let figures = hours.drop { $0 == .zero }.map { Double($0.nanodollars) }
    guard figures.count >= Self.fewestHours else { return nil }
    self.init(series: PreparedSeries(figures, nextHour: nextHour), nextHour: nextHour)
  }

  init?(figures: [Double], nextHour: Int) {
    guard figures.count >= Self.fewestHours, figures.contains(where: { $0 > 0 }) else { return nil }
    self.init(prepared: figures, nextHour: nextHour)
  }

  /// Creates the seasonality of a series of any age; one that has stopped is expected to stay at zero.
  init(series: PreparedSeries, nextHour: Int) {
    var shiftSpread = 0.0
    if let days = series.daysSinceShift, !series.isStopped {
      shiftSpread = series.dayNoise / Double(max(1, days)).squareRoot()
    }
    self.init(prepared: series.figures, nextHour: nextHour, shiftSpread: shiftSpread)
    pendingFactor = exp(series.pendingRatio)
  }

  private init(prepared figures: [Double], nextHour: Int, shiftSpread: Double = 0) {
    let week = Self.hoursPerWeek
    let next = ((nextHour % week) + week) % week
    let knows = figures.count >= 2 * week
    var profile: [Double]
    if knows {
      profile = Array(repeating: 0, count: week)
      for hour in 0..<week {
        let last = figures.count - 1 - ((next - 1 - hour) % week + week) % week
        let seen = stride(from: last, through: 0, by: -week).prefix(4).map { figures[$0] }
        profile[hour] = seen.reduce(0, +) / Double(max(1, seen.count))
      }
    } else {
      profile = YoungProfile(figures, nextHour: next).hours
    }
    self.hours = figures
    self.nextHour = next
    self.profile = profile
    knowsHours = knows
    let recent = figures.suffix(week)
    let first = next - recent.count
    let usual = recent.indices.reduce(0.0) {
      $0 + profile[((first + $1 - recent.startIndex) % week + week) % week]
    }
    let trend = Trend(figures)
    growth = trend.growth
    weekSpread = trend.spread
    // Before a whole week is known, the weekend is a guess.
    let youth = figures.count < week ? 0.2 : 0
    levelSpread = (trend.levelSpread * trend.levelSpread + shiftSpread * shiftSpread + youth * youth)
      .squareRoot()
    confidence =
      figures.count < Self.fewestYoungHours
      ? 0 : min(1, Double(figures.count) / Double(Self.trustedHours))
    level = usual > 0 ? recent.reduce(0, +) / usual * exp(trend.correction) : 1
  }

  /// Nanodollars expected for an hour, counted from the first after `hours`; earlier ones are negative.
  /// The level is that of the last week's middle, so half a week of growth has passed since.
  func expected(_ hour: Int) -> Double {
    let week = Self.hoursPerWeek
    let growing = exp(growth * Double(hour + week / 2) / Double(week))
    return profile[((nextHour + hour) % week + week) % week] * level * confidence * growing
  }

  /// The baseline of the hour that follows; nil while the hours of the week are not known.
  public var usualPerHour: Money? {
    knowsHours ? Money(nanodollars: Int64(expected(0).rounded().clamped(to: 0...9e18))) : nil
  }
}

/// The middle of the values, the mean of the two middle ones; 0 for none.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return 0 }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

extension Double {
  /// The value, or the nearer end; the lower end for NaN.
  func clamped(to range: ClosedRange<Double>) -> Double {
    isNaN ? range.lowerBound : Swift.min(range.upperBound, Swift.max(range.lowerBound, self))
  }
}
