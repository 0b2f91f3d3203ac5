import SpendCore

/// Width of a bucket.
enum Slice: Hashable, Sendable {
  case minute
  case bucket(BucketWidth)

  /// Bucket width for a time range, giving a few dozen columns.
  init(for window: TimeWindow) {
    switch window.seconds {
    case ..<7_200: self = .minute
    case ..<172_800: self = .bucket(.quarterHour)
    case ..<1_209_600: self = .bucket(.hour)
    case ..<31_536_000: self = .bucket(.day)
    case ..<157_680_000: self = .bucket(.week)
    default: self = .bucket(.month)
    }
  }

  var title: String {
    switch self {
    case .minute: "minute"
    case .bucket(.quarterHour): "15 min"
    case .bucket(.hour): "hour"
    case .bucket(.day): "day"
    case .bucket(.week): "week"
    case .bucket(.month): "month"
    }
  }
}
