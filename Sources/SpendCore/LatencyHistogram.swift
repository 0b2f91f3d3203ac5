/// Counts of durations in buckets of 1/32 octave, so that percentiles of any merged whole are known to
/// within 2.2 %.
///
/// Bucket `b` of octave `e` covers `[2^e · (1 + b/32), 2^e · (1 + (b+1)/32))` milliseconds; values under
/// 32 ms have a bucket each. The layout is fixed: it is stored.
public struct LatencyHistogram: Sendable, Hashable {
  /// Bucket number to count, ascending by bucket.
  public private(set) var buckets: [Entry] = []

  public struct Entry: Sendable, Hashable {
    public var bucket: UInt16
    public var count: UInt32

    public init(bucket: UInt16, count: UInt32) {
      self.bucket = bucket
      self.count = count
    }
  }

  public init() {}

  /// The bucket of a duration; negative durations count as zero.
  @inlinable
  public static func bucket(of milliseconds: Int32) -> UInt16 {
    let value = UInt32(max(0, milliseconds))
    if value < 32 { return UInt16(value) }
    let octave = 31 - value.leadingZeroBitCount
    return UInt16((octave - 5) * 32 + Int(value >> UInt32(octave - 5)))
  }

  /// The middle of a bucket, in milliseconds.
  public static func midpoint(of bucket: UInt16) -> Double {
    if bucket < 64 { return bucket < 32 ? Double(bucket) : Double(bucket) + 0 }
    let octave = Int(bucket) / 32 - 1
    let scale = Double(UInt64(1) << UInt64(octave))
    return (Double(32 + Int(bucket) % 32) + 0.5) * scale - 0.5
  }

  /// The durations together, in milliseconds, each taken for the middle of its bucket.
  public var total: Double { buckets.reduce(0) { $0 + Double($1.count) * Self.midpoint(of: $1.bucket) } }

  public var count: Int64 { buckets.reduce(0) { $0 + Int64($1.count) } }

  public mutating func add(milliseconds: Int32, times: UInt32 = 1) {
    add(Entry(bucket: Self.bucket(of: milliseconds), count: times))
  }

  public mutating func add(_ entry: Entry) {
    var low = 0
    var high = buckets.count
    while low < high {
      let middle = (low + high) / 2
      if buckets[middle].bucket < entry.bucket { low = middle + 1 } else { high = middle }
    }
    if low < buckets.count, buckets[low].bucket == entry.bucket {
      buckets[low].count = buckets[low].count &+ entry.count
    } else {
      buckets.insert(entry, at: low)
    }
  }

  public mutating func merge(_ other: LatencyHistogram) {
    if buckets.isEmpty { return buckets = other.buckets }
    merge(count: other.buckets.count) { other.buckets[$0] }
  }

  /// Adds `count` entries of ascending buckets. Memory is only reserved for buckets that are new.
  public mutating func merge(count: Int, _ entry: (Int) -> Entry) {
    var position = 0
    for index in 0..<count {
      let added = entry(index)
      position = place(of: added.bucket, from: position)
      guard position < buckets.count, buckets[position].bucket == added.bucket else {
        return insert(index..<count, at: position, entry)
      }
      buckets[position].count &+= added.count
    }
  }

  /// The place of a bucket that does not lie before `start`: found in steps that double, because the next entry
  /// of a large histogram is near the last one.
  private func place(of bucket: UInt16, from start: Int) -> Int {
    var low = start
    var step = 1
    while low + step <= buckets.count, buckets[low + step - 1].bucket < bucket {
      low += step
      step *= 2
    }
    var high = min(buckets.count, low + step - 1)
    while low < high {
      let middle = (low + high) / 2
      if buckets[middle].bucket < bucket { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Adds entries of which the first is new, before `position`.
  private mutating func insert(_ entries: Range<Int>, at position: Int, _ entry: (Int) -> Entry) {
    var merged = Array(buckets[..<position])
    merged.reserveCapacity(buckets.count + entries.count)
    var rest = position
    for index in entries {
      var added = entry(index)
      while rest < buckets.count, buckets[rest].bucket < added.bucket {
        merged.append(buckets[rest])
        rest += 1
      }
      if rest < buckets.count, buckets[rest].bucket == added.bucket {
        added.count &+= buckets[rest].count
        rest += 1
      }
      merged.append(added)
    }
    merged.append(contentsOf: buckets[rest...])
    buckets = merged
  }

  /// Share of the durations in buckets up to that of a bound; nil when empty.
  public func share(upTo milliseconds: Int32) -> Double? {
    let total = count
    guard total > 0 else { return nil }
    let last = Self.bucket(of: milliseconds)
    let below = buckets.reduce(Int64(0)) { $1.bucket <= last ? $0 + Int64($1.count) : $0 }
    return Double(below) / Double(total)
  }

  /// The duration that `share` (0…1) of the requests did not exceed, in milliseconds; nil when empty.
  public func quantile(_ share: Double) -> Double? {
    let total = count
    guard total > 0 else { return nil }
    let rank = max(1, Int64((share * Double(total)).rounded(.up)))
    var seen: Int64 = 0
    for entry in buckets {
      seen += Int64(entry.count)
      if seen >= rank { return Self.midpoint(of: entry.bucket) }
    }
    return buckets.last.map { Self.midpoint(of: $0.bucket) }
  }
}
