import SpendCore

/// Durations of a batch gathered per rollup row, and the stored form of histograms.
struct HistogramCodec {
  enum Kind: Int, CaseIterable { case latency, firstToken }

  /// Rollup row, kind and bucket in one word each, so that sorting gathers what belongs together;
  /// the top bit marks a duration that is taken away.
  private var samples: [UInt64] = []

  /// Notes a duration of the rollup row number `row` (under 2³²).
  @inline(__always)
  mutating func add(_ milliseconds: Int32, kind: Kind, row: Int, sign: Int64) {
    let bucket = UInt64(LatencyHistogram.bucket(of: milliseconds))
    let word = UInt64(row) << 24 | UInt64(kind.rawValue) << 20 | bucket << 1 | (sign < 0 ? 1 : 0)
    samples.append(word)
  }

  /// Calls `body` with each row and kind whose counts change, and the changes: 6 bytes an entry, the count
  /// being signed.
  mutating func forEach(
    _ body: (_ row: Int, _ kind: Kind, _ delta: [UInt8], _ isReduced: Bool) throws -> Void
  ) throws {
    samples.sort()
    var index = 0
    var blob: [UInt8] = []
    while index < samples.count {
      let group = samples[index] >> 20
      blob.removeAll(keepingCapacity: true)
      var isReduced = false
      while index < samples.count, samples[index] >> 20 == group {
        let bucket = samples[index] >> 1 & 0x7FFFF
        var count: Int32 = 0
        while index < samples.count, samples[index] >> 20 == group, samples[index] >> 1 & 0x7FFFF == bucket {
          count += samples[index] & 1 == 0 ? 1 : -1
          index += 1
        }
        if count != 0 {
          Self.append(UInt16(truncatingIfNeeded: bucket), UInt32(bitPattern: count), to: &blob)
          if count < 0 { isReduced = true }
        }
      }
      guard !blob.isEmpty else { continue }
      try body(Int(group >> 4), group & 1 == 0 ? .latency : .firstToken, blob, isReduced)
    }
  }

  private static func append(_ bucket: UInt16, _ count: UInt32, to blob: inout [UInt8]) {
    withUnsafeBytes(of: bucket.littleEndian) { blob.append(contentsOf: $0) }
    withUnsafeBytes(of: count.littleEndian) { blob.append(contentsOf: $0) }
  }

  private static let entryBytes = 6

  /// Adds signed counts to stored ones; entries with a count of zero are omitted.
  static func adding(_ delta: UnsafeRawBufferPointer, to stored: UnsafeRawBufferPointer) -> [UInt8] {
    var sum: [UInt8] = []
    sum.reserveCapacity(stored.count + delta.count)
    var i = 0
    var j = 0
    while i + entryBytes <= stored.count || j + entryBytes <= delta.count {
      let left = i + entryBytes <= stored.count ? Int(bucket(stored, i)) : .max
      let right = j + entryBytes <= delta.count ? Int(bucket(delta, j)) : .max
      var total: Int64 = 0
      if left <= right {
        total += Int64(count(stored, i))
        i += entryBytes
      }
      if right <= left {
        total += Int64(Int32(bitPattern: count(delta, j)))
        j += entryBytes
      }
      if total > 0 { append(UInt16(clamping: min(left, right)), UInt32(clamping: total), to: &sum) }
    }
    return sum
  }

  /// Adds stored counts to a histogram.
  static func add(_ blob: UnsafeRawBufferPointer, to histogram: inout LatencyHistogram) {
    func entry(_ index: Int) -> LatencyHistogram.Entry {
      LatencyHistogram.Entry(bucket: bucket(blob, index * entryBytes), count: count(blob, index * entryBytes))
    }
    let entries = blob.count / entryBytes
    // A database that was tampered with may have them in any order.
    let isAscending = (1..<max(1, entries)).allSatisfy { entry($0 - 1).bucket < entry($0).bucket }
    if isAscending {
      histogram.merge(count: entries, entry)
    } else {
      for index in 0..<entries { histogram.add(entry(index)) }
    }
  }

  private static func bucket(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt16 {
    UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self))
  }

  private static func count(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 2, as: UInt32.self))
  }
}
