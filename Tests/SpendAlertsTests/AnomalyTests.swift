import Foundation
import SpendAlerts
import SpendCore
import SpendTestSupport
import Testing

@Suite struct AnomalyTests {
  private static let seeds: Range<UInt64> = 0..<30

  /// Hours from `first` on in which an alert is firing.
  private func firing(_ sample: SampleHours, from first: Int) -> [Int] {
    let learned = first - SampleHours.week / 2
    var detector = AnomalyDetector(Array(sample.hours[..<learned]), judged: 0)
    var firing: [Int] = []
    for (index, hour) in sample.hours.enumerated().dropFirst(learned) {
      detector.append(hour)
      if detector.latest.isFiring, index >= first { firing.append(index) }
    }
    return firing
  }

  @Test(
    "undisturbed series are left in peace, also those whose nights are noisier than their days",
    arguments: [0.15, 0.25, 0.40], [1.0, 2.0])
  func falseAlarms(noise: Double, nightNoise: Double) {
    var count = 0
    for seed in Self.seeds {
      let hours = Set(
        firing(SampleHours(seed: seed, noise: noise, nightNoise: nightNoise), from: 5 * SampleHours.week))
      count += hours.filter { !hours.contains($0 - 1) }.count
    }
    let perWeek = Double(count) / Double(Self.seeds.count) / 5
    print("noise \(noise), \(nightNoise) times that at night: \(perWeek) false alarms a series-week")
    #expect(perWeek <= 0.3)
  }

  @Test(
    "spikes are found while they last",
    arguments: [
      (0.15, 3.0, 6, 0.95), (0.25, 3.0, 6, 0.95), (0.15, 5.0, 3, 0.95), (0.25, 5.0, 3, 0.95),
      (0.40, 5.0, 3, 0.95), (0.40, 3.0, 6, 0.95), (0.15, 2.0, 6, 0.95), (0.25, 2.0, 6, 0.90),
    ] as [(Double, Double, Int, Double)])
  func spikes(noise: Double, factor: Double, hours: Int, least: Double) {
    let found = Self.seeds.filter { seed in
      let sample = SampleHours(seed: seed, noise: noise, spike: (factor, hours))
      return firing(sample, from: sample.spikeStart - 1).contains { $0 <= sample.spikeStart + hours }
    }
    let share = Double(found.count) / Double(Self.seeds.count)
    print("noise \(noise): \(share) of spikes of \(factor)x for \(hours) h are found")
    #expect(share >= least)
  }

  private func constant(_ amount: Int64, hours: Int) -> [Money] {
    Array(repeating: Money(nanodollars: amount * 1_000_000_000), count: hours)
  }

  @Test("less than a day of history says nothing, less than three weeks needs a flood of two hours")
  func coldStart() {
    var young = AnomalyDetector(constant(10, hours: 20), judged: 20)
    young.append(1_000.dollars)
    #expect(young.latest.severity == nil)
    var week = AnomalyDetector(constant(10, hours: 200), judged: 10)
    week.append(100.dollars)
    #expect(week.latest.severity == nil)
    week.append(100.dollars)
    #expect(week.latest.severity == .warning)
  }

  @Test("mostly silent series are looked at by days")
  func sparse() {
    let hours = (0..<30 * 24).map { $0 % 24 == 9 ? 10.dollars : Money.zero }
    var detector = AnomalyDetector(hours, judged: 100)
    #expect(!detector.latest.isFiring)
    detector.append(10.dollars)
    #expect(detector.latest.severity == nil)
    detector.append(40.dollars)
    #expect(detector.latest.severity == .warning)
    #expect(detector.latest.expected == 10)
    // A day is compared with days, which the text says.
    #expect(
      TrafficCheck.anomaly(detector.latest, known: true, limits: Thresholds()).text
        == "the last 24 h cost $60.00, usual is $10.00 a day")
  }

  @Test("a begun hour states what was spent, and its rate as a rate")
  func begunHour() throws {
    let detector = AnomalyDetector(constant(1, hours: 1_000), judged: 100)
    let verdict = try #require(detector.begun(350.dollars, seconds: 2_622))
    let result = TrafficCheck.anomaly(verdict, known: true, limits: Thresholds())
    #expect(
      result.text.hasPrefix("this hour costs $350.00 so far, at an hourly rate of $480.55, usual is $1.00"),
      "\(result.text)")
    #expect(result.measures.first { $0.label == "actual_usd" }?.value == 350)
    #expect(detector.latest.soFar == nil)
  }

  @Test("three hours of silence where there never was one are missing spend")
  func missing() {
    var detector = AnomalyDetector(constant(50, hours: 6 * 168), judged: 100)
    detector.append(.zero)
    detector.append(.zero)
    #expect(!detector.latest.isMissing)
    detector.append(.zero)
    #expect(detector.latest.isMissing)
    detector.append(50.dollars)
    #expect(!detector.latest.isMissing)
  }

  @Test("small money never alerts, and a firing alert ends after two calm hours")
  func floorAndEnd() {
    var small = AnomalyDetector(Array(repeating: Money(nanodollars: 10_000_000), count: 1_000), judged: 100)
    small.append(Money(nanodollars: 1_000_000_000))
    small.append(Money(nanodollars: 1_000_000_000))
    #expect(small.latest.severity == nil)
    var detector = AnomalyDetector(constant(10, hours: 1_000), judged: 100)
    detector.append(100.dollars)
    #expect(detector.latest.severity == .critical)
    detector.append(10.dollars)
    #expect(detector.latest.isFiring)
    detector.append(10.dollars)
    #expect(!detector.latest.isFiring)
  }

  @Test("the begun hour is judged after its first quarter, and only ever warns")
  func begun() {
    let detector = AnomalyDetector(constant(10, hours: 1_000), judged: 100)
    #expect(detector.begun(100.dollars, seconds: 600) == nil)
    #expect(detector.begun(100.dollars, seconds: 1_800)?.severity == .warning)
    #expect(detector.begun(5.dollars, seconds: 1_800)?.severity == nil)
  }

  @Test("no figure stops it", arguments: [Int64.min, -1, 0, Int64.max])
  func extremes(nanodollars: Int64) {
    var detector = AnomalyDetector()
    for hour in 0..<1_200 { detector.append(Money(nanodollars: hour.isMultiple(of: 2) ? nanodollars : 5)) }
    #expect(detector.latest.z.isFinite || detector.latest.z.isNaN)
  }
}
