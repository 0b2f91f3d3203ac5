import SpendCore

/// Hours of certain days of the week in UTC, `start <= minute < end`. A window whose end is not after its
/// start runs over midnight; its days are those of the moment, before and after midnight.
public struct DailyWindow: Sendable, Hashable {
  /// Minutes since midnight, 0 to 1,439.
  public let start: Int
  /// Minutes since midnight, 1 to 1,440.
  public let end: Int
  public let days: Weekdays
  /// Hours by which the calendar of `days` is ahead of UTC.
  public let dayOffset: Int

  /// The days of a week as a set.
  public struct Weekdays: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    public static let all = Weekdays(rawValue: 0b111_1111)

    /// One day, 0 for Monday.
    init(day: Int) {
      rawValue = 1 << UInt8(day)
    }

    static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// Reads `mon-fri`, `sat,sun` or `mon,wed-fri`; a range may run over the week's end.
    init?(_ text: String) {
      self = []
      for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
        let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
          Self.names.firstIndex(of: String($0))
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
          return nil
        }
        var day = first
        formUnion(Weekdays(day: day))
        while day != last {
          day = (day + 1) % 7
          formUnion(Weekdays(day: day))
        }
      }
    }

    var text: String {
      let days = (0..<7).filter { contains(Weekdays(day: $0)) }
      guard let first = days.first, let last = days.last else { return "" }
      if days.count > 2, last - first == days.count - 1 { return "\(Self.names[first])-\(Self.names[last])" }
      return days.map { Self.names[$0] }.joined(separator: ",")
    }
  }

  private static let minutesOfDay = 1_440

  init(start: Int, end: Int, days: Weekdays = .all, dayOffset: Int = 0) {
    self.start = start
    // From a time to the same time is a whole day, and an end at midnight is that of the day.
    self.end = end == 0 ? Self.minutesOfDay : end
    self.days = days
    self.dayOffset = days == .all ? 0 : dayOffset
  }

  func contains(_ instant: Instant) -> Bool {
    let time = CivilTime(instant)
    if days != .all {
      let local = dayOffset == 0 ? time : CivilTime(instant, offsetSeconds: dayOffset * 3_600)
      guard days.contains(Weekdays(day: local.weekday)) else { return false }
    }
    let minute = time.hour * 60 + time.minute
    return start < end ? minute >= start && minute < end : minute >= start || minute < end
  }

  /// Reads `HH:MM-HH:MM`, followed by the days where it is not for all, and `utc+8` where the days are
  /// those of another calendar.
  init?(_ bytes: BookBytes) {
    let parts = bytes.split(separator: UInt8(ascii: " ")).map(\.text)
    guard let hours = parts.first, parts.count <= 3 else { return nil }
    let ends = hours.split(separator: "-", omittingEmptySubsequences: false).map(Self.minute)
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < Self.minutesOfDay else {
      return nil
    }
    var days = Weekdays.all
    var offset = 0
    if parts.count > 1 {
      guard let named = Weekdays(parts[1]) else { return nil }
      days = named
    }
    if parts.count > 2 {
      guard parts[2].hasPrefix("utc"), let hours = Int(parts[2].dropFirst(3)), abs(hours) <= 14 else {
        return nil
      }
      offset = hours
    }
    self.init(start: start, end: end, days: days, dayOffset: offset)
  }

  /// Minutes of `HH:MM`, up to 24:00.
  private static func minute(_ text: Substring) -> Int? {
    let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map {
      $0.count == 2 && $0.utf8.allSatisfy(\.isDigit) ? Int($0) : nil
    }
    guard numbers.count == 2, let hour = numbers[0], let minute = numbers[1], minute < 60 else { return nil }
    let total = hour * 60 + minute
    return total <= minutesOfDay ? total : nil
  }

  /// The window as a price book writes it.
  public var text: String {
    func clock(_ minute: Int) -> String {
      let hour = minute / 60
      let rest = minute % 60
      return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
    var text = "\(clock(start))-\(clock(end))"
    if days != .all { text += " " + days.text }
    if dayOffset != 0 { text += " utc\(dayOffset > 0 ? "+" : "")\(dayOffset)" }
    return text
  }
}
