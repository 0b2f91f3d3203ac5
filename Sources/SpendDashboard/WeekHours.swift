import SpendAnalytics
import SpendCore

/// Mean of each hour of the local week.
struct WeekHours {
  /// Means of 24 hours for seven days from Monday; empty without spend.
  private(set) var means: [Money] = []
  /// Weeks that the means are of, a begun one counted.
  private(set) var weeks = 0

  init() {}

  /// - Parameter hours: spend by hour up to `end`, oldest first; hours before the first spend are not
  ///   part of the history.
  init(_ hours: [Money], before end: Instant, zone: Zone) {
    guard let first = hours.firstIndex(where: { $0 > .zero }) else { return }
    var sums = Array(repeating: Money.zero, count: 168)
    var counts = Array(repeating: Int64(0), count: 168)
    for index in first..<hours.count {
      let local = zone.civil(end.adding(seconds: -3_600 * Int64(hours.count - index)))
      let place = local.weekday * 24 + local.hour
      sums[place] += hours[index]
      counts[place] += 1
    }
    means = zip(sums, counts).map { $0.scaled(by: 1, over: max(1, $1)) }
    weeks = (hours.count - first + 167) / 168
  }
}
