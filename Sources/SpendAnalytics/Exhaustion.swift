public import SpendCore

/// Seconds until a budget is exhausted if the spend of the last minutes goes on.
///
/// The last hour hides a flood that is minutes old, and the last minute is moved by one expensive request.
/// A rate counts as the present one when two neighboring windows had it: the last minute and the four before
/// it, or the last five minutes and the ten before them; or when the last minute had it in many requests,
/// without the most expensive of them. Never less than the last hour.
public struct Exhaustion: Sendable, Hashable {
  public var likely: Double
  /// At the fastest rate of the windows.
  public var earliest: Double
  /// At the slowest rate of the windows; nil when one of them had no spend.
  public var latest: Double?
  /// Spend per hour that `likely` is at.
  public var perHour: Money

  /// Nil without spend in the last hour.
  public init?(remaining: Money, recent: RecentSpend) {
    func rate(_ spent: Money, _ seconds: Double) -> Double {
      Double(max(.zero, spent).nanodollars) / seconds
    }
    let minute = rate(recent.minute, 60)
    let five = rate(recent.fiveMinutes, 300)
    let quarter = rate(recent.quarterHour, 900)
    let hour = rate(recent.hour, 3_600)
    let present = max(
      hour, rate(recent.sustainedMinute, 60), min(minute, rate(recent.fiveMinutes - recent.minute, 240)),
      min(five, rate(recent.quarterHour - recent.fiveMinutes, 600)))
    guard present > 0 else { return nil }
    let left = Double(max(.zero, remaining).nanodollars)
    likely = left / present
    earliest = left / max(present, minute, five, quarter)
    let slowest = min(present, five, quarter, hour)
    latest = slowest > 0 ? left / slowest : nil
    perHour = Money(nanodollars: Int64((present * 3_600).clamped(to: 0...9e18)))
  }
}
