public import SpendAggregate
public import SpendCore

/// How fast a budget goes over a long and a short window, in times of the pace that would use exactly
/// the amount in one period.
///
/// The short window makes an alert end soon after its cause. Spend at the even pace is normal, and more
/// of it falls into office hours; where the hours of the week are known, a window is held against its own
/// share of the period instead of its length (Google, "The Site Reliability Workbook", chapter 5, with
/// the expected in place of the even pace).
public struct BurnPace: Sendable, Hashable {
  public var long: Double
  public var short: Double
  /// Spend of the long window.
  public var spent: Money

  /// Alert when both windows are at least this fast.
  public func exceeds(_ factor: Double) -> Bool { long >= factor && short >= factor }

  /// Length of the short window that goes with a long one.
  public static func shortSeconds(_ long: Int64) -> Int64 { max(60, long / 12) }

  /// - Parameters:
  ///   - long: spend of the last `seconds`.
  ///   - short: spend of the last twelfth of them.
  ///   - rhythm: of the hours before the begun one; nil for an even pace.
  public init(
    long: Money, short: Money, seconds: Int64, budget: Budget, window: TimeWindow, now: Instant,
    rhythm: WeekRhythm?
  ) {
    spent = long
    let even = { (span: Int64) in Double(span) / Double(max(1, budget.seconds(of: window))) }
    let share = { (span: Int64) -> Double in
      guard let rhythm, rhythm.knowsHours, !budget.isRolling else { return even(span) }
      let hours = { (instant: Instant) in
        Double(instant.microseconds - now.seconds.flooredQuotient(by: 3_600) * 3_600_000_000) / 3.6e9
      }
      let whole = rhythm.weight(from: hours(window.start), to: hours(window.end))
      let part = rhythm.weight(from: hours(now.adding(seconds: -span)), to: hours(now))
      // An hour in which nothing is usual would make a cent look like a flood.
      return whole > 0 ? max(part / whole, even(span) / 4) : even(span)
    }
    func pace(_ amount: Money, _ span: Int64) -> Double {
      Double(amount.nanodollars) / Double(max(1, budget.amount.nanodollars)) / max(1e-12, share(span))
    }
    self.long = pace(long, seconds)
    self.short = pace(short, Self.shortSeconds(seconds))
  }
}
