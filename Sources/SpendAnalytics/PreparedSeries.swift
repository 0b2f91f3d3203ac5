import Foundation

/// Hourly spend prepared for a forecast: single outliers are bounded, and the hours before a lasting change
/// of level are brought to the present one.
///
/// One $1,000 hour in weeks of $1 does not predict the weeks to come, and a feature that has stopped will
/// not go on. Days are compared with their usual share of a week; the split of the last weeks in two parts
/// with the least distance from the two medians is a change of level when the medians are far apart beside
/// the noise of days. Days that stand out alone are bounded to the median of their neighbors.
struct PreparedSeries {
  /// Nanodollars of whole hours, oldest first, as if all of them had been at the present level.
  private(set) var figures: [Double]
  /// Days since the level changed last; nil when it did not.
  private(set) var daysSinceShift: Int?
  /// Logarithmic noise of one day.
  private(set) var dayNoise = 0.0
  /// The series had spend and has none any more.
  private(set) var isStopped = false

  /// Logarithm of the present level over that of `figures`, when it changed less than a day ago: too little to
  /// count on, and too much to rule out. 0 when it did not.
  private(set) var pendingRatio = 0.0

  private static let day = 24
  private static let week = 168
  /// An hour is bounded at so many times the 95th percentile of the hours with spend, unless so many hours
  /// near it exceed that, too.
  private static let hourBound = 4.0
  private static let boundedReach = 8
  private static let mostBounded = 5
  /// Days in which a change of level is searched, on each side of it, and at most in all.
  private static let comparedDays = 7
  private static let searchedDays = 42
  private static let fewestDaysBefore = 3
  /// Least logarithmic distance of two levels for a change, and the same in units of noise.
  private static let leastShift = 0.34
  private static let noiseFactor = 4.0
  /// Logarithmic distance of a day from its neighbors that is bounded.
  private static let leastOddDay = 0.405
  private static let leastDayNoise = 0.05
  /// A day without spend counts as this share of a usual one.
  private static let silenceShare = 0.01
  private static let mostShifts = 4

  /// - Parameters:
  ///   - raw: nanodollars of whole hours, oldest first, beginning with the first spend.
  ///   - next: hour of the local week that follows them.
  init(_ raw: [Double], nextHour next: Int) {
    figures = Self.bounded(raw)
    var shares = SeasonalShares(figures, nextHour: next)
    guard figures.count >= Self.day, shares.isDense else {
      if Self.hasStopped(figures) { stop() }
      return
    }
    for round in 0..<Self.mostShifts {
      let days = logarithms(shares)
      dayNoise = Self.noise(days)
      guard let shift = shift(days, shares) else { break }
      let hours = figures.count - shift.place
      guard hours >= Self.day else {
        pendingRatio = shift.ratio
        break
      }
      if round == 0 { daysSinceShift = hours / Self.day }
      guard shift.ratio > log(Self.silenceShare * 2) else {
        stop()
        return
      }
      for index in figures.indices.prefix(shift.place) { figures[index] *= exp(shift.ratio) }
      shares = SeasonalShares(figures, nextHour: next)
    }
    boundDays(logarithms(shares))
  }

  private mutating func stop() {
    isStopped = true
    figures = figures.map { _ in 0 }
  }

  /// A series that needs no preparation, such as a sum of prepared ones.
  init(prepared figures: [Double]) { self.figures = figures }

  // MARK: Hours

  private static func bounded(_ raw: [Double]) -> [Double] {
    let spent = raw.filter { $0 > 0 }.sorted()
    guard spent.count >= day else { return raw }
    let bound = hourBound * spent[(spent.count - 1) * 95 / 100]
    return raw.indices.map { index in
      guard raw[index] > bound else { return raw[index] }
      let near = raw[max(0, index - boundedReach)..<min(raw.count, index + boundedReach + 1)]
      return near.count { $0 > bound } > mostBounded ? raw[index] : bound
    }
  }

