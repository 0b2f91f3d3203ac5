import Foundation
public import SpendCore

/// The expected spend of a period at its end, with an interval.
///
/// The hours still to come follow the seasonality of the week, at the present level and growth. The interval
/// holds the truth four times in five: futures are drawn in which growth, level and single days differ as
/// they did before, and it is widened until it would have held the spend after earlier weeks.
public struct Forecast: Sendable, Hashable {
  public var likely: Money
  public var low: Money
  public var high: Money

  public init(likely: Money, low: Money, high: Money) {
    self.likely = likely
    self.low = low
    self.high = high
  }

  /// - Parameters:
  ///   - spent: spend of the period so far.
  ///   - hoursLeft: hours of the period still to come, the begun one as its share.
  public init(spent: Money, rhythm: CalibratedSeasonality, hoursLeft: Double) {
    let rest = rhythm.rhythm.rest(hoursLeft: hoursLeft, bandScale: rhythm.bandScale)
    self.init(spent: spent, rest)
  }

  init(spent: Money, _ rest: WeeklySeasonality.Remainder) {
    likely = spent + Self.nanodollars(rest.likely)
    low = min(likely, spent + Self.nanodollars(max(0, rest.low)))
    high = max(likely, spent + Self.nanodollars(rest.high))
  }

  private static func nanodollars(_ figure: Double) -> Money {
    Money(nanodollars: Int64(figure.rounded().clamped(to: -9e18...9e18)))
  }
}
