public import SpendCore

/// Dates and times of a zone as digits.
public enum LocalTime {
  /// `2026-11-20`.
  public static func day(_ instant: Instant, _ zone: Zone) -> String {
    let time = zone.civil(instant)
    return "\(time.year)-\(two(time.month))-\(two(time.day))"
  }

  /// `2026-11-20 14:30`.
  public static func minute(_ instant: Instant, _ zone: Zone) -> String {
    "\(day(instant, zone)) \(clock(instant, zone))"
  }

  /// `14:30`.
  public static func clock(_ instant: Instant, _ zone: Zone) -> String {
    let time = zone.civil(instant)
    return "\(two(time.hour)):\(two(time.minute))"
  }

  /// `14:30:05`.
  public static func clockWithSeconds(_ instant: Instant, _ zone: Zone) -> String {
    "\(clock(instant, zone)):\(two(zone.civil(instant).second))"
  }

  /// `20261120-143005`, for file names.
  public static func compact(_ instant: Instant, _ zone: Zone) -> String {
    let digits = { (text: String) in text.filter(\.isNumber) }
    return digits(day(instant, zone)) + "-" + digits(clockWithSeconds(instant, zone))
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
