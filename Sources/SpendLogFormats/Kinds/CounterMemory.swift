import SpendCore

/// Last values of the counters in a log.
struct CounterMemory: Codable {
  /// By the hash of their names and labels.
  private var series: [UInt64: Counter] = [:]
  /// Further series are not followed: labels may be anything.
  private static let most = 512

  private struct Counter: Codable {
    var value: Int64
    var time: Int64
    var since: Int64
    /// Increase on the day of `time`.
    var added: Int64 = 0
  }

  /// Increase of a series on a UTC day, as far as the log has been read.
  struct DaySum {
    var day: TimeWindow
    var added: Int64
    /// Time of the first sample.
    var since: Instant
  }

  /// Nil for the first sample of a series, and for one that is older than the last.
  mutating func take(_ value: Int64, of name: UInt64, at time: Instant) -> DaySum? {
    let day: Int64 = 86_400_000_000
    let now = time.microseconds
    guard let place = series.index(forKey: name) else {
      if series.count < Self.most { series[name] = Counter(value: value, time: now, since: now) }
      return nil
    }
    var counter = series.values[place]
    guard now > counter.time else { return nil }
    let start = now.flooredQuotient(by: day) * day
    if counter.time < start { counter.added = 0 }
    counter.added = counter.added &+ (value < counter.value ? value : value - counter.value)
    counter.value = value
    counter.time = now
    series.values[place] = counter
    return DaySum(
      day: TimeWindow(start: Instant(microseconds: start), end: Instant(microseconds: start + day)),
      added: counter.added, since: Instant(microseconds: counter.since))
  }
}
