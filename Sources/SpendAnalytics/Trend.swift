import Foundation

/// Weekly totals: their growth, their spread around it, and the level of the last week.
///
/// One week of noisy hours is a poor measure of the level. Weeks before it that lie as near to the growth
/// as weeks usually do count with it, up to four; the first that does not ends them, so that a level that
/// has changed is followed at once.
struct Trend {
  /// Logarithmic growth a week.
  private(set) var growth = 0.0
  /// Spread of weeks around the trend.
  private(set) var spread = unknownSpread
  /// Correction to the logarithm of the last week's total, giving the level.
  private(set) var correction = 0.0
  /// Uncertainty of the level.
  private(set) var levelSpread = unknownSpread

  /// Weeks a growth is taken from, and the fewest that show one.
  private static let growthWeeks = 8
  private static let fewestGrowthWeeks = 4
  private static let steepestGrowth = 0.25
  /// The most weeks that a level is taken from.
  private static let levelWeeks = 4
  /// Two weeks of one level differ by less than this many spreads, nine times in ten and more.
  private static let agreement = 3.0
  /// Logarithmic spread between weeks: the least there is believed to be, and what is taken for unknown.
  private static let leastSpread = 0.013
  private static let unknownSpread = 0.10

  /// The growth is the median of the slopes between all pairs of weeks (Theil 1950, Sen 1968), which a
  /// single odd week does not move.
  ///
  /// - Parameter figures: of hours, oldest first; the last week ends with them.
  init(_ figures: [Double]) {
    let week = WeeklySeasonality.hoursPerWeek
    var totals: [Double] = []
    var end = figures.count
    while end >= week && totals.count < Self.growthWeeks {
      totals.insert(figures[(end - week)..<end].reduce(0, +), at: 0)
      end -= week
    }
    guard totals.count >= Self.fewestGrowthWeeks, totals.allSatisfy({ $0 > 0 }) else { return }
    let logs = totals.map { log($0) }
    var slopes: [Double] = []
    for (index, log) in logs.enumerated() {
      for earlier in 0..<index { slopes.append((log - logs[earlier]) / Double(index - earlier)) }
    }
    var slope = min(Self.steepestGrowth, max(-Self.steepestGrowth, median(slopes)))
    // Two figures were taken from the weeks already: their rest looks calmer than weeks are.
    let freedom = (Double(totals.count) / Double(totals.count - 2)).squareRoot()
    func deviation(_ slope: Double) -> Double {
      let levels = logs.enumerated().map { $1 - slope * Double($0) }
      let middle = median(levels)
      return max(Self.leastSpread, freedom * 1.4826 * median(levels.map { abs($0 - middle) }))
    }
    // A slope that is not much larger than its own error is mostly that error (James and Stein, 1961).
    let weeks = Double(totals.count)
    let error = deviation(slope) / (weeks * (weeks * weeks - 1) / 12).squareRoot()
    slope *= max(0, 1 - error * error / max(1e-12, slope * slope))
    let levels = logs.enumerated().map { $1 - slope * Double($0) }
    growth = slope
    spread = deviation(slope)
    let last = levels[levels.count - 1]
    let agreeing = levels.suffix(Self.levelWeeks).reversed().prefix {
      abs($0 - last) < Self.agreement * spread
    }
    correction = agreeing.reduce(0, +) / Double(agreeing.count) - last
    levelSpread = spread / Double(agreeing.count).squareRoot()
  }
}
