import Foundation
public import SpendCore

/// Finds hours that cost far more, or far less, than is usual for their hour of the week.
///
/// Each hour is compared, as a logarithm, with the same hour of the last six weeks and its neighbours: the
/// distance from their median in robust standard deviations is `z`. Eighteen values estimate a deviation
/// badly, so that of the whole series has the same weight: this halves the false alarms and lets a smaller
/// spike be found. With less than three weeks the hours of the last week are used, with less than a day
/// there is no verdict; a mostly silent series is evaluated by days. Anomalous hours are excluded from the
/// baseline, unless they become the rule.
public struct AnomalyDetector: Sendable, Hashable {
  /// Spend above the usual that is worth a word.
  public let floor: Money
  /// Dollars of whole hours, oldest first.
  private var figures: [Double] = []
  private var isOdd: [Bool] = []
  /// Log deviations of the last hours from their baselines.
  private var distances: [Double] = []
  /// Robust deviation of those distances; nil before there are enough.
  private var commonDeviation: Double?
  private var isFiring = false
  private var calmHours = 0
  /// Added before the logarithm, so that quiet hours do not look infinitely quiet.
  private var offset = leastOffset
  /// Verdict for the last whole hour.
  public private(set) var latest = AnomalyVerdict()
  private var previous = AnomalyVerdict()
  private var downHours = 0

  private static let week = 168
  private static let weeks = 6
  private static let leastHours = 24
  private static let seasonalHours = 3 * week
  /// From when on, and of how many hours, distances are kept.
  private static let distanceStart = 2 * week
  private static let distanceHours = 3 * week
  private static let fewestDistances = week / 2
  private static let leastDeviation = 0.10
  private static let leastOffset = 0.01
  private static let leastFloor = Money(nanodollars: 5_000_000_000)

  /// - Parameter budget: of a month, for this series; a larger one has a higher floor.
  public init(budget: Money? = nil, floor: Money? = nil) {
    self.floor = floor ?? max(Self.leastFloor, budget?.scaledDown(by: 500) ?? .zero)
  }

  /// Reads a history; only its last `judged` hours are judged, the earlier ones only teach.
  public init(_ hours: [Money], judged: Int, budget: Money? = nil, floor: Money? = nil) {
    self.init(budget: budget, floor: floor)
    let known = hours.drop { $0 == .zero }
    let taught = known.dropLast(judged)
    let firstMeasured = taught.count - Self.distanceHours
    for (number, hour) in taught.enumerated() {
      // Scales are computed daily, and used only where hours are measured.
      if number.isMultiple(of: 24), number > firstMeasured - 24 { updateScales() }
      learn(hour, measured: number >= firstMeasured)
    }
    for hour in known.suffix(judged) { append(hour) }
  }

  private mutating func learn(_ hour: Money, measured: Bool) {
    let figure = Double(hour.nanodollars) / 1e9
    if measured, figures.count >= Self.distanceStart {
      distances.append(log(figure + offset) - Self.median(sameHours()))
    }
    figures.append(figure)
    isOdd.append(false)
  }

  /// Judges the next whole hour.
  public mutating func append(_ hour: Money) {
    if figures.count.isMultiple(of: 24) { updateScales() }
    let figure = Double(hour.nanodollars) / 1e9
    let beforeThat = previous
    previous = latest
    latest = verdict(of: figure, after: previous, and: beforeThat)
    downHours = latest.z <= -4 ? downHours + 1 : 0
    latest.isMissing = downHours >= 3 && latest.expected >= Double(floor.nanodollars) / 1e9
    if latest.severity != nil {
      isFiring = true
      calmHours = 0
    } else if isFiring {
      calmHours = latest.z < 1.5 ? calmHours + 1 : 0
      if calmHours >= 2 { isFiring = false }
    }
    latest.isFiring = isFiring
    if let distance = latest.distance { distances.append(distance) }
    figures.append(figure)
    isOdd.append(latest.severity != nil || (isFiring && latest.z >= 2.5))
    // The hour that made it certain was not the first odd one.
    if latest.severity != nil, previous.z >= 2.5, isOdd.count > 1 { isOdd[isOdd.count - 2] = true }
  }

  /// Verdict for the current partial hour, extrapolated. At most a warning; nil in its first quarter.
  public func begun(_ amount: Money, seconds: Int64) -> AnomalyVerdict? {
    guard seconds >= 900, seconds <= 3_600 else { return nil }
    var verdict = verdict(
      of: Double(amount.nanodollars) / 1e9 * 3_600 / Double(seconds), after: latest, and: previous)
    if verdict.severity == .critical { verdict.severity = .warning }
    verdict.soFar = Double(amount.nanodollars) / 1e9
    verdict.isFiring = verdict.severity != nil || isFiring
    return verdict
  }

