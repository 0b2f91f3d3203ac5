import GRDB
import SpendCore

/// Finds requests that are stored twice although their records should have been merged.
struct MergeVerification {
  private let segments: IdentitySegments
  private let selectHigh: RawStatement
  private static let mostFound = 20
  /// Half a day: programs of schema version 2 stored records further apart as two requests.
  private static let reach = RecordMoment.microsecondsPerDay / 2

  init(_ db: Database) throws {
    segments = try IdentitySegments(db)
    selectHigh = try RawStatement(
      db, sql: "SELECT key_high FROM usage_event WHERE time_us = ? AND key_low = ?")
  }

  /// Compares the entries of each partition of the index, a slice of the key space at a time: a key that is
  /// filed under two near times must have an event at one of them only.
  func differences() throws -> [StoreDifference] {
    var found: [StoreDifference] = []
    for partition in try segments.partitions() {
      let all = try segments.all(of: partition)
      let bits = all.map(\.bits).min() ?? 0
      for slice in 0..<Int64(1) << Int64(bits) {
        guard found.count < Self.mostFound else { return found }
        try compare(entries(of: all, slice, bits), &found)
      }
    }
    return found
  }

  private func entries(
    of all: [IdentitySegments.Segment], _ slice: Int64, _ bits: Int
  ) throws -> [IdentitySegments.Entry] {
    var entries: [IdentitySegments.Entry] = []
    for segment in all {
      let pages = Int64(1) << Int64(segment.bits - bits)
      for page in slice * pages..<(slice + 1) * pages {
        try segments.withPage(segment, page) { page in page.forEach { entries.append($0) } }
      }
    }
    return entries.sorted { ($0.key, $0.time) < ($1.key, $1.time) }
  }

  private func compare(
    _ entries: [IdentitySegments.Entry], _ found: inout [StoreDifference]
  ) throws {
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].key == entries[start].key { end += 1 }
      if end - start > 1 {
        let times = Set(entries[start..<end].map(\.time)).sorted()
        if times.count > 1 { try compare(entries[start].key, at: times, &found) }
      }
      start = end
    }
  }

  private func compare(
    _ key: UInt64, at times: [Int64], _ found: inout [StoreDifference]
  ) throws {
    var last: [Int64: Int64] = [:]
    var twice: [Int64: Int64] = [:]
    for time in times {
      for high in try highs(key, at: time) {
        if let earlier = last[high], time &- earlier <= Self.reach { twice[high, default: 1] += 1 }
        last[high] = time
      }
    }
    for (high, count) in twice.sorted(by: { $0.key < $1.key }) {
      let identity = EventIdentity(high: UInt64(bitPattern: high), low: key)
      found.append(.init(what: "events of the request \(identity.hexadecimal)", stored: count, recomputed: 1))
    }
  }

  private func highs(_ key: UInt64, at time: Int64) throws -> [Int64] {
    var highs: [Int64] = []
    selectHigh.bind(time, at: 1)
    selectHigh.bind(Int64(bitPattern: key), at: 2)
    try selectHigh.forEachRow { highs.append(selectHigh.int(0)) }
    return highs
  }
}