  /// True when a young or mostly silent series is over: silent for longer than ever before, and than a day
  /// or its own age.
  private static func hasStopped(_ figures: [Double]) -> Bool {
    guard let last = figures.lastIndex(where: { $0 > 0 }) else { return true }
    let silence = figures.count - 1 - last
    var longest = 0
    var current = 0
    for figure in figures[...last] {
      current = figure > 0 ? 0 : current + 1
      longest = max(longest, current)
    }
    let patience = figures.count < 3 * day ? max(3, last + 1) : 2 * day
    return silence >= max(patience, 2 * longest)
  }

  // MARK: Days

  /// Logarithms of days beside their usual share, the last day first; nil where little is usual.
  private func logarithms(_ shares: SeasonalShares) -> [Double?] {
    let count = figures.count / Self.day
    let totals = (0..<count).map { back -> Double in
      let end = figures.count - back * Self.day
      return figures[(end - Self.day)..<end].reduce(0, +)
    }
    let spent = totals.filter { $0 > 0 }
    let least = Self.silenceShare * median(spent)
    return totals.enumerated().map { back, total in
      guard let share = shares.ofDay(back), share > 0.1 else { return nil }
      return log(max(total, least * share) / share)
    }
  }

  /// From the differences of neighbors: a change of level moves one of them only.
  private static func noise(_ days: [Double?]) -> Double {
    let known = days.prefix(searchedDays).compactMap(\.self)
    let steps = zip(known, known.dropFirst()).map { abs($0 - $1) }
    guard steps.count >= fewestDaysBefore else { return leastDayNoise }
    return max(leastDayNoise, 1.4826 * median(steps) / 2.0.squareRoot())
  }

  /// A change of level.
  private struct Shift {
    /// The first hour of the present level.
    var place: Int
    /// Logarithm of the present level over the one before.
    var ratio: Double
  }

  private func shift(_ days: [Double?], _ shares: SeasonalShares) -> Shift? {
    let known = days.prefix(Self.searchedDays).enumerated().compactMap { back, value in
      value.map { (back: back, value: $0) }
    }
    guard known.count > Self.fewestDaysBefore else { return nil }
    let values = known.map(\.value)
    var best: (split: Int, deviation: Double)?
    for split in 1...(known.count - Self.fewestDaysBefore) {
      let deviation = Self.deviation(values[..<split]) + Self.deviation(values[split...])
      if best.map({ deviation < $0.deviation - 1e-9 }) ?? true { best = (split, deviation) }
    }
    guard let split = best?.split else { return nil }
    // The day at the boundary may hold hours of both levels.
    let since = Array(values[..<(split > 1 ? split - 1 : 1)].suffix(Self.comparedDays))
    let before = Array(values[(split + 1)...].prefix(Self.comparedDays))
    let level = median(since)
    let old = median(before)
    let error = dayNoise * (1 / Double(since.count) + 1 / Double(max(1, before.count))).squareRoot()
    guard !before.isEmpty, abs(level - old) > max(Self.leastShift, Self.noiseFactor * error) else {
      return nil
    }
    let middle = (level + old) / 2
    func strays(_ side: [Double], _ own: Double) -> Int { side.count { ($0 - middle) * (own - middle) < 0 } }
    guard strays(since, level) * 4 <= since.count, strays(before, old) * 4 <= before.count else { return nil }
    let around = figures.count - (known[split - 1].back + 1) * Self.day
    let place = boundary(around, since: level, before: old, shares)
    let hours = max(place, figures.count - Self.comparedDays * Self.day)..<figures.count
    let usual = hours.reduce(0) { $0 + shares.ofHour($1 - figures.count) }
    let spent = hours.reduce(0) { $0 + figures[$1] }
    guard usual > 0 else { return nil }
    // Shares are of an hour here, and of a day there.
    let present = log(max(spent / usual * Double(Self.day), exp(old) * Self.silenceShare))
    let ratio = present - old
    return abs(ratio) > Self.leastShift ? Shift(place: place, ratio: ratio) : nil
  }

