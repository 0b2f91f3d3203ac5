/// A date and a time of day in the proleptic Gregorian calendar, without a zone.
///
/// Conversions use day counts from 1 March of year 0, where leap days come last
/// (Howard Hinnant, "chrono-compatible low-level date algorithms", 2021).
public struct CivilTime: Hashable, Sendable {
  public var year: Int
  public var month: Int
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int
  public var microsecond: Int

  public init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.microsecond = microsecond
  }

  /// Days from 1970-01-01 to the given date; a day past the end of its month runs into the next.
  public static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The moment at which a clock `offsetSeconds` east of UTC shows this date and time.
  public func instant(offsetSeconds: Int = 0) -> Instant {
    let days = Int64(Self.daysSince1970(year: year, month: month, day: day))
    let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offsetSeconds)
    // Beyond the year 292,000 the product wraps around instead of trapping.
    return Instant(microseconds: seconds &* 1_000_000 &+ Int64(microsecond))
  }

  /// Local time at `instant`, `offsetSeconds` east of UTC.
  public init(_ instant: Instant, offsetSeconds: Int = 0) {
    let local = instant.seconds + Int64(offsetSeconds)
    let days = Int(local.flooredQuotient(by: 86_400))
    let secondOfDay = Int(local - Int64(days) * 86_400)
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1,
      hour: secondOfDay / 3_600, minute: secondOfDay / 60 % 60, second: secondOfDay % 60,
      microsecond: Int(instant.microseconds &- instant.seconds &* 1_000_000))
  }

  public static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// 0 = Monday … 6 = Sunday.
  public var weekday: Int {
    let days = Self.daysSince1970(year: year, month: month, day: day)
    return ((days + 3) % 7 + 7) % 7
  }
}

extension Instant {
  /// RFC 3339 in UTC with milliseconds: `2026-11-20T14:32:07.120Z`.
  public var rfc3339: String {
    let t = CivilTime(self)
    return pad(t.year, 4) + "-" + pad(t.month, 2) + "-" + pad(t.day, 2) + "T" + pad(t.hour, 2) + ":"
      + pad(t.minute, 2) + ":" + pad(t.second, 2) + "." + pad(t.microsecond / 1_000, 3) + "Z"
  }
}

/// A whole number with leading zeros to `width` digits.
private func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
