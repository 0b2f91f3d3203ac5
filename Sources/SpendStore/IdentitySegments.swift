import GRDB

/// Bytes of an entry.
private let entryBytes = 16

/// Segments of identities in the database: (key, time) pairs, scattered over small pages by the top bits
/// of the key.
final class IdentitySegments {
  struct Entry {
    var key: UInt64
    var time: Int64
  }

  struct Segment {
    var id: Int64
    var level: Int
    /// Its pages are 2^bits.
    var bits: Int
    var keys: Int

    /// The page that holds `key`.
    @inline(__always)
    func page(of key: UInt64) -> Int64 { IdentitySegments.page(of: key, bits: bits) }
  }

  private let selectPage: RawStatement
  private let insertPage: RawStatement
  private let deletePages: RawStatement
  private let insertSegment: RawStatement
  private let deleteSegment: RawStatement
  private let selectSegments: RawStatement
  private let selectPartitions: RawStatement
  private var nextSegment: Int64

  /// Entries a page should hold: 192 × 16 bytes fit a database page with room for chance.
  private static let entriesPerPage = 192

  init(_ db: Database) throws {
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
    selectPartitions = try RawStatement(db, sql: "SELECT DISTINCT partition_id FROM identity_segment")
    nextSegment = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) + 1 FROM identity_segment") ?? 1
  }

  /// The segments of a partition, newest contents first.
  func all(of partition: Int64) throws -> [Segment] {
    var segments: [Segment] = []
    selectSegments.bind(partition, at: 1)
    try selectSegments.forEachRow {
      segments.append(
        Segment(
          id: selectSegments.int(0), level: Self.within(63, selectSegments.int(1)),
          bits: Self.within(20, selectSegments.int(2)), keys: Self.within(1 << 26, selectSegments.int(3))))
    }
    return segments
  }

  /// The partitions that hold anything.
  func partitions() throws -> [Int64] {
    var partitions: [Int64] = []
    try selectPartitions.forEachRow { partitions.append(selectPartitions.int(0)) }
    return partitions
  }

  /// A number of a database that may have been tampered with.
  private static func within(_ most: Int64, _ value: Int64) -> Int { Int(max(0, min(most, value))) }

  /// Writes entries as a segment of the lowest level.
  func add(_ entries: [Entry], to partition: Int64) throws -> Segment {
    let segment = newSegment(level: 0, bits: Self.bits(for: entries.count), keys: entries.count)
    try write(entries, to: segment, firstPage: 0, pageBits: segment.bits)
    try record(segment, in: partition)
    return segment
  }

  /// Merges segments, newest first, a slice of the key space at a time, so that memory stays small.
  /// They are gone then.
  func merge(_ segments: [Segment], level: Int, in partition: Int64) throws -> Segment {
    let keys = segments.reduce(0) { $0 + $1.keys }
    let coarse = segments.map(\.bits).min() ?? 0
    let merged = newSegment(level: level, bits: max(coarse, Self.bits(for: keys)), keys: keys)
    let finer = merged.bits - coarse
    var entries: [Entry] = []
    for prefix in 0..<Int64(1) << Int64(coarse) {
      entries.removeAll(keepingCapacity: true)
      for segment in segments.reversed() {
        let pages = Int64(1) << Int64(segment.bits - coarse)
        for page in prefix * pages..<(prefix + 1) * pages {
          // A page of a damaged database may hold keys of another.
          try withPage(segment, page) { page in
            page.forEach { if Self.page(of: $0.key, bits: coarse) == prefix { entries.append($0) } }
          }
        }
      }
      try write(entries, to: merged, firstPage: prefix << Int64(finer), pageBits: finer)
    }
    try record(merged, in: partition)
    for segment in segments {
      deletePages.bind(segment.id << 20, at: 1)
      deletePages.bind((segment.id &+ 1) << 20, at: 2)
      try deletePages.run()
      deleteSegment.bind(segment.id, at: 1)
      try deleteSegment.run()
    }
    return merged
  }

  /// Calls `body` with every key of a segment.
  func forEachKey(of segment: Segment, _ body: (UInt64) -> Void) throws {
    for page in 0..<Int64(1) << Int64(segment.bits) {
      try withPage(segment, page) { $0.forEach { body($0.key) } }
    }
  }

  // MARK: Pages

  /// Adjacent entries of a segment, valid only during the call that provides the page.
  struct Page {
    private let bytes: UnsafeRawBufferPointer

    /// Whole entries only, should a page have been cut.
    fileprivate init(bytes: UnsafeRawBufferPointer) {
      self.bytes = UnsafeRawBufferPointer(
        rebasing: bytes.prefix(bytes.count - bytes.count % entryBytes))
    }

    /// The time stored with `key`; later entries win.
    func time(of key: UInt64) -> Int64? {
      var position = bytes.count - entryBytes
      while position >= 0 {
        let entry = entry(at: position)
        if entry.key == key { return entry.time }
        position -= entryBytes
      }
      return nil
    }

    func forEach(_ body: (Entry) -> Void) {
      for position in stride(from: 0, to: bytes.count, by: entryBytes) { body(entry(at: position)) }
    }

    @inline(__always)
    private func entry(at position: Int) -> Entry {
      Entry(
        key: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)),
        time: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8, as: Int64.self)))
    }
  }

  /// Calls `body` with a page; the page is empty when it holds no entries.
  func withPage(_ segment: Segment, _ page: Int64, _ body: (Page) -> Void) throws {
    selectPage.bind(segment.id << 20 | page, at: 1)
    var isThere = false
    try selectPage.forEachRow {
      isThere = true
      body(Page(bytes: selectPage.blob(0)))
    }
    if !isThere { body(Page(bytes: UnsafeRawBufferPointer(start: nil, count: 0))) }
  }

  /// Scatters entries over the pages `firstPage ..< firstPage + 2^pageBits` and writes those.
  private func write(_ entries: [Entry], to segment: Segment, firstPage: Int64, pageBits: Int) throws {
    let pageCount = 1 << pageBits
    var counts = [Int32](repeating: 0, count: pageCount + 1)
    for entry in entries { counts[Int(segment.page(of: entry.key) - firstPage) + 1] += 1 }
    for page in 0..<pageCount { counts[page + 1] += counts[page] }
    var next = counts
    let ordered = [Entry](unsafeUninitializedCapacity: entries.count) { buffer, count in
      for entry in entries {
        let page = Int(segment.page(of: entry.key) - firstPage)
        buffer.initializeElement(
          at: Int(next[page]), to: Entry(key: entry.key.littleEndian, time: entry.time.littleEndian))
        next[page] += 1
      }
      count = entries.count
    }
    try ordered.withUnsafeBytes { bytes in
      for page in 0..<pageCount where counts[page] < counts[page + 1] {
        let range = Int(counts[page]) * entryBytes..<Int(counts[page + 1]) * entryBytes
        insertPage.bind(segment.id << 20 | (firstPage + Int64(page)), at: 1)
        insertPage.bind(blob: UnsafeRawBufferPointer(rebasing: bytes[range]), at: 2)
        try insertPage.run()
      }
    }
  }

  @inline(__always)
  private static func page(of key: UInt64, bits: Int) -> Int64 {
    bits == 0 ? 0 : Int64(key >> UInt64(64 - bits))
  }

  private static func bits(for entries: Int) -> Int {
    var bits = 0
    while entries >> bits > entriesPerPage, bits < 19 { bits += 1 }
    return bits
  }

  private func newSegment(level: Int, bits: Int, keys: Int) -> Segment {
    defer { nextSegment &+= 1 }
    return Segment(id: nextSegment, level: level, bits: bits, keys: keys)
  }

  private func record(_ segment: Segment, in partition: Int64) throws {
    insertSegment.bind(segment.id, at: 1)
    insertSegment.bind(partition, at: 2)
    insertSegment.bind(Int64(segment.level), at: 3)
    insertSegment.bind(Int64(segment.bits), at: 4)
    insertSegment.bind(Int64(segment.keys), at: 5)
    try insertSegment.run()
  }
}
