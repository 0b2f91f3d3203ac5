import SpendAnalytics
import SpendCore
import SpendTestSupport
import Testing

/// Spend by the hour of some features, a moment in it, and how far the forecast of the next two weeks may be
/// from what then comes.
struct ForecastScenario: CustomTestStringConvertible {
  var name: String
  /// Dollars of an hour, counted from a Monday at midnight.
  var parts: [String: @Sendable (Int) -> Double]
  var known: Int
  var left = 360
  /// Share of the forecast period's total.
  var error: Double
  /// No traffic at all was recorded in the last hours.
  var silentHours = 0

  var testDescription: String { name }

  static let weeks = 6 * 168

  static func office(_ hour: Int) -> Double {
    ((8..<19).contains(hour % 24) ? 10.0 : 2) * (hour / 24 % 7 >= 5 ? 0.3 : 1)
  }

  static func weekdays(_ hour: Int) -> Double { hour / 24 % 7 >= 5 ? 0 : office(hour) }

  static let all: [ForecastScenario] =
    [1, 2, 30, 160, 300].map { ago in
      ForecastScenario(
        name: "one $1,000 hour \(ago) h ago", parts: ["a": { $0 == weeks - ago ? 1_000 : 1 }], known: weeks,
        error: 0.03)
    }
    + [
      ForecastScenario(
        name: "a $9/h feature that stopped 4 days ago, without names",
        parts: ["": { $0 < weeks - 96 ? 10 : 1 }], known: weeks, error: 0.05),
      ForecastScenario(
        name: "a $9/h feature that stopped 4 days ago",
        parts: ["a": { _ in 1 }, "b": { $0 < weeks - 96 ? 9 : 0 }], known: weeks, error: 0.05),
      ForecastScenario(
        name: "a feature that stopped a day ago", parts: ["a": office, "b": { $0 < weeks - 24 ? 5 : 0 }],
        known: weeks, error: 0.05),
      ForecastScenario(
        name: "a new $10/h feature after 4 days", parts: ["a": office, "b": { $0 < weeks - 96 ? 0 : 10 }],
        known: weeks, error: 0.05),
      ForecastScenario(
        name: "a step from $1 to $5/h three days ago", parts: ["": { $0 < weeks - 72 ? 1 : 5 }], known: weeks,
        error: 0.10),
      ForecastScenario(
        name: "a step within an office week, 30 hours ago",
        parts: ["": { office($0) * ($0 < weeks + 70 ? 1 : 5) }], known: weeks + 100, error: 0.10),
      ForecastScenario(
        name: "a tenfold flood of two days that ended 28 hours ago",
        parts: ["": { office($0) * ((weeks - 76)..<(weeks - 28) ~= $0 ? 10 : 1) }], known: weeks, error: 0.05),
      ForecastScenario(
        name: "a tenfold flood of six hours that goes on",
        parts: ["": { office($0) * ((weeks - 6)..<weeks ~= $0 ? 10 : 1) }], known: weeks, error: 0.05),
      ForecastScenario(
        name: "five office weekdays on a Friday evening", parts: ["": office], known: 114, left: 600,
        error: 0.15),
      ForecastScenario(
        name: "five weekdays on a Friday evening, weekends without spend", parts: ["": weekdays], known: 114,
        left: 600, error: 0.15),
      ForecastScenario(
        name: "five flat days on a Friday evening", parts: ["": { _ in 3 }], known: 114, left: 600,
        error: 0.15),
      ForecastScenario(
        name: "a silent weekend of an office", parts: ["": weekdays], known: weeks + 6 * 24 + 12, error: 0.01,
        silentHours: 41),
      ForecastScenario(
        name: "a nightly batch", parts: ["": { $0 % 24 == 2 ? 50 : 0 }], known: weeks + 30, error: 0.01),
      ForecastScenario(
        name: "a weekly batch beside steady spend",
        parts: ["a": { $0 % 168 == 2 ? 50 : 0 }, "b": { _ in 1 }], known: weeks + 30, error: 0.01),
      ForecastScenario(
        name: "thirty hours in which nothing was recorded",
        parts: ["": { weeks..<(weeks + 30) ~= $0 ? 0 : 1 }],
        known: weeks + 30, error: 0.01, silentHours: 30),
    ]
}

@Suite struct ForecastScenarioTests {
  /// A Monday.
  private static let start = CivilTime(year: 2026, month: 1, day: 5).instant()

  private static func dollars(_ figure: Double) -> Money { Money(nanodollars: Int64(figure * 1e9)) }

  private static func model(
    _ parts: [String: @Sendable (Int) -> Double], known: Int, left: Int, silentHours: Int = 0
  ) -> Result<ForecastModel, ForecastModel.Missing> {
    let end = start.adding(seconds: Int64(known) * 3_600)
    return ForecastModel.make(
      parts.mapValues { hour in (0..<known).map { dollars(hour($0)) } }, end: end, zone: .utc,
      lastEvent: end.adding(seconds: -3_600 * Int64(silentHours)),
      calibratedUntil: end.adding(seconds: Int64(left) * 3_600))
  }

  private static func forecast(_ model: ForecastModel, known: Int, left: Int, spent: Money = .zero)
    -> Forecast
  {
    let end = start.adding(seconds: Int64(known) * 3_600)
    return model.forecast(spent: spent, at: end, until: end.adding(seconds: Int64(left) * 3_600))
  }

