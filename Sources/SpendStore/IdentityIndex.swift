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
/// Partitions are UTC days of the first record of a request, so that a collector that follows today
/// never reads last year. What must be unique over all time lives in one more partition.
final class IdentityIndex {
  /// A stored key, the time its event is stored at, and the partition that says so.
  struct Hit {
    var position: Int
    var time: Int64
    var partition: Int64
  }

  struct Entry {
    var key: UInt64
    var time: Int64
  }

  /// A question: is this key in this partition? `position` is the asker's own.
  struct Probe {
    var partition: Int64
    var key: UInt64
    var position: Int
  }

  static let globalPartition: Int64 = -1
  private static let microsecondsPerDay: Int64 = 86_400_000_000
  /// Segments of one level that are merged into one of the next.
  private static let fanOut = 8
  /// Entries a page should hold: 192 × 16 bytes fit a database page with room for chance.
  private static let entriesPerPage = 192
  private static let entryBytes = 16
  /// Filters of all partitions together; the least recently used go first.
  private static let filterBudget = 8 << 20
  private static let smallestFilter = 1 << 9

  private struct Segment {
    var id: Int64
    var level: Int
    var bits: Int
    var keys: Int
  }

  private final class Partition {
    /// Newest contents first: lower levels are newer, and within a level higher ids.
    var segments: [Segment]
    var filter: BlockedBloomFilter
    var keys: Int
    var lastUse: Int

    init(segments: [Segment], filter: BlockedBloomFilter, keys: Int, lastUse: Int) {
      self.segments = segments
      self.filter = filter
      self.keys = keys
      self.lastUse = lastUse
    }
  }

  private let db: Database
  private var partitions: [Int64: Partition] = [:]
  private var clock = 0
  /// Partitions that were asked last, by the low bits of their number: events come in order of time,
  /// mostly, and each asks for its day and the day next to it.
  private var recent = [(number: Int64, partition: Partition?)](repeating: (.min, nil), count: 4)
  private let selectPage: RawStatement
  private let insertPage: RawStatement
  private let deletePages: RawStatement
  private let insertSegment: RawStatement
  private let deleteSegment: RawStatement
  private let selectSegments: RawStatement
  private var nextSegment: Int64