  /// The hour near `around` from which on hours are nearer to one level than to the other.
  private func boundary(_ around: Int, since: Double, before: Double, _ shares: SeasonalShares) -> Int {
    let first = max(0, around - Self.day)
    let last = min(figures.count, around + Self.day)
    let middle = (since + before) / 2
    var gain = 0.0
    var best = (place: first, gain: 0.0)
    // Gain from counting one more hour to the time before.
    for index in first..<last {
      let share = shares.ofHour(index - figures.count)
      if share > 0.05 {
        let value = log(
          max(figures[index] * Double(Self.day) / share, exp(min(since, before)) * Self.silenceShare))
        let weight = max(-1, min(1, (value - middle) / (abs(since - before) / 2)))
        gain += since > before ? -weight : weight
      }
      if gain > best.gain { best = (index + 1, gain) }
    }
    return best.place
  }

  private static func deviation(_ values: ArraySlice<Double>) -> Double {
    let middle = median(Array(values))
    return values.reduce(0) { $0 + abs($1 - middle) }
  }

  private mutating func boundDays(_ days: [Double?]) {
    let limit = max(Self.leastOddDay, Self.noiseFactor * dayNoise)
    for (back, value) in days.enumerated() {
      guard let value else { continue }
      let first = max(0, back - Self.comparedDays)
      let near = days[first..<min(days.count, back + Self.comparedDays + 1)].compactMap(\.self)
      guard near.count > Self.comparedDays else { continue }
      let usual = median(near)
      if abs(value - usual) > limit { scaleDay(back, by: exp(usual - value)) }
    }
  }

  private mutating func scaleDay(_ back: Int, by factor: Double) {
    let end = figures.count - back * Self.day
    for index in max(0, end - Self.day)..<end { figures[index] *= factor }
  }
}

/// The usual shares of days and hours of a week, counted back from the last hour; 1 for a mean day or hour.
private struct SeasonalShares {
  private var days: [Double?]
  private var hours: [Double]
  /// More than half of the days have spend.
  let isDense: Bool

  private static let mostWeeks = 6

  init(_ figures: [Double], nextHour: Int) {
    let count = figures.count / 24
    let totals = (0..<count).map { back -> Double in
      let end = figures.count - back * 24
      return figures[(end - 24)..<end].reduce(0, +)
    }
    let recent = totals.prefix(28)
    isDense = recent.count { $0 > 0 } * 2 > recent.count
    let weeks = min(Self.mostWeeks, count / 7)
    guard weeks >= 3 else {
      let week = YoungProfile(figures, nextHour: nextHour)
      let mean = week.hours.reduce(0, +) / 168
      func place(_ back: Int) -> Int { ((nextHour - back) % 168 + 168) % 168 }
      hours = (1...168).map { mean > 0 ? week.hours[place($0)] / mean : 0 }
      let known = hours
      days = (0..<7).map { back in
        let ofDay = (back * 24 + 1)...(back * 24 + 24)
        // Days of a kind that was not seen yet have no usual share.
        guard ofDay.allSatisfy({ week.isKnown(hour: place($0)) }) else { return nil }
        return ofDay.reduce(0) { $0 + known[$1 - 1] } / 24
      }
      return
    }
    let sums = (0..<weeks).map { totals[($0 * 7)..<($0 * 7 + 7)].reduce(0, +) }
    days = (0..<7).map { back in
      median((0..<weeks).compactMap { sums[$0] > 0 ? totals[$0 * 7 + back] / sums[$0] * 7 : nil })
    }
    hours = (1...168).map { back in
      median(
        (0..<weeks).compactMap {
          sums[$0] > 0 ? figures[figures.count - $0 * 168 - back] / sums[$0] * 168 : nil
        })
    }
  }

  /// Share of the day that ended `back` days ago; nil when unknown.
  func ofDay(_ back: Int) -> Double? { days[back % 7] }

  /// Share of an hour, counted from the end: -1 is the last one.
  func ofHour(_ hour: Int) -> Double { hours[(-1 - hour) % 168] }
}
