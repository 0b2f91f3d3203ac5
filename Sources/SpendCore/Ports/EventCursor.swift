/// A place between two events in order of time.
public struct EventCursor: Sendable, Hashable, Comparable {
  public var microseconds: Int64
  /// Distinguishes events of one moment.
  public var low: Int64

  public init(microseconds: Int64, low: Int64) {
    self.microseconds = microseconds
    self.low = low
  }

  public static func < (a: EventCursor, b: EventCursor) -> Bool {
    (a.microseconds, a.low) < (b.microseconds, b.low)
  }
}
