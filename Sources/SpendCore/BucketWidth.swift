/// Widths of time slices. Quarter hours and hours are cut in UTC, where every zone in use has its midnight
/// on a quarter hour; the longer ones by the calendar of the requested zone.
public enum BucketWidth: String, Sendable, Hashable, CaseIterable {
  case quarterHour = "15m"
  case hour
  case day
  case week
  case month
}
