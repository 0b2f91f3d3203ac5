/// The hours of a week as far as less than two weeks show them: by hour of the day, weekdays and weekends
/// apart.
///
/// While no weekend was seen, its hours are taken to be a little below the quiet half of a weekday: an office
/// that is dark at night is dark on Sundays, and a service that runs at night runs on Sundays, with less to do.
struct YoungProfile {
  /// Mean nanodollars of each hour of the week.
  let hours: [Double]
  let knowsWeekdays: Bool
  let knowsWeekends: Bool

  private static let quietHours = 12
  private static let weekendShare = 0.8

  /// - Parameters:
  ///   - figures: of whole hours, oldest first.
  ///   - nextHour: hour of the local week that follows them.
  init(_ figures: [Double], nextHour: Int) {
    var sums = [Kind](repeating: Kind(), count: 2)
    for (index, figure) in figures.enumerated() {
      let hour = ((nextHour - figures.count + index) % 168 + 168) % 168
      sums[hour >= 120 ? 1 : 0].add(figure, hour: hour % 24)
    }
    knowsWeekdays = sums[0].isWhole
    knowsWeekends = sums[1].isWhole
    let mean = figures.reduce(0, +) / Double(max(1, figures.count))
    guard figures.count >= 24 else {
      hours = Array(repeating: mean, count: 168)
      return
    }
    let weekday =
      knowsWeekdays ? sums[0].means : knowsWeekends ? sums[1].means : sums[0].merged(sums[1]).means
    let quiet =
      Self.weekendShare * weekday.sorted().prefix(Self.quietHours).reduce(0, +) / Double(Self.quietHours)
    let weekend = knowsWeekends ? sums[1].means : weekday.map { min($0, quiet) }
    hours = (0..<168).map { $0 >= 120 ? weekend[$0 % 24] : weekday[$0 % 24] }
  }

  func isKnown(hour: Int) -> Bool { hour >= 120 ? knowsWeekends : knowsWeekdays }

  /// Hours of the day of one kind of day.
  private struct Kind {
    var sums = [Double](repeating: 0, count: 24)
    var counts = [Int](repeating: 0, count: 24)

    mutating func add(_ figure: Double, hour: Int) {
      sums[hour] += figure
      counts[hour] += 1
    }

    var isWhole: Bool { counts.allSatisfy { $0 > 0 } }

    func merged(_ other: Kind) -> Kind {
      var both = self
      for hour in 0..<24 {
        both.sums[hour] += other.sums[hour]
        both.counts[hour] += other.counts[hour]
      }
      return both
    }

    var means: [Double] {
      let mean = sums.reduce(0, +) / Double(max(1, counts.reduce(0, +)))
      return (0..<24).map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : mean }
    }
  }
}
