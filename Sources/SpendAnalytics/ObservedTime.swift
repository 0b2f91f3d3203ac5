public import SpendCore

/// The time in which traffic was recorded, and the time that it is extrapolated from.
public struct ObservedTime: Sendable, Hashable {
  /// Seconds from the first event, at most those of the window.
  public var seconds: Int64

  private static let day: Int64 = 86_400

  public init(seconds: Int64) { self.seconds = max(0, seconds) }

  /// - Parameter first: time of the first event of the database: time before it was not observed.
  public init(_ window: TimeWindow, since first: Instant?) {
    let start = min(max(window.start, first ?? window.start), window.end)
    self.init(seconds: (window.end.microseconds - start.microseconds) / 1_000_000)
  }

  /// Seconds that an amount is divided by: traffic of less than a day counts as that of a day, since an hour
  /// of it is no mean of day and night.
  public var counted: Int64 { max(Self.day, seconds) }

  /// True when a rate of it lacks days of the week.
  public var isShort: Bool { seconds < 7 * Self.day }

  /// The time in words: `20 minutes`, `11 hours, counted as a day`, `1 day`, `24 days`.
  public var text: String {
    func named(_ count: Int64, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    if seconds >= Self.day { return named((seconds + Self.day / 2) / Self.day, "day") }
    let time = seconds >= 3_600 ? named(seconds / 3_600, "hour") : named(max(1, seconds / 60), "minute")
    return "\(time), counted as a day"
  }
}
