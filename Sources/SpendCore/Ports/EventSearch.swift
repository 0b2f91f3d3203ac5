/// Hands out single events page by page, newest first: a search through any window in bounded steps.
public protocol EventSearchSource {
  /// Examines at most the next `scan` events of a window, going back in time, and returns the matching ones,
  /// with the place to continue from.
  ///
  /// - Parameter cursor: end of the previous page; nil begins at the end of the window.
  func searchEvents(
    in window: TimeWindow, from cursor: EventCursor?, scan: Int, filters: [DimensionFilter],
    figures: [FigureFilter]
  ) throws -> EventPage
}

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

/// Result of one step of a search.
public struct EventPage: Sendable {
  public struct Found: Sendable {
    public var cursor: EventCursor
    public var record: EventRecord

    public init(cursor: EventCursor, record: EventRecord) {
      self.cursor = cursor
      self.record = record
    }
  }

  /// Newest first.
  public var found: [Found]
  /// The oldest event examined; nil at the beginning of the window.
  public var next: EventCursor?

  public init(found: [Found], next: EventCursor?) {
    self.found = found
    self.next = next
  }
}
