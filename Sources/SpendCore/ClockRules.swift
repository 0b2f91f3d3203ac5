/// The rules of a time zone as POSIX writes them: `CET-1CEST`, `EST5EDT,M3.2.0,M11.1.0`, `<+0545>-5:45`.
struct ClockRules: Sendable, Hashable {
  /// A day of each year on which clocks change, and the second of that day.
  private enum Day: Hashable {
    /// 1 to 365, without 29 February.
    case julian(Int)
    /// 0 to 365, with 29 February.
    case zeroBased(Int)
    /// The week 5 is the last one of the month; day 0 is Sunday.
    case weekday(month: Int, week: Int, day: Int)
  }

  private struct Change: Hashable {
    var day: Day
    var seconds = 7_200
  }

  /// Seconds that standard clocks are ahead of UTC.
  private var standard: Int
  /// The name of standard time, with its quotes.
  private let standardName: Substring
  /// The text after it.
  private let rest: Substring
  private var summer: Summer?

  private struct Summer: Hashable {
    var offset: Int
    var start: Change
    var end: Change
  }

  /// The rules in a form that is no name of the IANA database: `GMT+3` there and here are six hours apart.
  var name: String {
    let isOnlyOffset = summer == nil && !standardName.hasPrefix("<")
    return (isOnlyOffset ? "<\(standardName)>" : String(standardName)) + rest
  }

  /// Nil for anything that is not such rules, as a name of a zone without an offset.
  init?(_ text: String) {
    var reader = Reader(text[...])
    guard let standardName = reader.name() else { return nil }
    self.standardName = standardName
    rest = reader.rest
    guard let west = reader.time(upTo: 24) else { return nil }
    standard = -west
    guard !reader.rest.isEmpty else { return }
    guard reader.name() != nil else { return nil }
    var summer = Summer(
      offset: standard + 3_600, start: Change(day: .weekday(month: 3, week: 2, day: 0)),
      end: Change(day: .weekday(month: 11, week: 1, day: 0)))
    if let first = reader.rest.first, first != "," {
      guard let west = reader.time(upTo: 24) else { return nil }
      summer.offset = -west
    }
    if !reader.rest.isEmpty {
      guard reader.take(","), let start = reader.change(), reader.take(","), let end = reader.change(),
        reader.rest.isEmpty
      else { return nil }
      (summer.start, summer.end) = (start, end)
    }
    self.summer = summer
  }

  /// Seconds that clocks are ahead of UTC at a moment.
  func offsetSeconds(at instant: Instant) -> Int {
    guard let summer else { return standard }
    let year = CivilTime(instant, offsetSeconds: standard).year
    let start = Self.seconds(summer.start, year) - Int64(standard)
    let end = Self.seconds(summer.end, year) - Int64(summer.offset)
    let now = instant.seconds
    let isSummer = start <= end ? start <= now && now < end : !(end <= now && now < start)
    return isSummer ? summer.offset : standard
  }

  /// The moment at which local clocks show the change, as if they were at UTC.
  private static func seconds(_ change: Change, _ year: Int) -> Int64 {
    let days: Int
    switch change.day {
    case .julian(let number):
      let isLeapDayBefore = number >= 60 && CivilTime.daysIn(month: 2, year: year) == 29
      days = CivilTime.daysSince1970(year: year, month: 1, day: number + (isLeapDayBefore ? 1 : 0))
    case .zeroBased(let number): days = CivilTime.daysSince1970(year: year, month: 1, day: number + 1)
    case .weekday(let month, let week, let day):
      let monday = (day + 6) % 7
      let first = CivilTime(year: year, month: month, day: 1).weekday
      var date = 1 + (monday - first + 7) % 7 + (week - 1) * 7
      if date > CivilTime.daysIn(month: month, year: year) { date -= 7 }
      days = CivilTime.daysSince1970(year: year, month: month, day: date)
    }
    return Int64(days) * 86_400 + Int64(change.seconds)
  }

  private struct Reader {
    var rest: Substring

    init(_ text: Substring) { rest = text }

    mutating func take(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    /// Three or more letters, or anything in angle brackets.
    mutating func name() -> Substring? {
      let start = rest
      if take("<") {
        guard let end = rest.firstIndex(of: ">"),
          rest[..<end].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "-") })
        else { return nil }
        rest = rest[rest.index(after: end)...]
        return start[..<rest.startIndex]
      }
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      guard name.count >= 3 else { return nil }
      rest = rest[name.endIndex...]
      return name
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard digits.count <= 3, let number = Int(digits), range.contains(number) else { return nil }
      rest = rest[digits.endIndex...]
      return number
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(upTo hours: Int) -> Int? {
      let sign = take("-") ? -1 : 1
      if sign == 1 { _ = take("+") }
      guard var seconds = number(0...hours).map({ $0 * 3_600 }) else { return nil }
      for unit in [60, 1] where take(":") {
        guard let part = number(0...59) else { return nil }
        seconds += part * unit
      }
      return sign * seconds
    }

    mutating func change() -> Change? {
      let day: Day
      if take("M") {
        guard let month = number(1...12), take("."), let week = number(1...5), take("."),
          let weekday = number(0...6)
        else { return nil }
        day = .weekday(month: month, week: week, day: weekday)
      } else if take("J") {
        guard let number = number(1...365) else { return nil }
        day = .julian(number)
      } else {
        guard let number = number(0...365) else { return nil }
        day = .zeroBased(number)
      }
      guard take("/") else { return Change(day: day) }
      return time(upTo: 167).map { Change(day: day, seconds: $0) }
    }
  }
}
