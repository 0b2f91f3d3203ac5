import SpendCore

/// Counts of the durations of many groups, in an array for each. Adding to the ordered entries of a histogram takes
/// several times as long.
struct DurationCounts {
  /// By group and bucket, as far as the largest bucket that the group has.
  private var counts: [[UInt32]] = []

  private static let step = 64

  mutating func add(milliseconds: Int64, to group: Int) {
    while group >= counts.count { counts.append([]) }
    let bucket = Int(LatencyHistogram.bucket(of: Int32(clamping: milliseconds)))
    if bucket >= counts[group].count {
      let length = (bucket / Self.step + 1) * Self.step
      counts[group] += [UInt32](repeating: 0, count: length - counts[group].count)
    }
    counts[group][bucket] &+= 1
  }

  func histogram(of group: Int) -> LatencyHistogram {
    var histogram = LatencyHistogram()
    guard group < counts.count else { return histogram }
    for (bucket, count) in counts[group].enumerated() where count > 0 {
      histogram.add(LatencyHistogram.Entry(bucket: UInt16(bucket), count: count))
    }
    return histogram
  }
}
