import Foundation
import SpendCore
import SpendTestSupport
import Testing

@testable import SpendAnalytics

@Suite struct ForecastTests {
  /// Hours from a Monday on: busy by day, quiet at night and on weekends, with a growth a week and
  /// logarithmic noise an hour.
  private static func hours(_ count: Int, growth: Double = 0, sigma: Double = 0, seed: UInt64 = 1) -> [Money]
  {
    var random = SeededGenerator(seed: seed)
    func normal() -> Double {
      (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
    return (0..<count).map { hour in
      let isDay = (8..<19).contains(hour % 24)
      let isWeekend = hour / 24 % 7 >= 5
      let shape = (isDay ? 10.0 : 2.0) * (isWeekend ? 0.3 : 1)
      let figure = shape * exp(growth * Double(hour) / 168 + sigma * normal())
      return Money(nanodollars: Int64(figure * 1e9))
    }
  }

  private static func sum(_ hours: some Sequence<Money>) -> Money { hours.reduce(.zero) { $0 + $1 } }

  private static func forecast(_ hours: [Money], left: Int) throws -> Forecast {
    let rhythm = try #require(WeeklySeasonality(hours: hours, nextHour: hours.count % 168))
    return Forecast(
      spent: .zero, rhythm: CalibratedSeasonality(rhythm, hoursLeft: left), hoursLeft: Double(left))
  }

  @Test(
    "what repeats each week is foretold exactly, whenever the forecast is made",
    arguments: [(336, 168), (400, 200), (1_512, 700), (1_000, 1)])
  func steady(known: Int, left: Int) throws {
    let all = Self.hours(known + left)
    let forecast = try Self.forecast(Array(all.prefix(known)), left: left)
    let truth = Self.sum(all.suffix(left))
    #expect(abs(forecast.likely.nanodollars - truth.nanodollars) < 1_000)
    #expect(forecast.low < truth && truth < forecast.high)
  }

  @Test("growth goes on", arguments: [-0.05, 0.05, 0.10])
  func growing(growth: Double) throws {
    let all = Self.hours(63 * 24 + 480, growth: growth)
    let forecast = try Self.forecast(Array(all.prefix(63 * 24)), left: 480)
    let truth = Double(Self.sum(all.suffix(480)).nanodollars)
    #expect(abs(Double(forecast.likely.nanodollars) / truth - 1) < 0.02, "\(forecast)")
  }

  @Test("less than two weeks know hours of the day only, less than three days nothing")
  func shortHistories() throws {
    #expect(WeeklySeasonality(hours: Self.hours(71), nextHour: 71) == nil)
    #expect(WeeklySeasonality(hours: Array(repeating: .zero, count: 900), nextHour: 0) == nil)
    let flat = try #require(WeeklySeasonality(hours: Self.hours(335), nextHour: 335 % 168))
    #expect(!flat.knowsHours && flat.usualPerHour == nil)
    #expect(try #require(WeeklySeasonality(hours: Self.hours(336), nextHour: 0)).knowsHours)
    // A weekend, which was not seen, is expected to have four fifths of a night.
    let mean = try Self.forecast(Array(repeating: 2.dollars, count: 100), left: 50)
    #expect(mean.likely == 88.dollars)
    #expect(mean.high >= 100.dollars)
  }

  @Test("hours before the first spend teach nothing")
  func leadingZeros() throws {
    let hours = Self.hours(400)
    let late = Array(repeating: Money.zero, count: 168) + hours
    #expect(WeeklySeasonality(hours: late, nextHour: 64) == WeeklySeasonality(hours: hours, nextHour: 64))
  }

  @Test("an hour is beside the same hour of earlier weeks")
  func usual() throws {
    let hours = Self.hours(4 * 168 + 10)
    let working = try #require(WeeklySeasonality(hours: hours, nextHour: 10).flatMap(\.usualPerHour))
    let sunday = try #require(
      WeeklySeasonality(hours: Array(hours.dropLast(13)), nextHour: 165).flatMap(\.usualPerHour))
    #expect(abs(working.nanodollars - 10_000_000_000) < 100)
    #expect(abs(sunday.nanodollars - 600_000_000) < 100)
  }

  @Test("when nothing is left, the forecast is what was spent; the ends of the range hold")
  func edges() throws {
    let rhythm = CalibratedSeasonality(
      try #require(WeeklySeasonality(hours: Self.hours(400), nextHour: 64)), hoursLeft: 0)
    for left in [0, -5, -Double.infinity, .nan] {
      let forecast = Forecast(spent: 7.dollars, rhythm: rhythm, hoursLeft: left)
      #expect(forecast == Forecast(likely: 7.dollars, low: 7.dollars, high: 7.dollars))
    }
    let huge = Array(repeating: Money(nanodollars: .max / 4), count: 400)
    let forecast = try Self.forecast(huge, left: 700)
    #expect(forecast.low <= forecast.likely && forecast.likely <= forecast.high)
  }

  @Test("weeks that agree tell the level together; a level that has changed is followed within a week")
  func level() throws {
    func total(_ weeks: [Double]) throws -> Double {
      let hours = weeks.flatMap { factor in
        Self.hours(168).map { Money(nanodollars: Int64(Double($0.nanodollars) * factor)) }
      }
      let forecast = try Self.forecast(hours, left: 168)
      return Double(forecast.likely.nanodollars) / Double(Self.sum(Self.hours(168)).nanodollars)
    }
    // The last week is 4 % low, as weeks here are at times: the month will not be.
    #expect(abs(try total([1.03, 0.98, 1.02, 0.97, 1.03, 0.98, 1.03, 0.96]) - 1) < 0.015)
    #expect(abs(try total([1.03, 0.98, 1.02, 0.97, 1.03, 0.98, 1.03, 1.5]) - 1.5) < 0.06)
    #expect(abs(try total([1.03, 0.98, 1.02, 0.97, 1.03, 0.98, 0.5, 0.52]) - 0.51) < 0.04)
  }

  /// Where a month is forecast from: two amounts of noise, three parts of the month gone, with and without
  /// a growth of 5 % a week; 40 months of each. `error` bounds the mean distance from the truth in percent.
  struct Cell: CustomTestStringConvertible {
    var sigma: Double
    var gone: Double
    var growth: Double
    var error: Double

    var testDescription: String { "noise \(sigma), \(gone) gone, growth \(growth)" }

    static let grid: [Cell] = [0.0, 0.05].flatMap { growth in
      [
        Cell(sigma: 0.15, gone: 0.1, growth: growth, error: 1.6),
        Cell(sigma: 0.15, gone: 0.4, growth: growth, error: 1.0),
        Cell(sigma: 0.15, gone: 0.8, growth: growth, error: 0.45),
        Cell(sigma: 0.40, gone: 0.1, growth: growth, error: 4.0),
        Cell(sigma: 0.40, gone: 0.4, growth: growth, error: 2.7),
        Cell(sigma: 0.40, gone: 0.8, growth: growth, error: 1.3),
      ]
    }
  }

  private static let monthHours = 720
  private static let knownHours = 12 * 168

  /// How far a forecast of a month is from what it came to, as a share, and whether its band held that.
  private static func month(_ cell: Cell, seed: UInt64) throws -> (error: Double, isHeld: Bool) {
    let gone = Int(Double(monthHours) * cell.gone)
    let all = SampleHours(
      seed: seed, noise: cell.sigma, growth: cell.growth, count: knownHours + monthHours - gone)
    let known = Array(all.hours.prefix(knownHours))
    let rhythm = try #require(WeeklySeasonality(hours: known, nextHour: knownHours % 168))
    let left = monthHours - gone
    let forecast = Forecast(
      spent: sum(known.suffix(gone)), rhythm: CalibratedSeasonality(rhythm, hoursLeft: left),
      hoursLeft: Double(left))
    let truth = sum(all.hours.suffix(monthHours))
    return (
      abs(Double(forecast.likely.nanodollars) / Double(truth.nanodollars) - 1),
      forecast.low <= truth && truth <= forecast.high
    )
  }

  @Test(
    "a forecast is near what the month comes to, and its band holds about four months in five",
    arguments: Cell.grid)
  func months(cell: Cell) throws {
    let months = try (UInt64(0)..<40).map { try Self.month(cell, seed: $0) }
    let error = months.reduce(0) { $0 + $1.error } / Double(months.count) * 100
    let held = Double(months.count(where: \.isHeld)) / Double(months.count)
    print("\(cell.testDescription): \(error) % off, the band holds \(held)")
    #expect(error < cell.error)
    #expect((0.70...0.92).contains(held))
  }
}
