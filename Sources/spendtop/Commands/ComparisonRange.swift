import SpendCore
import SpendFormatting
import SpendReports

/// The time range that a report is compared with.
enum ComparisonRange: Equatable {
  /// The range of the same length that ends where the report's begins.
  case previous
  /// The same clock times some local days earlier.
  case daysEarlier(Int)
  case range(TimeWindow)

  /// `previous`, `yesterday`, `last-week` or `DATE..DATE`; the second date is excluded, as that of `--until`.
  init(_ text: String, _ context: Context) throws {
    switch text {
    case "previous": self = .previous
    case "yesterday": self = .daysEarlier(1)
    case "last-week": self = .daysEarlier(7)
    default:
      let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
      guard ends.count == 2, !ends[0].isEmpty, !ends[1].isEmpty else {
        throw UserMessage(
          "cannot compare with \"\(text)\"", because: "it is not a time range",
          tryThis: "previous, yesterday, last-week or 2026-10-01..2026-11-01")
      }
      let start = try context.time(ends[0], option: "--compare")
      let end = try context.time(ends[1], option: "--compare")
      guard start < end else {
        throw UserMessage(
          "cannot compare with \"\(text)\"", because: "the range ends before it begins",
          tryThis: "--compare \(ends[1])..\(ends[0])")
      }
      self = .range(TimeWindow(start: start, end: end))
    }
  }

  /// The range to compare `window` with. Throws `UserMessage` when the two overlap.
  func window(before window: TimeWindow, zone: Zone) throws -> TimeWindow {
    let other: TimeWindow
    switch self {
    case .previous:
      let length = window.end.microseconds - window.start.microseconds
      other = TimeWindow(
        start: Instant(microseconds: window.start.microseconds - length), end: window.start)
    case .daysEarlier(let days):
      let end = Self.shifted(window.end, days: -days, zone)
      // The end of now is one after the last event that counts, and its start is not.
      let isTouching = end > window.start && end.microseconds - window.start.microseconds < 1_000_000
      other = TimeWindow(
        start: Self.shifted(window.start, days: -days, zone), end: isTouching ? window.start : end)
    case .range(let range): other = range
    }
    guard other.end <= window.start || other.start >= window.end else {
      throw UserMessage(
        "the time ranges of the comparison overlap",
        because:
          "\(LocalTime.minute(other.start, zone)) to \(LocalTime.minute(other.end, zone)) is compared with "
          + "\(LocalTime.minute(window.start, zone)) to \(LocalTime.minute(window.end, zone))",
        tryThis: "--compare previous")
    }
    return other
  }

  /// The same clock time some days later; clocks that skip it show its first moment after.
  private static func shifted(_ instant: Instant, days: Int, _ zone: Zone) -> Instant {
    var time = zone.civil(instant)
    time.day += days
    return zone.instant(time)
  }
}
