import SpendCore

/// Dates as people and spreadsheets write them: `27.11.2026`, `11/27/2026`, `27 Nov 2026`.
enum LocalDate {
  /// The order of day and month in dates with slashes or dashes.
  enum Order: String, Codable {
    case dayFirst
    case monthFirst
  }

  enum Reading: Equatable {
    case time(Instant)
    /// Day and month may be either.
    case ambiguous
    case none
  }

  private struct Date {
    var first: Int
    var second: Int
    var year: Int
    var separator: UInt8
    var end: Int
  }

  /// Reads a date, with or without a time of day. `order`: what the other dates of the file show.
  static func read(_ text: UnsafeRawBufferPointer, order: Order?) -> Reading {
    if let time = withNamedMonth(text) { return .time(time) }
    guard let date = date(text, at: 0) else { return .none }
    let isDayFirst: Bool
    if date.separator == UInt8(ascii: ".") || date.first > 12 {
      isDayFirst = true
    } else if date.second > 12 {
      isDayFirst = false
    } else if let order {
      isDayFirst = order == .dayFirst
    } else if date.first == date.second {
      isDayFirst = true
    } else {
      return .ambiguous
    }
    let (day, month) = isDayFirst ? (date.first, date.second) : (date.second, date.first)
    let clock = UnsafeRawBufferPointer(rebasing: text[date.end...])
    return instant(year: date.year, month: month, day: day, clock).map { .time($0) } ?? .none
  }

  /// The order that a date shows; nil for one that fits both, and for other texts.
  static func order(of text: UnsafeRawBufferPointer, at start: Int = 0) -> Order? {
    guard let date = date(text, at: start), date.separator != UInt8(ascii: ".") else { return nil }
    if date.first > 12, date.second <= 12 { return .dayFirst }
    return date.second > 12 && date.first <= 12 ? .monthFirst : nil
  }

  /// The order that all telling dates of a text show; nil when none does, or they contradict each other.
  static func order(in text: UnsafeRawBufferPointer) -> Order? {
    var found: Order?
    var place = 0
    while place + 8 <= text.count {
      let begins = place == 0 || text[place - 1] &- 0x30 > 9
      if begins, text[place] &- 0x30 <= 9, let order = order(of: text, at: place) {
        if let found, found != order { return nil }
        found = order
      }
      place += 1
    }
    return found
  }

  private static func number(_ text: UnsafeRawBufferPointer, _ place: inout Int, most: Int) -> Int? {
    let start = place
    var value = 0
    while place < text.count, place - start < most, text[place] &- 0x30 <= 9 {
      value = value * 10 + Int(text[place] &- 0x30)
      place += 1
    }
    return place > start ? value : nil
  }

  private static func date(_ text: UnsafeRawBufferPointer, at start: Int) -> Date? {
    var place = start
    guard let first = number(text, &place, most: 2), place < text.count else { return nil }
    let separator = text[place]
    guard ".-/".utf8.contains(separator) else { return nil }
    place += 1
    guard let second = number(text, &place, most: 2), place < text.count, text[place] == separator else {
      return nil
    }
    place += 1
    let yearStart = place
    guard let year = number(text, &place, most: 4), place - yearStart == 4,
      (1...31).contains(first), (1...31).contains(second)
    else { return nil }
    return Date(first: first, second: second, year: year, separator: separator, end: place)
  }

