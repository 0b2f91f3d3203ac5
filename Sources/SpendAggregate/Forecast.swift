public import SpendCore

/// What a period will have come to when it ends.
///
/// The rest of the period is taken from the days just passed, each day of the week weighed by itself
/// when there are enough of them: inference follows office hours, and a month begun on a weekend would
/// otherwise be foretold too low. The band is the spread of single days, grown with the root of the
/// days still to come.
public struct Forecast: Sendable, Hashable {
  public var likely: Money
  public var low: Money
  public var high: Money

  public init(likely: Money, low: Money, high: Money) {
    self.likely = likely
    self.low = low
    self.high = high
  }

  /// Fewest days a forecast is made from.
  public static let fewestDays = 3

  /// - Parameters:
  ///   - spent: what the period came to so far.
  ///   - days: spend of whole days before today, oldest first, yesterday last.
  ///   - lastWeekday: weekday of the last of `days`, 0 = Monday.
  ///   - remainingDays: days of the period still to come, a begun day as its share: 12.4.
  /// - Returns: nil with fewer than three days to learn from.
  public init?(spent: Money, days: [Money], lastWeekday: Int, remainingDays: Double) {
    guard days.count >= Self.fewestDays, remainingDays.isFinite else { return nil }
    let figures = days.suffix(28).map { Double($0.nanodollars) }
    let mean = figures.reduce(0, +) / Double(figures.count)
    let weekly = Self.weekdayMeans(figures, lastWeekday: lastWeekday)

    // Today, begun, is the first of the remaining days and may be a part of one.
    let left = max(0, remainingDays)
    let begun = left - left.rounded(.down)
    var rest = begun * (weekly?[(lastWeekday + 1) % 7] ?? mean)
    let whole = min(10_000, Int(left.rounded(.down)))
    let first = begun > 0 ? 2 : 1
    for day in 0..<whole { rest += weekly?[(lastWeekday + first + day) % 7] ?? mean }

    var squares = 0.0
    for (index, figure) in figures.enumerated() {
      let weekday = Self.weekday(of: index, count: figures.count, lastWeekday: lastWeekday)
      let expected = weekly?[weekday] ?? mean
      squares += (figure - expected) * (figure - expected)
    }
    let deviation = (squares / Double(max(1, figures.count - 1))).squareRoot()
    let spread = deviation * left.squareRoot()
    likely = spent + Self.nanodollars(rest)
    low = spent + Self.nanodollars(max(0, rest - spread))
    high = spent + Self.nanodollars(rest + spread)
  }

  /// Means by day of the week, when every day of the week was seen twice.
  private static func weekdayMeans(_ figures: [Double], lastWeekday: Int) -> [Double]? {
    guard figures.count >= 14 else { return nil }
    var sums = Array(repeating: 0.0, count: 7)
    var counts = Array(repeating: 0.0, count: 7)
    for (index, figure) in figures.enumerated() {
      let weekday = weekday(of: index, count: figures.count, lastWeekday: lastWeekday)
      sums[weekday] += figure
      counts[weekday] += 1
    }
    return zip(sums, counts).map { $0 / max(1, $1) }
  }

  private static func weekday(of index: Int, count: Int, lastWeekday: Int) -> Int {
    ((lastWeekday - (count - 1 - index)) % 7 + 7) % 7
  }

  private static func nanodollars(_ figure: Double) -> Money {
    Money(nanodollars: Int64(exactly: min(9e18, max(-9e18, figure.rounded()))) ?? 0)
  }
}
