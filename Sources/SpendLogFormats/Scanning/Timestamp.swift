import SpendCore

/// Times in the formats of logs: RFC 3339 and its relatives, and epochs, whose unit follows from their size.
enum Timestamp {
  /// Parses a time; nil when the text is not a time, or is outside the years 1970 to 2262.
  static func parse(_ text: UnsafeRawBufferPointer) -> Instant? {
    guard text.count >= 5, text.count <= 48 else { return nil }
    if text.count >= 10, text[4] == UInt8(ascii: "-") || text[4] == UInt8(ascii: "/") { return civil(text) }
    if text.count == 14, let time = digits(text) { return time }
    return plausibleEpoch(text) ?? basic(text)
  }

  /// As `epoch`, without the small numbers that are durations or counts.
  static func plausibleEpoch(_ text: UnsafeRawBufferPointer) -> Instant? {
    epoch(text).flatMap { $0.microseconds < 100_000_000_000_000 ? nil : $0 }
  }

  /// Seconds below 10^11, milliseconds below 10^14, microseconds below 10^17, else nanoseconds.
  static func epoch(_ text: UnsafeRawBufferPointer) -> Instant? {
    func scaled(_ places: Int) -> Int64? {
      Numbers.plain(text, places: places) ?? FixedPoint.parse(text, places: places)
    }
    guard let whole = scaled(0), whole > 0 else { return nil }
    let places = whole < 100_000_000_000 ? 6 : whole < 100_000_000_000_000 ? 3 : 0
    if whole >= 100_000_000_000_000_000 { return Instant(microseconds: whole / 1_000) }
    return scaled(places).map(Instant.init(microseconds:))
  }

  /// `YYYYMMDDHHMMSS`, and `YYYYMMDD` for a day; nil for other numbers.
  static func digits(_ text: UnsafeRawBufferPointer) -> Instant? {
    guard text.count == 14 || text.count == 8, text.starts(with: "20".utf8),
      text.allSatisfy({ $0 &- 0x30 <= 9 })
    else { return nil }
    var extended: [UInt8] = []
    for place in text.indices {
      if place == 4 || place == 6 { extended.append(UInt8(ascii: "-")) }
      if place == 8 { extended.append(UInt8(ascii: "T")) }
      if place == 10 || place == 12 { extended.append(UInt8(ascii: ":")) }
      extended.append(text[place])
    }
    return extended.withUnsafeBytes { civil($0) }
  }

  /// `YYYYMMDDTHHMMSS` with what may follow the seconds.
  private static func basic(_ text: UnsafeRawBufferPointer) -> Instant? {
    guard text.count >= 15, text[8] == UInt8(ascii: "T") else { return nil }
    var extended: [UInt8] = []
    extended.reserveCapacity(text.count + 4)
    for place in text.indices {
      if place == 4 || place == 6 { extended.append(UInt8(ascii: "-")) }
      if place == 11 || place == 13 { extended.append(UInt8(ascii: ":")) }
      extended.append(text[place])
    }
    return extended.withUnsafeBytes { civil($0) }
  }

  /// `YYYY-MM-DD[T ]HH:MM:SS[.fraction][ ][Z|UTC|±hh[:]mm]`; no zone means UTC.
  private static func civil(_ text: UnsafeRawBufferPointer) -> Instant? {
    var reader = DigitReader(text: text)
    guard let year = reader.number(4), reader.take(text[4]), let month = reader.number(2),
      reader.take(text[4]), let day = reader.number(2), (1...12).contains(month), day >= 1,
      day <= CivilTime.daysIn(month: month, year: year), (1970...2261).contains(year)
    else { return nil }
    var time = CivilTime(year: year, month: month, day: day)
    var offset = 0
    if !reader.isAtEnd {
      guard reader.take(UInt8(ascii: "T")) || reader.take(0x20) || reader.take(UInt8(ascii: "t")),
        let hour = reader.number(2), reader.take(UInt8(ascii: ":")), let minute = reader.number(2)
      else { return nil }
      var second = 0
      if reader.take(UInt8(ascii: ":")) {
        guard let seconds = reader.number(2) else { return nil }
        second = seconds
        if reader.take(UInt8(ascii: ".")) || reader.take(UInt8(ascii: ",")) {
          time.microsecond = reader.fraction()
        }
      }
      // 24:00:00 and the leap second 60 are the moment after.
      guard hour <= 24, minute <= 59, second <= 60 else { return nil }
      time.hour = hour
      time.minute = minute
      time.second = second
      guard let zone = reader.zone() else { return nil }
      offset = zone
    }
    return time.instant(offsetSeconds: offset)
  }

  private struct DigitReader {
    let text: UnsafeRawBufferPointer
    var position = 0

    var isAtEnd: Bool { position >= text.count }

    @inline(__always)
    mutating func number(_ digits: Int) -> Int? {
      guard position + digits <= text.count else { return nil }
      var value = 0
      for place in position..<position + digits {
        let digit = text[place] &- 0x30
        guard digit <= 9 else { return nil }
        value = value &* 10 &+ Int(digit)
      }
      position += digits
      return value
    }

    mutating func take(_ byte: UInt8) -> Bool {
      guard position < text.count, text[position] == byte else { return false }
      position += 1
      return true
    }

    /// Microseconds of a fraction of any length.
    mutating func fraction() -> Int {
      var value = 0
      var digits = 0
      while position < text.count, case let digit = text[position] &- 0x30, digit <= 9 {
        if digits < 6 {
          value = value * 10 + Int(digit)
          digits += 1
        }
        position += 1
      }
      while digits < 6 {
        value *= 10
        digits += 1
      }
      return value
    }

    /// True at the end, or where only the zone's name follows: `[Europe/Berlin]`, ` CET`, ` (Coordinated Universal Time)`.
    private var isNamed: Bool {
      guard !isAtEnd else { return true }
      let rest = text[position...]
      if rest.first == UInt8(ascii: "[") { return rest.last == UInt8(ascii: "]") }
      guard rest.first == 0x20, rest.count > 3 else { return false }
      if rest.dropFirst().first == UInt8(ascii: "(") { return rest.last == UInt8(ascii: ")") }
      return rest.count <= 6 && rest.dropFirst().allSatisfy { (0x41...0x5A).contains($0) }
    }

    /// Seconds east of UTC.
    mutating func zone() -> Int? {
      _ = take(0x20)
      if isAtEnd { return 0 }
      if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return isNamed ? 0 : nil }
      if text[position...].starts(with: "UTC".utf8) || text[position...].starts(with: "GMT".utf8) {
        position += 3
        if isAtEnd { return 0 }
      }
      let east = take(UInt8(ascii: "+"))
      guard east || take(UInt8(ascii: "-")), let hours = number(2), hours <= 15 else { return nil }
      _ = take(UInt8(ascii: ":"))
      let minutes = isAtEnd ? 0 : number(2)
      guard let minutes, minutes <= 59, isNamed else { return nil }
      return (hours * 3_600 + minutes * 60) * (east ? 1 : -1)
    }
  }
}
