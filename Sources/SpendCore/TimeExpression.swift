/// A moment as a person writes it: RFC 3339, a date, `now`, `today`, `yesterday`, `week`, `month`,
/// or how long ago: `7d`, `-90m`.
public struct TimeExpression: Sendable, Hashable {
  public let instant: Instant

  /// Nil when the text is none of these. Dates and names are those of `zone`.
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
        instant = now.adding(seconds: -ago)
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
    guard let unit = digits.popLast(), let number = Int64(digits), number >= 0 else { return nil }
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

  /// `2026-11-20`, `2026-11-20T14:30[:05]` with `Z`, `±hh:mm` or, without either, in the zone.
  private static func civil(_ text: String, _ zone: Zone) -> Instant? {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      return Int(String(decoding: bytes[range], as: UTF8.self))
    }
    guard bytes.count >= 10, let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), (1...12).contains(month),
      (1...CivilTime.daysIn(month: month, year: year)).contains(day)
    else { return nil }
    var time = CivilTime(year: year, month: month, day: day)
    if bytes.count == 10 { return zone.instant(time) }
    guard bytes.count >= 16, let hour = number(11..<13), let minute = number(14..<16), hour < 24, minute < 60
    else { return nil }
    time.hour = hour
    time.minute = minute
    var rest = bytes[16...]
    if rest.first == UInt8(ascii: ":"), let second = number(17..<19), second < 61 {
      time.second = second
      rest = bytes[19...]
      if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
      }
    }
    if rest.isEmpty { return zone.instant(time) }
    if rest.elementsEqual("Z".utf8) || rest.elementsEqual("z".utf8) { return time.instant() }
    let offset = String(decoding: rest, as: UTF8.self)
    guard offset.count == 6, let hours = Int(offset.dropFirst().prefix(2)),
      let minutes = Int(offset.suffix(2))
    else {
      return nil
    }
    let sign = offset.hasPrefix("-") ? -1 : 1
    return time.instant(offsetSeconds: sign * (hours * 3_600 + minutes * 60))
  }
}
