public import SpendCore

extension Budget {
  /// The period of this budget that `now` falls into. A rolling one ends now.
  ///
  /// - Parameters:
  ///   - zone: whose calendar counts when the budget names none.
  ///   - billingDay: first day of a billing month when the budget names none.
  public func window(at now: Instant, zone: Zone, billingDay: Int) -> TimeWindow {
    let zone = self.zone ?? zone
    switch period {
    case .calendar(let width):
      let start = zone.start(of: width, now)
      return TimeWindow(start: start, end: zone.start(of: width, start.adding(seconds: width.intoNext)))
    case .billing:
      return zone.billingMonth(now, firstDay: self.billingDay ?? billingDay)
    case .rolling(let seconds):
      return TimeWindow(start: now.adding(seconds: -seconds), end: now)
    }
  }

  /// Length of a period in seconds; for a rolling period, its look-back.
  public func seconds(of window: TimeWindow) -> Int64 {
    if case .rolling(let seconds) = period { return seconds }
    return window.seconds
  }

  public var isRolling: Bool {
    if case .rolling = period { return true }
    return false
  }
}

extension BucketWidth {
  /// Seconds from the start of a slice to somewhere inside the next one, however long this one is.
  var intoNext: Int64 {
    switch self {
    case .quarterHour: 900
    case .hour: 3_600
    case .day: 36 * 3_600
    case .week: 8 * 86_400
    case .month: 40 * 86_400
    }
  }
}

extension Zone {
  /// The month between two billing days around a moment.
  func billingMonth(_ now: Instant, firstDay: Int) -> TimeWindow {
    let local = civil(now)
    var year = local.year
    var month = local.month
    if billingDay(firstDay, year, month) > now { (year, month) = Self.month(year, month, plus: -1) }
    let next = Self.month(year, month, plus: 1)
    return TimeWindow(
      start: billingDay(firstDay, year, month), end: billingDay(firstDay, next.year, next.month))
  }

  private func billingDay(_ day: Int, _ year: Int, _ month: Int) -> Instant {
    let last = CivilTime.daysIn(month: month, year: year)
    return instant(CivilTime(year: year, month: month, day: min(max(1, day), last)))
  }

  private static func month(_ year: Int, _ month: Int, plus step: Int) -> (year: Int, month: Int) {
    let count = year * 12 + month - 1 + step
    return (count / 12, count % 12 + 1)
  }
}
