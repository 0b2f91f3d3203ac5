public import SpendCore

/// Revenue of a customer or a feature.
public struct Revenue: Sendable, Hashable {
  public enum Period: Sendable, Hashable {
    /// Earned evenly over every month.
    case everyMonth
    /// Earned evenly over one month.
    case month(CalendarMonth)
    /// Earned in the time range that is asked for.
    case range
  }

  /// `customer` or `feature`.
  public var dimension: Dimension
  public var value: String
  public var amount: Money
  public var period: Period

  public init(_ dimension: Dimension, _ value: String, amount: Money, period: Period) {
    self.dimension = dimension
    self.value = value
    self.amount = amount
    self.period = period
  }

  /// The part that is earned in `window`, rounded to the nearest nanodollar. A month that the window cuts
  /// counts by its seconds.
  public func earned(in window: TimeWindow, zone: Zone) -> Money {
    switch period {
    case .range: amount
    case .month(let month): MonthlyAmount.part(of: amount, in: window, ofMonth: month.window(zone: zone))
    case .everyMonth: MonthlyAmount.part(of: amount, in: window, zone: zone)
    }
  }
}
