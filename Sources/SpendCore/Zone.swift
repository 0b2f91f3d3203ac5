import Foundation

/// A time zone: local days and clocks for the screen, budgets and reports. What is stored is UTC.
public struct Zone: Sendable, Hashable {
  public let name: String
  private let clocks: Clocks

  private enum Clocks: Hashable {
    case database(TimeZone)
    case rules(ClockRules)
  }

  public static let utc = Zone(named: "UTC")!

  /// A zone of the IANA database, such as `Europe/Berlin`, or one of rules as `TZ` has them, such as
  /// `CET-1CEST`. Nil when it is unknown.
  public init?(named name: String) {
    if let zone = TimeZone(identifier: name) {
      self.name = name
      clocks = .database(zone)
      return
    }
    guard let rules = ClockRules(name) else { return nil }
    self.name = rules.name
    clocks = .rules(rules)
  }

  init(_ rules: ClockRules) {
    name = rules.name
    clocks = .rules(rules)
  }

  /// Seconds that clocks of this zone are ahead of UTC at a moment.
  public func offsetSeconds(at instant: Instant) -> Int {
    switch clocks {
    case .database(let zone): zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds)))
    case .rules(let rules): rules.offsetSeconds(at: instant)
    }
  }

  /// True when clocks of this zone are off UTC by a fraction of an hour at some time of a window: hours of
  /// UTC then differ from local hours, and may straddle a midnight.
  public func hasPartialHours(in window: TimeWindow) -> Bool {
    // No offset was ever in force for less than a month.
    let step: Int64 = 28 * 86_400
    var moment = window.start
    while moment < window.end {
      if offsetSeconds(at: moment) % 3_600 != 0 { return true }
      moment = moment.adding(seconds: step)
    }
    return offsetSeconds(at: window.end) % 3_600 != 0
  }

  /// Start of the hour that clocks of this zone show.
  public func startOfLocalHour(_ instant: Instant) -> Instant {
    let offset = Int64(offsetSeconds(at: instant))
    return Instant(seconds: (instant.seconds + offset).flooredQuotient(by: 3_600) * 3_600 - offset)
  }

  public func civil(_ instant: Instant) -> CivilTime {
    CivilTime(instant, offsetSeconds: offsetSeconds(at: instant))
  }

  /// The first moment at which clocks of this zone show `civil` or later. A time that clocks skip
  /// gives the moment after the gap; a time they show twice, its first showing.
  public func instant(_ civil: CivilTime) -> Instant {
    let asUTC = civil.instant()
    let wanted = CivilTime(asUTC)
    let before = offsetSeconds(at: asUTC.adding(seconds: -86_400))
    let after = offsetSeconds(at: asUTC.adding(seconds: 86_400))
    let early = Instant(microseconds: asUTC.microseconds &- Int64(max(before, after)) * 1_000_000)
    let late = Instant(microseconds: asUTC.microseconds &- Int64(min(before, after)) * 1_000_000)
    if self.civil(early) == wanted { return early }
    if self.civil(late) == wanted { return late }
    // A gap: clocks jumped over the time. Its end is where the offset changes.
    var low = early.seconds
    var high = late.seconds
    let target = offsetSeconds(at: late)
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsetSeconds(at: Instant(seconds: middle)) == target { high = middle } else { low = middle }
    }
    return Instant(seconds: high)
  }

  /// Midnight, or the first moment after it, of the local day `instant` falls in.
  public func startOfDay(_ instant: Instant) -> Instant {
    let local = civil(instant)
    return self.instant(CivilTime(year: local.year, month: local.month, day: local.day))
  }

  /// Start of the slice of the given width that `instant` falls in.
  public func start(of width: BucketWidth, _ instant: Instant) -> Instant {
    switch width {
    case .quarterHour: return Instant(seconds: instant.seconds.flooredQuotient(by: 900) * 900)
    case .hour: return Instant(seconds: instant.seconds.flooredQuotient(by: 3_600) * 3_600)
    case .day: return startOfDay(instant)
    case .week:
      let local = civil(instant)
      return self.instant(CivilTime(year: local.year, month: local.month, day: local.day - local.weekday))
    case .month:
      let local = civil(instant)
      return self.instant(CivilTime(year: local.year, month: local.month, day: 1))
    }
  }
}
