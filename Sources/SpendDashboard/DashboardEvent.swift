public import SpendCore
public import SpendScreen

/// What can happen to the dashboard.
public enum DashboardEvent: Sendable {
  case key(Key)
  case snapshot(DashboardSnapshot)
  case progress(IngestProgress)
  case resized(ScreenSize)
  case clock(Instant)
}

/// What must happen outside, after an event.
public enum Effect: Hashable, Sendable {
  case quit
  /// New facts are wanted.
  case ask(SnapshotRequest)
  /// Facts are wanted no more, or again.
  case pause(Bool)
  case redraw
  case suspend
}