  /// `27 Nov 2026`, `Nov 27, 2026`, `Fri, 27 Nov 2026`, `27/Nov/2026`, each with or without a time of day.
  private static func withNamedMonth(_ text: UnsafeRawBufferPointer) -> Instant? {
    guard text.contains(where: { $0 | 0x20 &- 0x61 < 26 }) else { return nil }
    var place = 0
    var day: Int?
    var month: Int?
    // The time of day may stand before the year, and a zone's name between them.
    var clock: Range<Int>?
    while place < text.count {
      let byte = text[place]
      if byte &- 0x30 <= 9 {
        let start = place
        guard let value = number(text, &place, most: 4) else { return nil }
        if place - start <= 2, place < text.count, text[place] == UInt8(ascii: ":"), day != nil, month != nil,
          clock == nil
        {
          while place < text.count, text[place] > 0x20 { place += 1 }
          clock = start..<place
          continue
        }
        if let clock, let day, let month {
          guard place == text.count, place - start == 4 else { return nil }
          let zone = text[clock.upperBound..<start]
          guard zone.allSatisfy({ $0 <= 0x20 }) || zone.contains(where: { $0 | 0x20 == UInt8(ascii: "u") })
          else { return nil }
          return instant(
            year: value, month: month, day: day, UnsafeRawBufferPointer(rebasing: text[clock]))
        }
        if place - start <= 2, day == nil {
          day = value
        } else if place - start == 4, let day, let month {
          return instant(
            year: value, month: month, day: day, UnsafeRawBufferPointer(rebasing: text[place...]))
        } else {
          return nil
        }
      } else if byte | 0x20 &- 0x61 < 26 {
        let start = place
        while place < text.count, text[place] | 0x20 &- 0x61 < 26 { place += 1 }
        guard place - start >= 3, let found = Self.month(text[start..<start + 3]) else {
          guard month == nil && day == nil || clock != nil, place - start <= 9 else { return nil }
          continue
        }
        guard month == nil else { return nil }
        month = found
      } else {
        place += 1
      }
    }
    return nil
  }

  private static func month(_ name: Slice<UnsafeRawBufferPointer>) -> Int? {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    return names.firstIndex { name.map { $0 | 0x20 }.elementsEqual($0.utf8) }.map { $0 + 1 }
  }

  /// The instant of a date and the text behind it: either empty, or a time of day of 24 or 12 hours and a
  /// zone.
  private static func instant(
    year: Int, month: Int, day: Int, _ clock: UnsafeRawBufferPointer
  ) -> Instant? {
    guard (1...12).contains(month), (1970...2261).contains(year),
      (1...CivilTime.daysIn(month: month, year: year)).contains(day)
    else { return nil }
    var rest = clock[...]
    while let first = rest.first,
      first == 0x20 || first == UInt8(ascii: ",") || first == UInt8(ascii: ":")
        || first == UInt8(ascii: "T") || first == UInt8(ascii: "@")
    {
      rest = rest.dropFirst()
    }
    // The name of the zone behind its offset.
    if let bracket = rest.firstIndex(of: UInt8(ascii: "(")), rest.last == UInt8(ascii: ")") {
      rest = rest[..<bracket]
      while rest.last == 0x20 { rest = rest.dropLast() }
    }
    var text = Array(String(format4: year, month, day).utf8)
    guard !rest.isEmpty else { return text.withUnsafeBytes { Timestamp.parse($0) } }
    var words = Array(rest)
    // 10:02 PM
    var isAfternoon: Bool?
    if words.count > 2, words[words.count - 1] | 0x20 == UInt8(ascii: "m") {
      let half = words[words.count - 2] | 0x20
      guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p") else { return nil }
      isAfternoon = half == UInt8(ascii: "p")
      words.removeLast(2)
      while words.last == 0x20 { words.removeLast() }
    }
    // One digit of the hour.
    if words.count > 1, words[1] == UInt8(ascii: ":") { words.insert(UInt8(ascii: "0"), at: 0) }
    text.append(0x20)
    text += words
    guard let time = text.withUnsafeBytes({ Timestamp.parse($0) }) else { return nil }
    guard let isAfternoon else { return time }
    let hour = Int(words[0] &- 0x30) * 10 + Int(words[1] &- 0x30)
    guard (1...12).contains(hour) else { return nil }
    let shift = (hour == 12 ? -12 : 0) + (isAfternoon ? 12 : 0)
    return time.adding(seconds: Int64(shift) * 3_600)
  }
}

extension String {
  /// `YYYY-MM-DD`.
  fileprivate init(format4 year: Int, _ month: Int, _ day: Int) {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    self = "\(year)-\(two(month))-\(two(day))"
  }
}