  @Test("a forecast after unusual hours is near what comes", arguments: ForecastScenario.all)
  func scenario(_ one: ForecastScenario) throws {
    let model = try Self.model(
      one.parts, known: one.known, left: one.left, silentHours: one.silentHours
    ).get()
    let forecast = Self.forecast(model, known: one.known, left: one.left)
    let truth = (one.known..<one.known + one.left).reduce(0.0) { sum, hour in
      sum + one.parts.values.reduce(0) { $0 + $1(hour) }
    }
    let error = Double(forecast.likely.nanodollars) / 1e9 / truth - 1
    #expect(abs(error) <= one.error, "off by \(error)")
    #expect(forecast.low <= forecast.likely && forecast.likely <= forecast.high)
  }

  @Test("the total is the sum of the forecasts of its parts, and both know a new feature")
  func parts() throws {
    let known = ForecastScenario.weeks
    let all: [String: @Sendable (Int) -> Double] = [
      "old": ForecastScenario.office, "new": { $0 < known - 96 ? 0 : 10 },
      "gone": { $0 < known - 96 ? 9 : 0 },
      "flat": { _ in 2 },
    ]
    let total = Self.forecast(try Self.model(all, known: known, left: 360).get(), known: known, left: 360)
    let parts = try all.map { key, hours in
      Self.forecast(
        try Self.model([key: hours], known: known, left: 360).get(), known: known, left: 360
      ).likely
    }
    // A feature of four days has a model of its own from its third day on.
    #expect(abs((total.likely - parts.reduce(.zero, +)).nanodollars) <= Int64(parts.count))
  }

  @Test("a feature counts from its first hours, and its interval reaches from none of it to all of it")
  func firstHours() throws {
    let known = ForecastScenario.weeks
    var last = Money.zero
    for age in [2, 4, 12, 24] {
      let model = try Self.model(
        ["old": { _ in 1 }, "new": { $0 < known - age ? 0 : 10 }], known: known, left: 100
      ).get()
      let forecast = Self.forecast(model, known: known, left: 100)
      #expect(forecast.likely >= last, "\(age) h")
      last = forecast.likely
      guard (3..<24).contains(age) else { continue }
      #expect(forecast.likely > 250.dollars)
      #expect(forecast.low <= 110.dollars && forecast.high >= 1_050.dollars, "\(age) h")
    }
    #expect(abs((last - 1_100.dollars).nanodollars) < 1.dollars.nanodollars)
  }

  @Test("silence widens the interval, and after a week there is no forecast")
  func silence() throws {
    let week = ForecastScenario.weeks
    var width = Money.zero
    for hours in [0, 12, 30, 100, 168] {
      let model = try Self.model(
        ["": { $0 < week ? 1 : 0 }], known: week + hours, left: 300, silentHours: hours
      ).get()
      let forecast = Self.forecast(model, known: week + hours, left: 300)
      #expect(forecast.high - forecast.low >= width, "\(hours) h")
      width = forecast.high - forecast.low
      if hours >= 30 { #expect(forecast.low == .zero && forecast.high > 300.dollars) }
    }
    for days in [8, 20] {
      let result = Self.model(
        ["": { $0 < week ? 1 : 0 }], known: week + days * 24, left: 300, silentHours: days * 24)
      guard case .failure(let missing) = result else {
        Issue.record("there is a forecast after \(days) silent days")
        continue
      }
      #expect(missing.gap == .silence(since: Self.start.adding(seconds: Int64(week) * 3_600)))
    }
  }

  @Test("exhaustion is forecast to the hour, from any minute of an hour", arguments: [0, 600, 1_800, 3_599])
  func runsOut(second: Int64) throws {
    let known = ForecastScenario.weeks
    let model = try Self.model(["": { _ in 2 }], known: known, left: 400).get()
    let now = Self.start.adding(seconds: Int64(known) * 3_600 + second)
    let end = try #require(
      model.time(ofSpending: 10.dollars, from: now, until: now.adding(seconds: 400 * 3_600)))
    #expect(abs(end.seconds - now.seconds - 5 * 3_600) <= 2)
    #expect(model.time(ofSpending: 801.dollars, from: now, until: now.adding(seconds: 400 * 3_600)) == nil)
  }

  @Test("noisy parts do not lift or lower their total", arguments: UInt64(0)..<6)
  func noisyParts(seed: UInt64) throws {
    let known = 8 * 168
    let left = 240
    var parts: [String: [Money]] = [:]
    var truth = Money.zero
    for part in 0..<10 {
      let hours = SampleHours(seed: seed * 100 + UInt64(part), noise: 0.5, count: known + left).hours
      parts["\(part)"] = Array(hours.prefix(known))
      truth = truth + hours.suffix(left).reduce(.zero, +)
    }
    let end = Self.start.adding(seconds: Int64(known) * 3_600)
    let until = end.adding(seconds: Int64(left) * 3_600)
    let model = try ForecastModel.make(
      parts, end: end, zone: .utc, lastEvent: end, calibratedUntil: until
    ).get()
    let forecast = model.forecast(spent: .zero, at: end, until: until)
    let error = Double(forecast.likely.nanodollars) / Double(truth.nanodollars) - 1
    #expect(abs(error) < 0.05, "seed \(seed): off by \(error)")
  }
}
