/// A moment as a person writes it: RFC 3339, a date, `now`, `today`, `yesterday`, `week`, `month`,
/// or how long ago: `7d`, `-90m`.
public struct TimeExpression: Sendable, Hashable {
  public let instant: Instant

  /// Nil when the text has another form. Dates and names are those of `zone`.
  public init?(_ text: String, now: Instant, zone: Zone) {
    let word = text.lowercased()
    switch word {
    case "now": instant = now
    case "today": instant = zone.startOfDay(now)
    case "yesterday": instant = zone.startOfDay(zone.startOfDay(now).adding(seconds: -3_600))
    case "week": instant = zone.start(of: .week, now)
    case "month": instant = zone.start(of: .month, now)
    default:
      if let ago = Self.ago(word) {
        // Longer ago than time is recorded is the beginning of it.
        instant = ago < now.seconds ? now.adding(seconds: -ago) : TimeWindow.allTime.start
      } else if let time = Self.civil(text, zone) {
        instant = time
      } else {
        return nil
      }
    }
  }

  /// Seconds of `7d`, `-7d`, `90m`.
  public static func ago(_ text: String) -> Int64? {
    var digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard let unit = digits.popLast(), digits.utf8.allSatisfy(isDigit), let number = Int64(digits) else {
      return nil
    }
    let seconds: Int64
    switch unit {
    case "s": seconds = 1
    case "m": seconds = 60
    case "h": seconds = 3_600
    case "d": seconds = 86_400
    case "w": seconds = 604_800
    default: return nil
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: seconds)
    return overflow ? nil : product
  }

  /// `2026-11-20`, `2026-11-20T14:30[:05[.25]]` with `Z`, `±hh:mm` or, without either, in the zone.
  private static func civil(_ text: String, _ zone: Zone) -> Instant? {
    var rest = Array(text.utf8)[...]
    guard let year = number(&rest, digits: 4), skip(&rest, "-"), let month = number(&rest, digits: 2),
      skip(&rest, "-"), let day = number(&rest, digits: 2), (1...12).contains(month),
      (1...CivilTime.daysIn(month: month, year: year)).contains(day)
    else { return nil }
    var time = CivilTime(year: year, month: month, day: day)
    if rest.isEmpty { return zone.instant(time) }

    guard skip(&rest, "Tt "), let hour = number(&rest, digits: 2), skip(&rest, ":"),
      let minute = number(&rest, digits: 2), hour < 24, minute < 60
    else { return nil }
    time.hour = hour
    time.minute = minute
    if skip(&rest, ":") {
      // 60 is a leap second; it reads as the first second of the next minute.
      guard let second = number(&rest, digits: 2), second <= 60 else { return nil }
      time.second = second
      if skip(&rest, ".") {
        let fraction = rest.prefix(while: isDigit)
        guard !fraction.isEmpty else { return nil }
        rest = rest.dropFirst(fraction.count)
        for place in 0..<6 {
          let digit = fraction.dropFirst(place).first.map { Int($0 - UInt8(ascii: "0")) } ?? 0
          time.microsecond = time.microsecond * 10 + digit
        }
      }
    }
    if rest.isEmpty { return zone.instant(time) }
    if skip(&rest, "Zz") { return rest.isEmpty ? time.instant() : nil }
    let isWest = rest.first == UInt8(ascii: "-")
    guard skip(&rest, "+-"), let hours = number(&rest, digits: 2), skip(&rest, ":"),
      let minutes = number(&rest, digits: 2), hours < 24, minutes < 60, rest.isEmpty
    else { return nil }
    let offset = hours * 3_600 + minutes * 60
    return time.instant(offsetSeconds: isWest ? -offset : offset)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int? {
    let text = rest.prefix(digits)
    guard text.count == digits, text.allSatisfy(isDigit) else { return nil }
    rest = rest.dropFirst(digits)
    return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func skip(_ rest: inout ArraySlice<UInt8>, _ any: StaticString) -> Bool {
    guard let first = rest.first, "\(any)".utf8.contains(first) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
