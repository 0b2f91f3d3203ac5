import SpendCore

/// Times that serialisers write as an object or a list: seconds and their fraction apart, or the parts of a date.
enum ComposedTime {
  private static let seconds: JSONIndex.Names = [
    "seconds", "_seconds", "epochSecond", "sec", "tv_sec", "secs_since_epoch", "secs",
  ]
  private static let nanoseconds: JSONIndex.Names = [
    "nanos", "nanoseconds", "_nanoseconds", "nano", "nanoOfSecond", "tv_nsec", "nanos_since_epoch", "nsec",
  ]
  private static let microseconds: JSONIndex.Names = ["usec", "micros", "tv_usec"]

  /// The time of an object; nil when it has another meaning.
  static func read(_ json: JSONIndex, object: JSONIndex.Node) -> Instant? {
    if let text = json.typedValue(object) { return Timestamp.parse(text.bytes) }
    guard let whole = number(json, json.first(object, seconds)) else { return nil }
    let nanos = number(json, json.first(object, nanoseconds)) ?? 0
    let micros = number(json, json.first(object, microseconds)) ?? 0
    return instant(seconds: whole, microseconds: nanos / 1_000 &+ micros)
  }

  /// The time of a list: seconds and nanoseconds, or year, month, day, hour, minute, second and nanoseconds.
  static func read(list: UnsafeRawBufferPointer) -> Instant? {
    guard list.count <= 64 else { return nil }
    let parts = list.dropFirst().dropLast().split(separator: UInt8(ascii: ",")).map { part in
      Numbers.plain(FieldText(UnsafeRawBufferPointer(rebasing: part)).trimmed.bytes, places: 0)
    }
    let numbers = parts.compactMap(\.self)
    guard numbers.count == parts.count, let first = numbers.first else { return nil }
    if numbers.count == 2 { return instant(seconds: first, microseconds: numbers[1] / 1_000) }
    guard (5...7).contains(numbers.count), (1970...2261).contains(first), (1...12).contains(numbers[1]),
      numbers[2] >= 1, Int(numbers[2]) <= CivilTime.daysIn(month: Int(numbers[1]), year: Int(first)),
      numbers[3] <= 23, numbers[4] <= 59
    else { return nil }
    var time = CivilTime(year: Int(first), month: Int(numbers[1]), day: Int(numbers[2]))
    time.hour = Int(numbers[3])
    time.minute = Int(numbers[4])
    if numbers.count > 5 { time.second = Int(min(60, numbers[5])) }
    if numbers.count > 6 { time.microsecond = Int(min(999_999, numbers[6] / 1_000)) }
    return time.instant(offsetSeconds: 0)
  }

  private static func number(_ json: JSONIndex, _ node: JSONIndex.Node) -> Int64? {
    switch json.kind(node) {
    case .number, .string: Numbers.plain(json.bytes(node), places: 0)
    default: nil
    }
  }

  /// Nil outside of the years that logs have; small numbers are durations.
  private static func instant(seconds: Int64, microseconds: Int64) -> Instant? {
    guard seconds > 100_000_000, seconds < 9_223_372_036, (0..<1_000_000).contains(microseconds) else {
      return nil
    }
    return Instant(microseconds: seconds * 1_000_000 + microseconds)
  }
}
