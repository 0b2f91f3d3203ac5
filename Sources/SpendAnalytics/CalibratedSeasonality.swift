import Foundation
import SpendCore

/// A seasonality with the widening of its interval: the factor on the drawn interval that would have held the
/// spend after earlier weeks. Costs a forecast for each of them, so it is made when hours are added, not for
/// each frame.
public struct CalibratedSeasonality: Sendable, Hashable {
  public let rhythm: WeeklySeasonality
  let bandScale: Double

  /// Number of earlier weeks used as origins, and the widening used without them.
  private static let origins = 8
  private static let unknownWidening = 1.7
  private static let widenings = 0.8...2.5

  /// The widening that is taken where no earlier weeks are compared.
  init(_ rhythm: WeeklySeasonality) {
    self.rhythm = rhythm
    bandScale = Self.unknownWidening
  }

  /// - Parameter hoursLeft: how far the forecasts look ahead.
  public init(_ rhythm: WeeklySeasonality, hoursLeft: Int) {
    self.rhythm = rhythm
    var ratios: [Double] = []
    for week in 1...Self.origins {
      let back = week * WeeklySeasonality.hoursPerWeek
      // Before four weeks neither growth nor hours are known: such a forecast cannot measure today's.
      let before = rhythm.hours.dropLast(back)
      guard before.count >= 4 * WeeklySeasonality.hoursPerWeek else { break }
      guard let earlier = WeeklySeasonality(figures: Array(before), nextHour: rhythm.nextHour) else { break }
      let ahead = min(back, max(1, hoursLeft))
      let actual = rhythm.hours[before.count..<before.count + ahead].reduce(0, +)
      let rest = earlier.rest(hoursLeft: Double(ahead), bandScale: 1)
      let reach = actual > rest.likely ? rest.high - rest.likely : rest.likely - rest.low
      if reach > 0 { ratios.append(abs(actual - rest.likely) / reach) }
    }
    ratios.sort()
    // The ratio that four in five did not exceed; two weeks are too few to speak of that.
    bandScale =
      ratios.count < 3
      ? Self.unknownWidening
      : ((ratios[min(ratios.count - 1, ratios.count * 4 / 5)] * 3 + 1.4) / 4).clamped(to: Self.widenings)
  }
}

extension WeeklySeasonality {
  /// Nanodollars to come, with the ends of a band.
  struct Remainder {
    var likely: Double
    var low: Double
    var high: Double
  }

  private static let draws = 300
  /// Days that single days are drawn from.
  private static let learnedDays = 21

  /// Expected nanodollars of each hour to come, the first and the last one as their shares.
  ///
  /// - Parameters:
  ///   - elapsed: hours since the last whole one: more than one when the last hours are unknown.
  ///   - hoursLeft: hours from then on.
  func futures(elapsed: Double = 0, hoursLeft: Double) -> [Double] {
    let start = elapsed.clamped(to: 0...9_000)
    let end = start + hoursLeft.clamped(to: 0...9_000)
    guard end > start else { return [] }
    return (Int(start)..<Int(end.rounded(.up))).map { hour in
      expected(hour) * (min(end, Double(hour + 1)) - max(start, Double(hour)))
    }
  }

  /// Spend of the next `hoursLeft` hours.
  func rest(elapsed: Double = 0, hoursLeft: Double, bandScale: Double) -> Remainder {
    // Days from now, the last one a part of a day.
    var days: [Double] = []
    for (hour, figure) in futures(elapsed: elapsed, hoursLeft: hoursLeft).enumerated() {
      if hour % 24 == 0 { days.append(0) }
      days[hour / 24] += figure
    }
    guard !days.isEmpty else { return Remainder(likely: 0, low: 0, high: 0) }
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
    return Remainder(
      likely: likely, low: likely - max(0, likely - low) * bandScale,
      high: likely + max(0, high - likely) * bandScale)
  }

  /// Single days over what was expected of them, with a mean of one: the level is known already, and belongs
  /// into the middle of the interval.
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

/// Random draws that are the same for every forecast, so that a band is stable while the data is unchanged
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
