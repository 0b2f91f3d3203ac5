import SpendCore

/// Times as loggers write them at the beginning of a line.
enum LogTime {
  /// The time that begins at `start`, and the position behind it. Nil when none begins there.
  static func read(
    _ text: UnsafeRawBufferPointer, at start: Int, _ context: LineContext
  ) -> (time: Instant, end: Int)? {
    guard start + 8 <= text.count else { return nil }
    switch text[start] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return digits(text, start) ?? dayOrMonth(text, start, context)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return named(text, start, context) ?? compact(text, start, context)
    case UInt8(ascii: "@"): return atomic(text, start)
    default: return nil
    }
  }

  /// The end of a date that begins at `start` and is not a time: without a clock, with day and month in an unknown
  /// order, or with the name of an unknown zone. Nil for other texts.
  static func endOfUnreadDate(_ text: UnsafeRawBufferPointer, at start: Int) -> Int? {
    var place = start
    if position(text, place, in: weekdays) != nil {
      place += 3
      while place < text.count, text[place] == 0x20 || text[place] == UInt8(ascii: ",") { place += 1 }
    }
    var parts = 0
    var longest = 0
    var separator: UInt8 = 0
    let first = place
    while parts < 3, place < text.count {
      let begin = place
      while isDigit(text, place) { place += 1 }
      guard place > begin, place - begin == 4 || place - begin <= 2 else { return nil }
      longest = max(longest, place - begin)
      parts += 1
      guard parts < 3 else { break }
      guard place < text.count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "/"),
        parts == 1 || text[place] == separator
      else { return nil }
      separator = text[place]
      place += 1
    }
    // The name of a log stream begins with a date.
    if place < text.count, text[place] == UInt8(ascii: "/") { return nil }
    // Of a shorter year only a clock proves the date.
    guard parts == 3, place - first >= 8, longest == 4 || place + 4 < text.count && text[place] == 0x20,
      longest == 4 || isDigit(text, place + 1) && text[place + 3] == UInt8(ascii: ":")
    else { return nil }
    while place < text.count, text[place] == 0x20 || text[place] == UInt8(ascii: ",") { place += 1 }
    return clockEnd(text, place)
  }

  /// A whole text that is a time; nil for others.
  static func instant(_ text: FieldText, _ context: LineContext) -> Instant? {
    guard let found = read(text.bytes, at: 0, context), found.end == text.bytes.count else { return nil }
    return found.time
  }

  private static func isDigit(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool {
    place < text.count && text[place] &- 0x30 <= 9
  }

  // MARK: Years first, and epochs

  /// `namesZone`: the abbreviated name of a zone stands behind the clock.
  private static func digits(
    _ text: UnsafeRawBufferPointer, _ start: Int, namesZone: Bool = false
  ) -> (time: Instant, end: Int)? {
    guard start + 10 <= text.count else { return nil }
    let separator = text[start + 4]
    guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") || isPointed(text, start) else {
      return epoch(text, start) ?? basic(text, start)
    }
    // A date alone is no time.
    guard let clock = clockStart(text, start + 10) else { return nil }
    let clockEnd = clockEnd(text, clock)
    let end = zoneEnd(text, clockEnd)
    var time: Instant?
    if clock == start + 11, separator != UInt8(ascii: "."),
      text[start + 10] == UInt8(ascii: "T") || text[start + 10] == 0x20
    {
      time = Timestamp.parse(UnsafeRawBufferPointer(rebasing: text[start..<end]))
    } else {
      var plain = text[start..<start + 10].map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0 }
      plain.append(UInt8(ascii: "T"))
      plain += text[clock..<end]
      time = plain.withUnsafeBytes { Timestamp.parse($0) }
    }
    guard let time else { return nil }
    guard namesZone, end == clockEnd, let zone = zoneName(text, end) else { return (time, end) }
    return zone.offset.map { (time.adding(seconds: -$0), zone.end) }
  }

  /// True for `2026.11.20`; a number of seconds has no second point.
  private static func isPointed(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    text[start + 4] == UInt8(ascii: ".") && text[start + 7] == UInt8(ascii: ".")
  }

  /// `20261120T120000Z`, with what may follow the seconds.
  private static func basic(_ text: UnsafeRawBufferPointer, _ start: Int) -> (time: Instant, end: Int)? {
    guard start + 15 <= text.count, text[start + 8] == UInt8(ascii: "T"), isDigit(text, start + 14) else {
      return nil
    }
    let end = zoneEnd(text, clockEnd(text, start + 9))
    return Timestamp.parse(UnsafeRawBufferPointer(rebasing: text[start..<end])).map { ($0, end) }
  }

  /// The position of the clock behind a date; nil when none follows.
  private static func clockStart(_ text: UnsafeRawBufferPointer, _ dateEnd: Int) -> Int? {
    guard dateEnd < text.count else { return nil }
    var place = dateEnd + 1
    switch text[dateEnd] {
    case UInt8(ascii: "T"), 0x20, 0x09, UInt8(ascii: "_"), UInt8(ascii: ","): break
    default: return nil
    }
    if place < text.count, text[place] == 0x20 { place += 1 }
    if place + 1 < text.count, text[dateEnd] == 0x20, text[dateEnd + 1] == UInt8(ascii: "|"),
      text[place] == UInt8(ascii: "|") || text[place] == 0x20
    {
      place = dateEnd + 2
      if text[place] == 0x20 { place += 1 }
    }
    guard isDigit(text, place), isDigit(text, place + 1), place + 4 < text.count,
      text[place + 2] == UInt8(ascii: ":")
    else { return nil }
    return place
  }

  /// Offsets in seconds east of UTC of the zones whose abbreviated names are used for one zone alone.
  private static let zones: [(name: StaticString, offset: Int64)] = [
    ("WET", 0), ("WEST", 3_600), ("CET", 3_600), ("CEST", 7_200), ("EET", 7_200), ("EEST", 10_800),
    ("JST", 32_400), ("EST", -18_000), ("EDT", -14_400), ("PDT", -25_200),
  ]

  /// The zone whose name begins behind a space; nil when a word of another kind does. Unknown zones have no offset.
  private static func zoneName(
    _ text: UnsafeRawBufferPointer, _ start: Int
  ) -> (offset: Int64?, end: Int)? {
    guard start < text.count, text[start] == 0x20 else { return nil }
    var end = start + 1
    while end < text.count, text[end] &- 0x41 < 26 { end += 1 }
    let name = FieldText(UnsafeRawBufferPointer(rebasing: text[(start + 1)..<end]))
    guard (2...5).contains(name.bytes.count), end < text.count, text[end] == 0x20,
      !PrefixScanner.isLevel(name)
    else { return nil }
    return (zones.first { name.equals($0.name) }?.offset, end)
  }

  /// The position behind `HH:MM:SS.fraction`.
  private static func clockEnd(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var end = start
    while end < text.count {
      let byte = text[end]
      let isMark = byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
      guard isDigit(text, end) || isMark && isDigit(text, end + 1) else { break }
      end += 1
    }
    return end
  }

  /// The position behind a zone that follows a clock; the clock's end when none does.
  private static func zoneEnd(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var place = start
    if place < text.count, text[place] == 0x20 { place += 1 }
    guard place < text.count else { return start }
    switch text[place] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      return place + 1 >= text.count || !isLetter(text[place + 1]) ? place + 1 : start
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard isDigit(text, place + 1), isDigit(text, place + 2) else { return start }
      let colon = place + 3 < text.count && text[place + 3] == UInt8(ascii: ":") ? 1 : 0
      guard isDigit(text, place + 3 + colon), isDigit(text, place + 4 + colon) else {
        return colon == 0 ? place + 3 : start
      }
      return isDigit(text, place + 5 + colon) ? start : place + 5 + colon
    case UInt8(ascii: "U"), UInt8(ascii: "G"):
      let name = text[place..<min(place + 3, text.count)]
      return name.elementsEqual("UTC".utf8) || name.elementsEqual("GMT".utf8) ? place + 3 : start
    default: return start
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// Seconds with a fraction, or milliseconds.
  private static func epoch(_ text: UnsafeRawBufferPointer, _ start: Int) -> (time: Instant, end: Int)? {
    var end = start
    while isDigit(text, end) { end += 1 }
    let whole = end - start
    if whole == 10, end < text.count, text[end] == UInt8(ascii: "."), isDigit(text, end + 1) {
      end += 1
      while isDigit(text, end) { end += 1 }
    } else if whole != 13, whole != 16, whole != 19 {
      return nil
    }
    return Timestamp.epoch(UnsafeRawBufferPointer(rebasing: text[start..<end])).map { ($0, end) }
  }

  // MARK: Names of months

  private static let months: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let weekdays: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  private static func position(_ text: UnsafeRawBufferPointer, _ start: Int, in names: [StaticString]) -> Int?
  {
    guard start + 3 <= text.count else { return nil }
    let word = UnsafeRawBufferPointer(rebasing: text[start..<start + 3])
    return names.firstIndex { FieldText(word).equals($0) }
  }

  /// `[Fri] Nov 20 [2026] 12:00:00[.fraction] [2026]`, and a weekday before a date with its year first.
  private static func named(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ context: LineContext
  ) -> (time: Instant, end: Int)? {
    var place = start
    if position(text, place, in: weekdays) != nil {
      place += 3
      while place < text.count, text[place] == 0x20 || text[place] == UInt8(ascii: ",") { place += 1 }
      if isDigit(text, place), place + 10 <= text.count { return digits(text, place, namesZone: true) }
    }
    guard let month = position(text, place, in: months) else { return nil }
    place += 3
    while place < text.count, text[place] == 0x20 { place += 1 }
    guard let day = number(text, &place, most: 2), (1...31).contains(day), place < text.count,
      text[place] == 0x20
    else { return nil }
    place += 1
    var year: Int?
    if isDigit(text, place + 3), place + 4 < text.count, text[place + 4] == 0x20 {
      year = number(text, &place, most: 4)
      place += 1
    }
    guard var time = clock(text, &place) else { return nil }
    if year == nil, place + 5 <= text.count, text[place] == 0x20, isDigit(text, place + 1),
      isDigit(text, place + 4), !isDigit(text, place + 5)
    {
      place += 1
      year = number(text, &place, most: 4)
    }
    time.month = month + 1
    time.day = day
    return instant(time, year: year, context).map { ($0, place) }
  }

  /// `20/Nov/2026:12:00:00 +0000`, `20-Nov-2026 12:00:00`, `11/20/2026, 12:00:00 PM`, `11/20/26 12:00:00`. A date whose
  /// day and month may be either is read in the order of the file's other dates.
  private static func dayOrMonth(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ context: LineContext
  ) -> (time: Instant, end: Int)? {
    var place = start
    guard let first = number(text, &place, most: 2), place + 8 < text.count else { return nil }
    let separator = text[place]
    guard "/-. ".utf8.contains(separator) else { return nil }
    place += 1
    var date = (day: first, month: 0)
    if let month = position(text, place, in: months) {
      date.month = month + 1
      place += 3
    } else {
      guard separator != 0x20, let second = number(text, &place, most: 2), place < text.count else {
        return nil
      }
      if separator == UInt8(ascii: ".") || first > 12 {
        date.month = second
      } else if second > 12 {
        date = (second, first)
      } else if first == second {
        date.month = second
      } else {
        guard let order = context.knownDateOrder() else { return nil }
        date = order == .dayFirst ? (first, second) : (second, first)
      }
    }
    guard place < text.count, text[place] == separator else { return nil }
    place += 1
    let yearStart = place
    guard var year = number(text, &place, most: 4) else { return nil }
    if place - yearStart == 2, separator == UInt8(ascii: "/") {
      year += 2_000
    } else if place - yearStart != 4 {
      return nil
    }
    guard place + 1 < text.count, ": ,T".utf8.contains(text[place]) else { return nil }
    place += text[place] == UInt8(ascii: ",") && text[place + 1] == 0x20 ? 2 : 1
    guard var time = clock(text, &place) else { return nil }
    if let half = half(text, &place) {
      guard (1...12).contains(time.hour) else { return nil }
      time.hour = time.hour % 12 + half
    }
    time.month = date.month
    time.day = date.day
    let end = zoneEnd(text, place)
    guard let local = instant(time, year: year, context) else { return nil }
    return (local.adding(seconds: -offset(text, place, end)), end)
  }

  /// The hours that `AM` or `PM` adds; nil without one.
  private static func half(_ text: UnsafeRawBufferPointer, _ place: inout Int) -> Int? {
    var start = place
    if start < text.count, text[start] == 0x20 { start += 1 }
    // Newer libraries write a narrow space.
    if start + 2 < text.count, text[start] == 0xE2, text[start + 1] == 0x80, text[start + 2] == 0xAF {
      start += 3
    }
    guard start + 1 < text.count, text[start + 1] | 0x20 == UInt8(ascii: "m"),
      start + 2 == text.count || !isLetter(text[start + 2])
    else { return nil }
    let letter = text[start] | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
    place = start + 2
    return letter == UInt8(ascii: "p") ? 12 : 0
  }

  /// Seconds east of UTC of a zone that `zoneEnd` has found.
  private static func offset(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int64 {
    let zone = text[start..<end].drop { $0 == 0x20 }
    guard let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
    var digits: [Int64] = zone.dropFirst().compactMap { $0 &- 0x30 <= 9 ? Int64($0 &- 0x30) : nil }
    while digits.count < 4 { digits.append(0) }
    let seconds = (digits[0] * 10 + digits[1]) * 3_600 + (digits[2] * 10 + digits[3]) * 60
    return sign == UInt8(ascii: "+") ? seconds : -seconds
  }

  /// `@4000000065…`, the TAI64N label of daemontools: seconds with an offset, and nanoseconds.
  private static func atomic(_ text: UnsafeRawBufferPointer, _ start: Int) -> (time: Instant, end: Int)? {
    guard start + 25 <= text.count else { return nil }
    var number: (seconds: UInt64, nanoseconds: UInt64) = (0, 0)
    for place in (start + 1)..<(start + 25) {
      let byte = text[place]
      let digit = byte &- 0x30 <= 9 ? byte &- 0x30 : byte &- 0x61 < 6 ? byte &- 0x61 &+ 10 : 255
      guard digit < 16 else { return nil }
      if place <= start + 16 {
        number.seconds = number.seconds << 4 | UInt64(digit)
      } else {
        number.nanoseconds = number.nanoseconds << 4 | UInt64(digit)
      }
    }
    // The labels count from ten seconds before 1970.
    let epoch: UInt64 = 1 << 62 + 10
    guard number.seconds >= epoch, number.seconds - epoch < 9_214_646_400, number.nanoseconds < 1_000_000_000
    else { return nil }
    let microseconds = Int64(number.seconds - epoch) * 1_000_000 + Int64(number.nanoseconds / 1_000)
    return (Instant(microseconds: microseconds), start + 25)
  }

  /// `I1120 12:00:00.123456` of Google's loggers, and with the year `I20261120 12:00:00.123456`.
  private static func compact(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ context: LineContext
  ) -> (time: Instant, end: Int)? {
    guard "IWEF".utf8.contains(text[start]), start + 14 <= text.count else { return nil }
    let hasYear = text[start + 5] != 0x20
    var place = start + 1
    guard let date = number(text, &place, most: hasYear ? 8 : 4), place == start + (hasYear ? 9 : 5),
      text[place] == 0x20
    else { return nil }
    place += 1
    guard var time = clock(text, &place) else { return nil }
    time.month = date / 100 % 100
    time.day = date % 100
    return instant(time, year: hasYear ? date / 10_000 : nil, context).map { ($0, place) }
  }

  private static func number(_ text: UnsafeRawBufferPointer, _ place: inout Int, most: Int) -> Int? {
    let start = place
    var value = 0
    while isDigit(text, place), place - start < most {
      value = value * 10 + Int(text[place] &- 0x30)
      place += 1
    }
    return place > start && !isDigit(text, place) ? value : nil
  }

  private static func clock(_ text: UnsafeRawBufferPointer, _ place: inout Int) -> CivilTime? {
    guard let hour = number(text, &place, most: 2), hour < 24, place < text.count,
      text[place] == UInt8(ascii: ":")
    else { return nil }
    place += 1
    guard let minute = number(text, &place, most: 2), minute < 60, place < text.count,
      text[place] == UInt8(ascii: ":")
    else { return nil }
    place += 1
    guard let second = number(text, &place, most: 2), second <= 60 else { return nil }
    var time = CivilTime(year: 1970, month: 1, day: 1, hour: hour, minute: minute, second: second)
    if place < text.count, text[place] == UInt8(ascii: ".") || text[place] == UInt8(ascii: ","),
      isDigit(text, place + 1)
    {
      place += 1
      var digits = 0
      while isDigit(text, place) {
        if digits < 6 {
          time.microsecond = time.microsecond * 10 + Int(text[place] &- 0x30)
          digits += 1
        }
        place += 1
      }
      while digits < 6 {
        time.microsecond *= 10
        digits += 1
      }
    }
    return time
  }

  /// A date without a year is the last one before the file was written, with a day's tolerance.
  private static func instant(_ time: CivilTime, year: Int?, _ context: LineContext) -> Instant? {
    var time = time
    guard (1...12).contains(time.month) else { return nil }
    if let year {
      time.year = year
    } else {
      guard let written = context.fileTime else { return nil }
      time.year = CivilTime(written).year + 1
      while time.instant().microseconds > written.microseconds &+ 86_400_000_000 {
        time.year -= 1
      }
      // The 29th of February is in one of eight years at the latest.
      for _ in 0..<8 where time.day > CivilTime.daysIn(month: time.month, year: time.year) { time.year -= 1 }
    }
    guard (1970...2261).contains(time.year),
      (1...CivilTime.daysIn(month: time.month, year: time.year)).contains(time.day)
    else { return nil }
    return time.instant()
  }
}
