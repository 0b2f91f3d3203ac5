import SpendAlerts
import SpendCore
import SpendFormatting
import SpendText

/// Times of day and dates on clocks of a zone.
enum ClockText {
  static func time(_ instant: Instant, _ zone: Zone) -> String {
    LocalTime.clockWithSeconds(instant, zone)
  }

  /// `21 Nov 14:32`.
  static func moment(_ instant: Instant, _ zone: Zone) -> String {
    "\(day(instant, zone)) \(minute(instant, zone))"
  }

  static func minute(_ instant: Instant, _ zone: Zone) -> String {
    LocalTime.clock(instant, zone)
  }

  static func day(_ instant: Instant, _ zone: Zone) -> String {
    let t = zone.civil(instant)
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "\(t.day) \(months[(t.month - 1) % 12])"
  }

  /// Display name of a time zone; `UTC` for its aliases.
  static func name(_ zone: Zone) -> String {
    zone.name.hasPrefix("Etc/") ? String(zone.name.split(separator: "/").last ?? "UTC") : zone.name
  }
}
