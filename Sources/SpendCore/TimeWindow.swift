/// A half-open time range `[start, end)`, always with `end >= start`.
public struct TimeWindow: Hashable, Sendable {
  public let start: Instant
  public let end: Instant

  @inlinable
  public init(start: Instant, end: Instant) {
    self.start = start
    self.end = max(start, end)
  }

  /// All of recorded time that the program accepts: years 1970 to 2262.
  public static let allTime = TimeWindow(
    start: Instant(microseconds: 0), end: Instant(microseconds: 9_223_372_036_000_000))

  @inlinable
  public func contains(_ instant: Instant) -> Bool {
    instant >= start && instant < end
  }

  @inlinable
  public var seconds: Int64 {
    (end.microseconds &- start.microseconds) / 1_000_000
  }
}
