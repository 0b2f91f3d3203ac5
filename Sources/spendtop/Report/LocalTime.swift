import SpendCore

/// Dates and times of a zone, as reports print them.
enum LocalTime {
  /// `2026-11-20`.
  static func day(_ instant: Instant, _ zone: Zone) -> String {
    let time = zone.civil(instant)
    return "\(time.year)-\(two(time.month))-\(two(time.day))"
  }

  /// `2026-11-20 14:30`.
  static func minute(_ instant: Instant, _ zone: Zone) -> String {
    let time = zone.civil(instant)
    return "\(day(instant, zone)) \(two(time.hour)):\(two(time.minute))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
