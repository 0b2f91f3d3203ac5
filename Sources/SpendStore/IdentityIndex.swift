import GRDB
import SpendCore

/// Remembers which identities are stored and at what time, so that the same request that comes back
/// with another time is found.
///
/// A B-tree over random keys would dirty a leaf for every event. This is an LSM tree instead: each
/// commit appends its (key, time) pairs as one segment of small pages, scattered by the top bits of
/// the key; eight segments of a level are merged into one of the next. Bloom filters in memory answer
/// nearly every question about a new key without reading a page; they are rebuilt from the segments
/// when a partition is first touched.
///
/// Partitions are spans of sixteen days, so that a collector that follows today never reads last year. What
/// must be unique over all time lives in one more partition. A request whose records lie in several
/// partitions has an entry in each of them; all name the time at which its event is stored.
final class IdentityIndex {
  /// A stored key, the time its event is stored at, and the partition of the entry.
  struct Hit {
    var position: Int
    var time: Int64
    var partition: Int64
  }

  /// A question: is this key in this partition? `position` is the asker's own.
  struct Probe {
    var partition: Int64
    var key: UInt64
    var position: Int
  }

  static let globalPartition: Int64 = -1
  private static let partitionWidth = 16 * RecordMoment.microsecondsPerDay
  /// Segments of one level that are merged into one of the next.
  private static let fanOut = 8
  /// Filters of all partitions together; the least recently used go first.
  private static let filterBudget = 8 << 20
  private static let smallestFilter = 1 << 9
  /// Partitions that an event of today needs: making their filters anew for each commit would read all their keys.
  private static let partitionsInUse = 4

  private final class Partition {
    /// Newest contents first: lower levels are newer, and within a level higher ids.
    var segments: [IdentitySegments.Segment]
    var filter: BlockedBloomFilter
    var keys: Int
    var lastUse: Int

    init(
      segments: [IdentitySegments.Segment], filter: BlockedBloomFilter, keys: Int, lastUse: Int
    ) {
      self.segments = segments
      self.filter = filter
      self.keys = keys
      self.lastUse = lastUse
    }
  }

  private let stored: IdentitySegments
  private var partitions: [Int64: Partition] = [:]
  private var clock = 0
  /// Partitions that were used last, by the low bits of their number: events come in order of time, mostly,
  /// and each needs its partition and the one next to it. The last is that of all time.
  private var recent = [(number: Int64, partition: Partition?)](repeating: (.min, nil), count: 5)

  init(_ db: Database) throws {
    stored = try IdentitySegments(db)
  }

  /// The partition of a time.
  static func partition(of time: Int64) -> Int64 { max(0, time.flooredQuotient(by: partitionWidth)) }

  /// Calls `body` with the partitions in which a record of a request of this time may have been filed: its
  /// own, the neighbouring ones, and that of all time.
  @inline(__always)
  func forEachPartition(near time: Int64, _ body: (Int64) throws -> Void) rethrows {
    let own = Self.partition(of: time)
    try body(own)
    if own > 0 { try body(own - 1) }
    try body(own + 1)
    try body(Self.globalPartition)
  }

  /// False when `key` is certainly absent from a partition; true when it may be present.
  @inline(__always)
  func mightContain(_ key: UInt64, in partition: Int64) throws -> Bool {
    let slot = partition < 0 ? 4 : Int(truncatingIfNeeded: partition) & 3
    if FaultInjection.noIdentity.isBroken { return false }
    if recent[slot].number != partition {
      if partitions[partition] == nil { try load(partition, capacityFor: 0) }
      partitions[partition]?.lastUse = clock
      recent[slot] = (partition, partitions[partition])
    }
    return recent[slot].partition?.filter.mightContain(key) ?? true
  }

