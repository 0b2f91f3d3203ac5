import SpendCore

/// Hours of the day in UTC, `start <= minute < end`; may run over midnight.
public struct DailyWindow: Sendable, Hashable {
  /// Minutes since midnight.
  public var start: Int
  public var end: Int
  public var weekdaysOnly: Bool

  func contains(_ instant: Instant) -> Bool {
    let time = CivilTime(instant)
    if weekdaysOnly, time.weekday > 4 { return false }
    let minute = time.hour * 60 + time.minute
    return start <= end ? (start..<end).contains(minute) : minute >= start || minute < end
  }

  /// Reads `HH:MM-HH:MM`, with ` mon-fri` for week days only.
  init?(_ bytes: BookBytes) {
    let parts = bytes.split(separator: UInt8(ascii: " "))
    guard let hours = parts.first else { return nil }
    let ends = hours.cells(UInt8(ascii: "-")).map { end -> Int? in
      let numbers = end.cells(UInt8(ascii: ":")).map(\.number)
      guard numbers.count == 2, let hour = numbers[0], let minute = numbers[1] else { return nil }
      return hour < 24 && minute < 60 ? hour * 60 + minute : nil
    }
    guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
    self.start = start
    self.end = end
    weekdaysOnly = parts.count > 1
    guard parts.count == 1 || parts[1].text == "mon-fri" else { return nil }
  }
}
