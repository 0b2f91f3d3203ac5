import Foundation
public import SpendCore

/// What a period will have come to when it ends.
///
/// The hours still to come are those of the rhythm of the week, at the level of the last week and
/// growing as the last weeks grew. The band holds the truth four times in five: futures are drawn in
/// which growth, level and single days differ as they did before, and it is widened until it would have
/// held what came after earlier weeks.
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
  ///   - spent: what the period came to so far.
  ///   - hoursLeft: hours of the period still to come, the begun one as its share.
  public init(spent: Money, rhythm: CalibratedRhythm, hoursLeft: Double) {
    let rest = rhythm.rhythm.rest(hoursLeft: hoursLeft, widening: rhythm.widening)
    likely = spent + Self.nanodollars(rest.likely)
    low = spent + Self.nanodollars(max(0, rest.low))
    high = spent + Self.nanodollars(rest.high)
  }

  private static func nanodollars(_ figure: Double) -> Money {
    Money(nanodollars: Int64(figure.rounded().clamped(to: -9e18...9e18)))
  }
}

/// A rhythm, and how much wider, or narrower, than its own draws the band must be to have held what came after
/// earlier weeks. Costs a forecast for each of them, so it is made when hours are added, not for each frame.
public struct CalibratedRhythm: Sendable, Hashable {
  public let rhythm: WeekRhythm
  let widening: Double

  /// Earlier weeks looked back from, and what is taken when there are none.
  private static let origins = 8
  private static let unknownWidening = 1.7
  private static let widenings = 0.8...2.5

  /// The same widening for hours that went on since: how good forecasts are changes by the day.
  public init(_ rhythm: WeekRhythm, calibratedAs other: CalibratedRhythm) {
    self.rhythm = rhythm
    widening = other.widening
  }

  /// - Parameter hoursLeft: how far the forecasts look ahead.
  public init(_ rhythm: WeekRhythm, hoursLeft: Int) {
    self.rhythm = rhythm
    var ratios: [Double] = []
    for week in 1...Self.origins {
      let back = week * WeekRhythm.hoursPerWeek
      // Before four weeks neither growth nor hours are known: such a forecast tells nothing of today's.
      let before = rhythm.hours.dropLast(back)
      guard before.count >= 4 * WeekRhythm.hoursPerWeek else { break }
      guard let earlier = WeekRhythm(figures: Array(before), nextHour: rhythm.nextHour) else { break }
      let ahead = min(back, max(1, hoursLeft))
      let actual = rhythm.hours[before.count..<before.count + ahead].reduce(0, +)
      let rest = earlier.rest(hoursLeft: Double(ahead), widening: 1)
      let reach = actual > rest.likely ? rest.high - rest.likely : rest.likely - rest.low
      if reach > 0 { ratios.append(abs(actual - rest.likely) / reach) }
    }
    ratios.sort()
    // The ratio that four in five did not exceed; two weeks are too few to speak of that.
    widening =
      ratios.count < 3
      ? Self.unknownWidening
      : ratios[min(ratios.count - 1, ratios.count * 4 / 5)].clamped(to: Self.widenings)
  }
}

extension WeekRhythm {
  /// Nanodollars to come, with the ends of a band.
  struct Rest {
    var likely: Double
    var low: Double
    var high: Double
  }

  private static let draws = 300
  /// Days that single days are drawn from.
  private static let learnedDays = 21

  /// What the next `hoursLeft` hours will come to.
  func rest(hoursLeft: Double, widening: Double) -> Rest {
    let left = hoursLeft.clamped(to: 0...9_000)
    guard left > 0 else { return Rest(likely: 0, low: 0, high: 0) }
    // Days from now, the last one a part of a day.
    var days: [Double] = []
    for hour in 0..<Int(left.rounded(.up)) {
      if hour % 24 == 0 { days.append(0) }
      days[hour / 24] += expected(hour) * min(1, left - Double(hour))
    }
    let likely = days.reduce(0, +)
    let ratios = dayRatios()
    var random = Draws()
    // The error of a slope through eight equally spaced points of this spread.
    let growthSpread = max(0.0035, weekSpread / 42.0.squareRoot())
    var totals = (0..<Self.draws).map { _ -> Double in
      let steeper = growthSpread * random.normal()
      let level = exp(levelSpread * random.normal())
      // A day later is half a week and that day after the level was measured.
      var growth = exp(steeper * 4 / 7)
      let daily = exp(steeper / 7)
      var total = 0.0
      for day in days {
        total += day * growth * ratios[random.index(ratios.count)]
        growth *= daily
      }
      return total * level
    }
    totals.sort()
    let low = totals[Self.draws / 10]
    let high = totals[Self.draws - 1 - Self.draws / 10]
    return Rest(
      likely: likely, low: likely - max(0, likely - low) * widening,
      high: likely + max(0, high - likely) * widening)
  }

  /// What single days came to beside what was to be expected of them, and beside each other: how high the
  /// level is has been settled, and it is to be in the middle of the band.
  private func dayRatios() -> [Double] {
    var ratios: [Double] = []
    for day in 1...Self.learnedDays {
      let first = hours.count - 24 * day
      guard first >= 0 else { break }
      let foreseen = (0..<24).reduce(0.0) { $0 + expected($1 - 24 * day) }
      if foreseen > 0 { ratios.append(hours[first..<first + 24].reduce(0, +) / foreseen) }
    }
    let mean = ratios.reduce(0, +) / Double(max(1, ratios.count))
    return mean > 0 ? ratios.map { $0 / mean } : [1]
  }
}

/// Random draws that are the same for every forecast, so that a band keeps still while nothing changes
/// (SplitMix64, Steele and others, 2014).
private struct Draws {
  private var state: UInt64 = 20_150_214

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  mutating func index(_ count: Int) -> Int { min(count - 1, Int(share() * Double(count))) }

  /// Mean 0, deviation 1 (Box and Muller, 1958).
  mutating func normal() -> Double {
    let radius = (-2 * log(max(1e-300, 1 - share()))).squareRoot()
    return radius * cos(2 * .pi * share())
  }
}
