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