  private func verdict(
    of figure: Double, after previous: AnomalyVerdict, and beforeThat: AnomalyVerdict
  ) -> AnomalyVerdict {
    var verdict = AnomalyVerdict()
    verdict.actual = figure
    guard figures.count >= Self.leastHours else { return verdict }
    if isSparse { return sparse(figure, verdict) }
    let isSeasonal = figures.count >= Self.seasonalHours
    let history = isSeasonal ? sameHours() : figures.suffix(Self.week).map { log($0 + offset) }
    let middle = Self.median(history)
    let distance = log(figure + offset) - middle
    if figures.count >= Self.distanceStart {
      verdict.distance = isSeasonal ? distance : log(figure + offset) - Self.median(sameHours())
    }
    let own = Self.deviation(history, from: middle)
    let common = isSeasonal ? commonDeviation ?? own : own
    verdict.z = distance / max(((own * own + common * common) / 2).squareRoot(), Self.leastDeviation)
    verdict.expected = max(0, exp(middle) - offset)
    let excess = figure - verdict.expected
    let floor = Double(floor.nanodollars) / 1e9
    let pair = min(verdict.z, previous.z)
    // Three hours together are less noisy than one: the sum of their z over the root of three.
    let trio = verdict.z < 1.5 ? 0 : (verdict.z + previous.z + beforeThat.z) / 3.0.squareRoot()
    if isSeasonal {
      let isWarning =
        (pair >= 2.4 || verdict.z >= 7 || trio >= 3.6) && figure >= 1.3 * verdict.expected && excess >= floor
      let isCritical =
        isWarning && (pair >= 4 || verdict.z >= 8) && figure >= 2 * verdict.expected && excess >= 5 * floor
      verdict.severity = isCritical ? .critical : isWarning ? .warning : nil
    } else if pair >= 4, figure >= 1.3 * verdict.expected, excess >= floor {
      verdict.severity = .warning
    }
    return verdict
  }

  /// Logarithms of this hour and its neighbours in earlier weeks.
  private func sameHours() -> [Double] {
    let now = figures.count
    var all: [Double] = []
    var usual: [Double] = []
    for week in 1...Self.weeks {
      for index in (now - week * Self.week - 1)...(now - week * Self.week + 1) where index >= 0 {
        let value = log(figures[index] + offset)
        all.append(value)
        if !isOdd[index] { usual.append(value) }
      }
    }
    // When more than a fifth of the hours are odd, the regime has changed and they are the new baseline.
    return usual.count * 5 >= all.count * 4 ? usual : all
  }

  /// The standard deviation of normal values whose middle distance from `middle` is that of these.
  private static func deviation(_ values: [Double], from middle: Double) -> Double {
    1.4826 * median(values.map { abs($0 - middle) })
  }

  private static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
  }

  private var isSparse: Bool {
    let recent = figures.suffix(2 * Self.week)
    return recent.reduce(0) { $0 + ($1 == 0 ? 1 : 0) } * 2 > recent.count
  }

  /// Series that are mostly silent: the last day beside the days of two weeks that had any spend.
  private func sparse(_ figure: Double, _ base: AnomalyVerdict) -> AnomalyVerdict {
    var verdict = base
    let recent = Array(figures.suffix(14 * 24))
    let today = figure + recent.suffix(23).reduce(0, +)
    var days: [Double] = []
    var end = recent.count - 23
    while end >= 24 {
      days.append(recent[(end - 24)..<end].reduce(0, +))
      end -= 24
    }
    let usual = Self.median(days.filter { $0 > 0 })
    verdict.isOfDay = true
    verdict.actual = today
    verdict.expected = usual
    let floor = Double(floor.nanodollars) / 1e9
    if figure > 0, usual > 0, today > 3 * usual, today - usual > floor { verdict.severity = .warning }
    return verdict
  }

  /// Recomputes slowly changing scales once a day.
  private mutating func updateScales() {
    if distances.count > Self.distanceHours { distances.removeFirst(distances.count - Self.distanceHours) }
    if distances.count >= Self.fewestDistances {
      commonDeviation = Self.deviation(distances, from: Self.median(distances))
    }
    let spent = figures.suffix(4 * Self.week).filter { $0 > 0 }
    offset = min(1, max(Self.leastOffset, Self.median(spent) / 100))
  }
}