  init(_ db: Database) throws {
    self.db = db
    selectPage = try RawStatement(db, sql: "SELECT data FROM identity_page WHERE id = ?")
    insertPage = try RawStatement(db, sql: "INSERT INTO identity_page (id, data) VALUES (?, ?)")
    deletePages = try RawStatement(db, sql: "DELETE FROM identity_page WHERE id >= ? AND id < ?")
    insertSegment = try RawStatement(
      db, sql: "INSERT INTO identity_segment (id, partition_id, level, bits, keys) VALUES (?, ?, ?, ?, ?)")
    deleteSegment = try RawStatement(db, sql: "DELETE FROM identity_segment WHERE id = ?")
    selectSegments = try RawStatement(
      db,
      sql: """
        SELECT id, level, bits, keys FROM identity_segment WHERE partition_id = ?
        ORDER BY level, id DESC
        """)
    nextSegment = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) + 1 FROM identity_segment") ?? 1
  }

  /// The partition that an event of the given time and scope belongs to.
  static func partition(time: Int64, scope: EventIdentity.Scope) -> Int64 {
    switch scope {
    case .global: globalPartition
    case .day: max(0, time.flooredQuotient(by: microsecondsPerDay))
    }
  }

  /// The nearer of the neighbouring days, where a record of the same request may have been filed.
  static func neighbour(time: Int64) -> Int64 {
    let day = max(0, time.flooredQuotient(by: microsecondsPerDay))
    return time - day * microsecondsPerDay < microsecondsPerDay / 2 ? max(0, day - 1) : day + 1
  }

  /// Whether `key` may be stored in a partition; never wrong when it says no.
  @inline(__always)
  func mightContain(_ key: UInt64, in partition: Int64) throws -> Bool {
    let slot = Int(truncatingIfNeeded: partition) & 3
    if BrokenRule.noIdentity.isBroken { return false }
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

  private func find(_ probes: ArraySlice<Probe>, in partition: Int64, into hits: inout [Hit]) throws {
    guard let segments = partitions[partition]?.segments else { return }
    var open = Array(probes)
    for segment in segments where !open.isEmpty {
      var stillOpen: [Probe] = []
      var start = 0
      while start < open.count {
        let page = Self.page(of: open[start].key, bits: segment.bits)
        var end = start
        while end < open.count, Self.page(of: open[end].key, bits: segment.bits) == page { end += 1 }
        try withPage(segment.id, page) { bytes in
          for probe in open[start..<end] {
            if let time = Self.time(of: probe.key, in: bytes) {
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

  @inline(__always)
  private static func page(of key: UInt64, bits: Int) -> Int64 {
    bits == 0 ? 0 : Int64(key >> UInt64(64 - bits))
  }

  /// The time stored with `key`; later entries of a page win.
  private static func time(of key: UInt64, in bytes: UnsafeRawBufferPointer) -> Int64? {
    var position = bytes.count - entryBytes
    while position >= 0 {
      if UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) == key {
        return Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8, as: Int64.self))
      }
      position -= entryBytes
    }
    return nil
  }

  private func withPage(
    _ segment: Int64, _ page: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    selectPage.bind(segment << 20 | page, at: 1)
    var found = false
    try selectPage.forEachRow {
      found = true
      try body(selectPage.blob(0))
    }
    if !found { try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
  }

  /// Adds what a commit has stored, merging segments where enough have gathered.
  func append(_ entries: [Entry], to partition: Int64) throws {
    guard !entries.isEmpty else { return }
    if partitions[partition] == nil { try load(partition, capacityFor: entries.count) }
    guard let state = partitions[partition] else { return }
    clock += 1
    state.lastUse = clock
    for entry in entries { state.filter.insert(entry.key) }
    state.keys += entries.count

    let bits = Self.bits(for: entries.count)
    let id = nextSegment
    nextSegment += 1
    try write(entries, segment: id, bits: bits)
    try record(Segment(id: id, level: 0, bits: bits, keys: entries.count), in: partition)
    state.segments.insert(Segment(id: id, level: 0, bits: bits, keys: entries.count), at: 0)
    try mergeFullLevels(state, partition)
    if state.keys > state.filter.capacity { try load(partition, capacityFor: state.keys) }
    dropUnusedFilters()
  }

  private static func bits(for entries: Int) -> Int {
    var bits = 0
    while entries >> bits > entriesPerPage, bits < 19 { bits += 1 }
    return bits
  }

  private func record(_ segment: Segment, in partition: Int64) throws {
    insertSegment.bind(segment.id, at: 1)
    insertSegment.bind(partition, at: 2)
    insertSegment.bind(Int64(segment.level), at: 3)
    insertSegment.bind(Int64(segment.bits), at: 4)
    insertSegment.bind(Int64(segment.keys), at: 5)
    try insertSegment.run()
  }

  /// Scatters entries over the pages `firstPage ..< firstPage + 2^pageBits` and writes those.
  private func write(
    _ entries: [Entry], segment: Int64, bits: Int, firstPage: Int64 = 0, pageBits: Int? = nil
  ) throws {
    let pageCount = 1 << (pageBits ?? bits)
    var counts = [Int32](repeating: 0, count: pageCount + 1)
    for entry in entries { counts[Int(Self.page(of: entry.key, bits: bits) - firstPage) + 1] += 1 }
    for page in 0..<pageCount { counts[page + 1] += counts[page] }
    var next = counts
    let ordered = [Entry](unsafeUninitializedCapacity: entries.count) { buffer, count in
      for entry in entries {
        let page = Int(Self.page(of: entry.key, bits: bits) - firstPage)
        buffer.initializeElement(
          at: Int(next[page]), to: Entry(key: entry.key.littleEndian, time: entry.time.littleEndian))
        next[page] += 1
      }
      count = entries.count
    }
    try ordered.withUnsafeBytes { bytes in
      for page in 0..<pageCount where counts[page] < counts[page + 1] {
        let range = Int(counts[page]) * Self.entryBytes..<Int(counts[page + 1]) * Self.entryBytes
        insertPage.bind(segment << 20 | (firstPage + Int64(page)), at: 1)
        insertPage.bind(blob: UnsafeRawBufferPointer(rebasing: bytes[range]), at: 2)
        try insertPage.run()
      }
    }
  }

  private func mergeFullLevels(_ state: Partition, _ partition: Int64) throws {
    var level = 0
    while true {
      let full = state.segments.filter { $0.level == level }
      guard full.count >= Self.fanOut else { return }
      let merged = try merge(full, level: level + 1)
      try record(merged, in: partition)
      for segment in full {
        deletePages.bind(segment.id << 20, at: 1)
        deletePages.bind((segment.id + 1) << 20, at: 2)
        try deletePages.run()
        deleteSegment.bind(segment.id, at: 1)
        try deleteSegment.run()
      }
      state.segments.removeAll { $0.level == level }
      let place = state.segments.firstIndex { $0.level > level } ?? state.segments.count
      state.segments.insert(merged, at: place)
      level += 1
    }
  }

  /// Merges segments, newest first, a slice of the key space at a time, so that memory stays small.
  private func merge(_ segments: [Segment], level: Int) throws -> Segment {
    let keys = segments.reduce(0) { $0 + $1.keys }
    let coarse = segments.map(\.bits).min() ?? 0
    let bits = max(coarse, Self.bits(for: keys))
    let id = nextSegment
    nextSegment += 1
    var entries: [Entry] = []
    for prefix in 0..<Int64(1) << Int64(coarse) {
      entries.removeAll(keepingCapacity: true)
      for segment in segments.reversed() {
        let pages = Int64(1) << Int64(segment.bits - coarse)
        for page in prefix * pages..<(prefix + 1) * pages {
          try withPage(segment.id, page) { bytes in
            for position in stride(from: 0, to: bytes.count, by: Self.entryBytes) {
              entries.append(
                Entry(
                  key: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)),
                  time: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8, as: Int64.self))
                ))
            }
          }
        }
      }
      let finer = bits - coarse
      try write(entries, segment: id, bits: bits, firstPage: prefix << Int64(finer), pageBits: finer)
    }
    return Segment(id: id, level: level, bits: bits, keys: keys)
  }

  /// Reads the segments of a partition and builds its filter with room to double.
  private func load(_ partition: Int64, capacityFor expected: Int) throws {
    var segments: [Segment] = []
    selectSegments.bind(partition, at: 1)
    try selectSegments.forEachRow {
      segments.append(
        Segment(
          id: selectSegments.int(0), level: Int(selectSegments.int(1)), bits: Int(selectSegments.int(2)),
          keys: Int(selectSegments.int(3))))
    }
    let keys = segments.reduce(0) { $0 + $1.keys }
    var capacity = Self.smallestFilter
    while capacity < max(keys * 2, expected) { capacity *= 2 }
    var filter = BlockedBloomFilter(capacity: capacity)
    for segment in segments {
      for page in 0..<Int64(1) << Int64(segment.bits) {
        try withPage(segment.id, page) { bytes in
          for position in stride(from: 0, to: bytes.count, by: Self.entryBytes) {
            filter.insert(
              UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
          }
        }
      }
    }
    clock += 1
    partitions[partition] = Partition(segments: segments, filter: filter, keys: keys, lastUse: clock)
    forgetRecent()
  }

  private func forgetRecent() {
    for slot in recent.indices { recent[slot] = (.min, nil) }
  }

  private func dropUnusedFilters() {
    var bytes = partitions.values.reduce(0) { $0 + $1.filter.bytes }
    while bytes > Self.filterBudget, partitions.count > 2 {
      guard let oldest = partitions.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
      bytes -= oldest.value.filter.bytes
      partitions[oldest.key] = nil
      forgetRecent()
    }
  }
}
