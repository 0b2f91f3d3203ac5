import SpendCore

/// The time that a record states, in any of the forms of logs.
enum RecordTime {
  private static let noTimes: [StaticString] = ["-", "null", "None", "none", "N/A", "n/a", "NaN", "0"]

  /// Nil for a record without a time. A time in no known form rejects the record: it must not get another.
  static func read(_ text: FieldText, _ context: LineContext) throws(LineRejection) -> Instant? {
    if text.isEmpty { return nil }
    if let time = Timestamp.parse(text.bytes) { return time }
    let plain = text.isEscaped ? context.unescaped(text.bytes) : text.bytes
    switch LocalDate.read(plain, order: context.knownDateOrder()) {
    case .time(let time):
      context.note(dateOrder: LocalDate.order(of: plain))
      return time
    case .ambiguous: throw .ambiguousTime
    case .none:
      if let time = wrappedEpoch(plain) ?? Timestamp.digits(plain) { return time }
      // A small number is a duration, or a count of something.
      let isNumber = isNumber(plain) || isOtherCentury(plain)
      guard !isNumber, !noTimes.contains(where: { text.equals($0) }) else { return nil }
      throw .unreadableTime
    }
  }

  /// Reads a date and the time of day that a record has in a field of its own. A date with a time of day of its
  /// own is kept as it is.
  static func read(
    date: FieldText, clock: FieldText, _ context: LineContext
  ) throws(LineRejection) -> Instant? {
    if date.isEmpty { return try read(clock, context) }
    guard let day = try read(date, context) else { return nil }
    guard !date.bytes.contains(UInt8(ascii: ":")), day.microseconds % 86_400_000_000 == 0 else { return day }
    guard let time = timeOfDay(clock, context) else { throw .unreadableTime }
    return Instant(microseconds: day.microseconds + time.microseconds)
  }

  /// A time of day as the time behind 1970's beginning. One with an offset from UTC may lie before it.
  private static func timeOfDay(_ clock: FieldText, _ context: LineContext) -> Instant? {
    let text = context.text(FieldText("02.01.1970 "), clock)
    guard case .time(let time) = LocalDate.read(text.bytes, order: nil) else { return nil }
    return time.adding(seconds: -86_400)
  }

  /// The milliseconds of `/Date(1790000000000)/`, as .NET's older serialisers write times.
  private static func wrappedEpoch(_ text: UnsafeRawBufferPointer) -> Instant? {
    guard FieldText(text).hasPrefix("/Date(") else { return nil }
    let digits = text.dropFirst(6).prefix { $0 &- 0x30 <= 9 }
    return Timestamp.epoch(UnsafeRawBufferPointer(rebasing: digits))
  }

  private static func isNumber(_ text: UnsafeRawBufferPointer) -> Bool {
    let digits = text.drop { $0 == UInt8(ascii: "-") }
    return digits.allSatisfy { $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ".") }
      && digits.count { $0 == UInt8(ascii: ".") } <= 1
  }

  /// A date with a year before 1970 or from 2262 on: a placeholder.
  private static func isOtherCentury(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[..<4].allSatisfy({ $0 &- 0x30 <= 9 }) else {
      return false
    }
    let year = text[..<4].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    return !(1970...2261).contains(year)
  }
}
