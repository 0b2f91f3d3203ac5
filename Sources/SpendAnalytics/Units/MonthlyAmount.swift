public import SpendCore

/// Amounts that are due by the month, spread evenly over its time.
public enum MonthlyAmount {
  /// The part of an amount of every month that falls into `window`.
  public static func part(of amount: Money, in window: TimeWindow, zone: Zone) -> Money {
    var sum = Money.zero
    var month = CalendarMonth(window.start, zone: zone)
    while month.window(zone: zone).start < window.end {
      sum += part(of: amount, in: window, ofMonth: month.window(zone: zone))
      month = month.next
    }
    return sum
  }

  /// The part of an amount of one month that falls into `window`, rounded to the nearest nanodollar.
  public static func part(of amount: Money, in window: TimeWindow, ofMonth month: TimeWindow) -> Money {
    let start = max(month.start, window.start)
    let end = max(start, min(month.end, window.end))
    return amount.scaled(
      by: end.microseconds - start.microseconds, over: month.end.microseconds - month.start.microseconds)
  }
}
