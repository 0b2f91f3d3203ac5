import SpendAlerts
public import SpendCore
public import SpendScreen

/// Events of the dashboard.
public enum DashboardEvent: Sendable {
  case key(Key)
  case snapshot(DashboardSnapshot)
  case progress(IngestProgress)
  case resized(ScreenSize)
  case clock(Instant)
  /// Result of an effect, as a line of text.
  case told(String)
  /// A notice about the stored requests, which stays.
  case noticed(String)
  /// A view was kept under a name.
  case saved(name: String, line: String)
}
