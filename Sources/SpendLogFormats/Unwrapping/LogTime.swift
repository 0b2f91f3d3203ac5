import SpendCore

/// Times as loggers write them at the beginning of a line.
enum LogTime {
  /// The time that begins at `start`, and the position behind it. Nil when none begins there.
  static func read(
    _ text: UnsafeRawBufferPointer, at start: Int, _ context: LineContext
  ) -> (time: Instant, end: Int)? {
    guard start + 8 <= text.count else { return nil }
    switch text[start] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return digits(text, start)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return named(text, start, context) ?? compact(text, start, context)
    default: return nil
    }
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

  private static func digits(_ text: UnsafeRawBufferPointer, _ start: Int) -> (time: Instant, end: Int)? {
    guard start + 10 <= text.count else { return nil }
    let separator = text[start + 4]
    guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") else { return epoch(text, start) }
    var end = start + 10
    if end + 5 < text.count, text[end] == UInt8(ascii: "T") || text[end] == 0x20, isDigit(text, end + 1),
      text[end + 3] == UInt8(ascii: ":")
    {
      end = clockEnd(text, end + 1)
      end = zoneEnd(text, end)
    }
    guard let time = Timestamp.parse(UnsafeRawBufferPointer(rebasing: text[start..<end])) else { return nil }
    return (time, end)
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
      if isDigit(text, place), place + 10 <= text.count { return digits(text, place) }
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

  /// `I1120 12:00:00.123456` of Google's loggers.
  private static func compact(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ context: LineContext
  ) -> (time: Instant, end: Int)? {
    guard "IWEF".utf8.contains(text[start]), start + 14 <= text.count, text[start + 5] == 0x20 else {
      return nil
    }
    var place = start + 1
    guard let date = number(text, &place, most: 4), place == start + 5 else { return nil }
    place += 1
    guard var time = clock(text, &place) else { return nil }
    time.month = date / 100
    time.day = date % 100
    return instant(time, year: nil, context).map { ($0, place) }
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
    if place < text.count, text[place] == UInt8(ascii: "."), isDigit(text, place + 1) {
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
