import Foundation
public import SpendCore

/// How spend goes through the hours of a week, at which level it is now, and how it grows.
///
/// Inference follows office hours: a night beside the mean of a day always looks calm, and a month begun
/// on a weekend is foretold too low. So every hour of the week is known by itself, from the last four
/// weeks, when there are two of them; with less all hours are alike.
public struct WeekRhythm: Sendable, Hashable {
  static let hoursPerWeek = 168
  /// Fewest hours anything is learned from.
  static let fewestHours = 72

  /// Nanodollars of whole hours, oldest first.
  let hours: [Double]
  /// Hour of the week that follows the last of `hours`, 0 = Monday at midnight.
  let nextHour: Int
  /// Mean nanodollars of each hour of the week.
  private let profile: [Double]
  /// What the last week came to beside its profile, by as many weeks as agree with it.
  private let level: Double
  /// Logarithmic growth a week, and how far weeks lie from it.
  let growth: Double
  let weekSpread: Double
  /// How well the level is known, as a logarithm: the more weeks agree, the better.
  let levelSpread: Double
  /// Every hour of the week is known by itself.
  public let knowsHours: Bool

  /// - Parameters:
  ///   - hours: spend of whole hours without gaps, oldest first. Those before the first spend are left out:
  ///     nothing was recorded then.
  ///   - nextHour: hour of the local week that follows them, 0…167 from Monday at midnight.
  /// - Returns: nil with fewer than three days.
  public init?(hours: [Money], nextHour: Int) {
    self.init(figures: hours.drop { $0 == .zero }.map { Double($0.nanodollars) }, nextHour: nextHour)
  }

  init?(figures: [Double], nextHour: Int) {
    guard figures.count >= Self.fewestHours, figures.contains(where: { $0 > 0 }) else { return nil }
    let week = Self.hoursPerWeek
    let next = ((nextHour % week) + week) % week
    let knows = figures.count >= 2 * week
    var profile = Array(repeating: figures.reduce(0, +) / Double(figures.count), count: week)
    if knows {
      for hour in 0..<week {
        let last = figures.count - 1 - ((next - 1 - hour) % week + week) % week
        let seen = stride(from: last, through: 0, by: -week).prefix(4).map { figures[$0] }
        profile[hour] = seen.reduce(0, +) / Double(max(1, seen.count))
      }
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
    levelSpread = trend.levelSpread
    level = usual > 0 ? recent.reduce(0, +) / usual * exp(trend.correction) : 1
  }

  /// Nanodollars foreseen for an hour, counted from the first after `hours`; earlier ones are negative.
  /// The level is that of the last week's middle, so half a week of growth has passed since.
  func expected(_ hour: Int) -> Double {
    let week = Self.hoursPerWeek
    let growing = exp(growth * Double(hour + week / 2) / Double(week))
    return profile[((nextHour + hour) % week + week) % week] * level * growing
  }

  /// How much of a week's spend usually falls into a span, as a weight to compare with that of another
  /// span. Both ends are in hours, counted from the end of the whole hours; the past is negative.
  public func weight(from start: Double, to end: Double) -> Double {
    guard start.isFinite, end.isFinite, end > start, end - start < 20_000 else { return 0 }
    let week = Self.hoursPerWeek
    var sum = 0.0
    var hour = Int(start.rounded(.down))
    while Double(hour) < end {
      let share = min(end, Double(hour + 1)) - max(start, Double(hour))
      sum += share * profile[((nextHour + hour) % week + week) % week]
      hour += 1
    }
    return sum
  }

  /// Hours until this much will have been spent; nil when that takes more than a year.
  public func hours(until amount: Money) -> Double? {
    var left = Double(amount.nanodollars)
    for hour in 0..<9_000 {
      let foreseen = expected(hour)
      if foreseen > 0, left <= foreseen { return Double(hour) + left / foreseen }
      left -= max(0, foreseen)
    }
    return nil
  }

  /// What is usual for the hour that follows; nil while the hours of the week are not known.
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
  /// The value, or the nearer end; the lower one for what is no number.
  func clamped(to range: ClosedRange<Double>) -> Double {
    isNaN ? range.lowerBound : Swift.min(range.upperBound, Swift.max(range.lowerBound, self))
  }
}
