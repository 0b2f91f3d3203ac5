/// A month of the calendar, such as `2026-10`.
public struct CalendarMonth: Sendable, Hashable, Comparable {
  public let year: Int
  /// 1…12.
  public let month: Int

  /// Nil for other text than four digits, a hyphen and two digits of a month.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let year = Int(parts[0]),
      let month = Int(parts[1]), (1...12).contains(month), (1970...2261).contains(year)
    else { return nil }
    (self.year, self.month) = (year, month)
  }

  /// The month of `instant` in `zone`.
  public init(_ instant: Instant, zone: Zone) {
    let time = zone.civil(instant)
    (year, month) = (time.year, time.month)
  }

  private init(year: Int, month: Int) { (self.year, self.month) = (year, month) }

  public var next: CalendarMonth {
    month == 12 ? CalendarMonth(year: year + 1, month: 1) : CalendarMonth(year: year, month: month + 1)
  }

  public var previous: CalendarMonth {
    month == 1 ? CalendarMonth(year: year - 1, month: 12) : CalendarMonth(year: year, month: month - 1)
  }

  /// From its first midnight to that of the next month, by the clocks of `zone`.
  public func window(zone: Zone) -> TimeWindow {
    TimeWindow(
      start: zone.instant(CivilTime(year: year, month: month, day: 1)),
      end: zone.instant(CivilTime(year: next.year, month: next.month, day: 1)))
  }

  /// `2026-10`.
  public var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

  public static func < (a: CalendarMonth, b: CalendarMonth) -> Bool { (a.year, a.month) < (b.year, b.month) }
}
