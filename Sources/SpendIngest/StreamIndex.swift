import SpendCore

/// The known streams, found by place and by content.
///
/// Streams that this run has met are kept in memory, together with places that the ledger lacks yet; all others
/// are looked up in the ledger.
struct StreamIndex {
  private struct Inode: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private let ledger: any IngestLedger
  private var streams: [Int64: StreamRecord] = [:]
  private var byPath: [String: Int64] = [:]
  private var byInode: [Inode: Int64] = [:]

  init(_ ledger: any IngestLedger) {
    self.ledger = ledger
  }

  /// A stream that this run has met.
  subscript(id: Int64) -> StreamRecord? { streams[id] }

  /// Number of streams in memory.
  var count: Int { streams.count }

  /// The stream that this run has seen last at a path.
  func stream(atPath path: String) -> StreamRecord? {
    byPath[path].flatMap { streams[$0] }
  }

  /// The tool's database seen last at a path.
  mutating func database(atPath path: String) throws -> StreamRecord? {
    if let known = stream(atPath: path) {
      return known.place.codec == Codec.sqlite.rawValue ? known : nil
    }
    return try take(.database(path: path)).first { $0.place.path == path }
  }

  /// The stream seen last in an inode.
  mutating func stream(device: UInt64, inode: UInt64) throws -> StreamRecord? {
    if let id = byInode[Inode(device: device, inode: inode)] { return streams[id] }
    return try take(.inode(device: device, inode: inode)).first {
      $0.place.inode == inode && $0.place.device == device
    }
  }

  /// Loads the streams of many files at once. Returns those that this run had not met.
  mutating func load(_ logs: [DiscoveredLog]) throws -> [StreamRecord] {
    let queries = logs.compactMap { log in
      byInode[Inode(device: log.device, inode: log.inode)] == nil
        ? StreamQuery.inode(device: log.device, inode: log.inode) : nil
    }
    guard !queries.isEmpty else { return [] }
    return try ledger.streams(matching: queries).filter { keep($0) }
  }

  mutating func add(_ stream: StreamRecord) {
    streams[stream.id] = stream
    byPath[stream.place.path] = stream.id
    byInode[Inode(device: stream.place.device, inode: stream.place.inode)] = stream.id
  }

  mutating func move(_ id: Int64, to checkpoint: StreamCheckpoint) {
    streams[id]?.checkpoint = checkpoint
  }

  mutating func note(_ id: Int64, place: FileLocation, state: StreamState) {
    guard let old = streams[id] else { return }
    if old.place.path != place.path, byPath[old.place.path] == id { byPath[old.place.path] = nil }
    streams[id]?.place = place
    streams[id]?.state = state
    byPath[place.path] = id
    byInode[Inode(device: place.device, inode: place.inode)] = id
  }

  /// Drops the streams of other files from memory. All places must be in the ledger.
  mutating func removeAll(except files: Set<LogDiscovery.FileID>) {
    byInode = byInode.filter {
      files.contains(LogDiscovery.FileID(device: $0.key.device, inode: $0.key.inode))
    }
    let kept = Set(byInode.values)
    streams = streams.filter { kept.contains($0.key) }
    byPath = byPath.filter { kept.contains($0.value) }
  }

  /// Keeps a stream of the ledger in memory. False when this run has met it, or when its checkpoint is
  /// impossible: another program wrote it, and its file is treated as new.
  private mutating func keep(_ stream: StreamRecord) -> Bool {
    guard streams[stream.id] == nil, Fingerprint.isPossible(stream.checkpoint) else { return false }
    streams[stream.id] = stream
    let inode = Inode(device: stream.place.device, inode: stream.place.inode)
    if byPath[stream.place.path] == nil { byPath[stream.place.path] = stream.id }
    if byInode[inode] == nil { byInode[inode] = stream.id }
    return true
  }

  /// The streams that match, as this run has met them.
  private mutating func take(_ queries: StreamQuery...) throws -> [StreamRecord] {
    try take(queries)
  }

  private mutating func take(_ queries: [StreamQuery]) throws -> [StreamRecord] {
    try ledger.streams(matching: queries).compactMap { found in
      _ = keep(found)
      return streams[found.id]
    }
  }

  /// Streams that a file with these first bytes, at this place, may be.
  mutating func candidates(
    head bytes: [UInt8], path: String, device: UInt64, inode: UInt64
  ) throws -> [StreamRecord] {
    var found: [StreamRecord] = []
    if let here = stream(atPath: path) { found.append(here) }
    if let here = try stream(device: device, inode: inode) { found.append(here) }
    // Fewer bytes than the longest head are the entire file: a stream read beyond them is another file.
    let isWhole = bytes.count < Fingerprint.longestHead
    var queries: [StreamQuery] = []
    var length = 1
    while length <= bytes.count {
      let head = Fingerprint.hash(bytes[..<length])
      for ending in try ledger.endings(ofHead: head) where ending.offset <= bytes.count {
        guard ending.length > 0, ending.length <= ending.offset else { continue }
        let tail = Fingerprint.hash(bytes[Int(ending.offset - ending.length)..<Int(ending.offset)])
        queries.append(.short(headHash: head, ending: ending, tailHash: tail))
      }
      if !isWhole { queries.append(.long(headHash: head)) }
      length *= 2
    }
    found += try take(queries)
    var seen: Set<Int64> = []
    return found.filter { seen.insert($0.id).inserted }
  }
}
