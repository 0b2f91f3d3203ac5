import Foundation
public import SpendCore

/// Hours of an invented company: days and nights, weekends, log-normal noise, two odd hours in a thousand.
public struct SampleHours {
  public private(set) var hours: [Money] = []
  /// The first hour of the spike.
  public let spikeStart: Int

  public static let week = 168

  /// Hours from a Monday on.
  ///
  /// - Parameters:
  ///   - noise: deviation of an hour's logarithm.
  ///   - nightNoise: multiplies the noise of hours with little traffic.
  ///   - growth: logarithmic, a week.
  ///   - spike: multiplies hours of the ninth week.
  public init(
    seed: UInt64, noise: Double, nightNoise: Double = 1, growth: Double = 0, count: Int = 10 * Self.week,
    spike: (factor: Double, hours: Int)? = nil
  ) {
    var random = SeededGenerator(seed: seed)
    func share() -> Double { Double.random(in: Double.leastNormalMagnitude..<1, using: &random) }
    let start = 8 * Self.week + Int.random(in: 0..<(Self.week - 12), using: &random)
    for hour in 0..<count {
      let ofDay = Double(hour % 24)
      let isWeekend = hour / 24 % 7 >= 5
      let day = 200 * (1 + 0.5 * sin((ofDay - 8) / 24 * 2 * .pi)) * (isWeekend ? 0.4 : 1)
      let normal = (-2 * log(share())).squareRoot() * cos(2 * .pi * share())
      let spread = (8..<20).contains(hour % 24) ? noise : noise * nightNoise
      var figure = max(5, day) * exp(spread * normal + growth * Double(hour) / Double(Self.week))
      if share() < 0.002 { figure *= 3 }
      if let spike, (start..<start + spike.hours).contains(hour) { figure *= spike.factor }
      hours.append(Money(nanodollars: Int64(figure * 1e9)))
    }
    spikeStart = start
  }
}