  /// Finds the stored entries among `probes`, page by page rather than key by key.
  func find(_ probes: [Probe]) throws -> [Hit] {
    guard !probes.isEmpty else { return [] }
    let sorted = probes.sorted { ($0.partition, $0.key) < ($1.partition, $1.key) }
    var hits: [Hit] = []
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].partition == sorted[start].partition { end += 1 }
      try find(sorted[start..<end], in: sorted[start].partition, into: &hits)
      start = end
    }
    return hits
  }

  /// Finds the stored entries for `probes` in all partitions, whichever they name: for records without a time of
  /// their own. Reads at most a page of every segment for each probe.
  func findEverywhere(_ probes: [Probe]) throws -> [Hit] {
    guard !probes.isEmpty else { return [] }
    let sorted = probes.sorted { $0.key < $1.key }
    var hits: [Hit] = []
    for partition in try stored.partitions() {
      let likely =
        try hasFilter(partition, worthFor: sorted.count)
        ? sorted.filter { try mightContain($0.key, in: partition) } : sorted
      try find(likely[...], in: partition, into: &hits)
    }
    return hits
  }

  /// Returns true when the filter of a partition is in memory, or is worth its making: for as many keys as would
  /// read most of its pages, and where the filters of all partitions have room.
  private func hasFilter(_ partition: Int64, worthFor probes: Int) throws -> Bool {
    if partitions[partition] != nil { return true }
    guard probes >= Self.smallestFilter else { return false }
    let keys = try stored.all(of: partition).reduce(0) { $0 + $1.keys }
    let bytes = BlockedBloomFilter.bytes(capacity: capacity(for: keys, expected: 0))
    return partitions.values.reduce(bytes) { $0 + $1.filter.bytes } <= Self.filterBudget
  }

  private func find(_ probes: ArraySlice<Probe>, in partition: Int64, into hits: inout [Hit]) throws {
    let segments = try partitions[partition]?.segments ?? stored.all(of: partition)
    var open = Array(probes)
    for segment in segments where !open.isEmpty {
      var stillOpen: [Probe] = []
      var start = 0
      while start < open.count {
        let page = segment.page(of: open[start].key)
        var end = start
        while end < open.count, segment.page(of: open[end].key) == page { end += 1 }
        try stored.withPage(segment, page) { page in
          for probe in open[start..<end] {
            if let time = page.time(of: probe.key) {
              hits.append(Hit(position: probe.position, time: time, partition: partition))
            } else {
              stillOpen.append(probe)
            }
          }
        }
        start = end
      }
      open = stillOpen
    }
  }

  /// Adds what a commit has stored, merging segments where enough have gathered.
  func append(_ entries: [IdentitySegments.Entry], to partition: Int64) throws {
    guard !entries.isEmpty else { return }
    if partitions[partition] == nil { try load(partition, capacityFor: entries.count) }
    guard let state = partitions[partition] else { return }
    clock += 1
    state.lastUse = clock
    for entry in entries { state.filter.insert(entry.key) }
    state.keys += entries.count

    state.segments.insert(try stored.add(entries, to: partition), at: 0)
    try mergeFullLevels(state, partition)
    if state.keys > state.filter.capacity {
      // The old filter goes before the new one is made.
      partitions[partition] = nil
      forgetRecent()
      try load(partition, capacityFor: state.keys)
    }
    dropUnusedFilters()
  }

  private func mergeFullLevels(_ state: Partition, _ partition: Int64) throws {
    var level = 0
    while true {
      let full = state.segments.filter { $0.level == level }
      guard full.count >= Self.fanOut else { return }
      let merged = try stored.merge(full, level: level + 1, in: partition)
      state.segments.removeAll { $0.level == level }
      let place = state.segments.firstIndex { $0.level > level } ?? state.segments.count
      state.segments.insert(merged, at: place)
      level += 1
    }
  }

  /// Reads the segments of a partition and builds its filter with room for half as many again.
  private func load(_ partition: Int64, capacityFor expected: Int) throws {
    let segments = try stored.all(of: partition)
    let keys = segments.reduce(0) { $0 + $1.keys }
    var filter = BlockedBloomFilter(capacity: capacity(for: keys, expected: expected))
    for segment in segments { try stored.forEachKey(of: segment) { filter.insert($0) } }
    clock += 1
    partitions[partition] = Partition(segments: segments, filter: filter, keys: keys, lastUse: clock)
    forgetRecent()
  }

  private func capacity(for keys: Int, expected: Int) -> Int {
    max(Self.smallestFilter, expected, keys + keys / 2)
  }

  private func forgetRecent() {
    for slot in recent.indices { recent[slot] = (.min, nil) }
  }

  private func dropUnusedFilters() {
    var bytes = partitions.values.reduce(0) { $0 + $1.filter.bytes }
    while bytes > Self.filterBudget, partitions.count > Self.partitionsInUse {
      guard let oldest = partitions.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
      bytes -= oldest.value.filter.bytes
      partitions[oldest.key] = nil
      forgetRecent()
    }
  }
}
