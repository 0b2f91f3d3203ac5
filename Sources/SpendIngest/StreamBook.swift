import SpendCore

/// All known streams in memory, found by place and by content.
///
/// The ledger is read once; what a pass commits is noted here as well, so that a file that grows is
/// recognised without asking the database.
struct StreamBook {
  private struct Head: Hashable {
    var length: Int64
    var hash: UInt64
  }

  private struct Inode: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private var streams: [Int64: KnownStream] = [:]
  private var byPath: [String: Int64] = [:]
  private var byInode: [Inode: Int64] = [:]
  private var byHead: [Head: [Int64]] = [:]

  init(_ known: [KnownStream]) {
    streams.reserveCapacity(known.count)
    byPath.reserveCapacity(known.count)
    byInode.reserveCapacity(known.count)
    byHead.reserveCapacity(known.count)
    for stream in known { add(stream) }
  }

  subscript(id: Int64) -> KnownStream? { streams[id] }

  /// The stream last seen at a path.
  func stream(atPath path: String) -> KnownStream? {
    byPath[path].flatMap { streams[$0] }
  }

  /// The stream last seen in an inode.
  func stream(device: UInt64, inode: UInt64) -> KnownStream? {
    byInode[Inode(device: device, inode: inode)].flatMap { streams[$0] }
  }

  mutating func add(_ stream: KnownStream) {
    streams[stream.id] = stream
    byPath[stream.place.path] = stream.id
    byInode[Inode(device: stream.place.device, inode: stream.place.inode)] = stream.id
    byHead[head(of: stream), default: []].append(stream.id)
  }

  mutating func move(_ id: Int64, to checkpoint: StreamCheckpoint) {
    guard let old = streams[id] else { return }
    streams[id]?.checkpoint = checkpoint
    guard old.checkpoint.headLength != checkpoint.headLength, let new = streams[id] else { return }
    byHead[head(of: old)]?.removeAll { $0 == id }
    byHead[head(of: new), default: []].append(id)
  }

  mutating func note(_ id: Int64, place: StreamPlace, state: StreamState) {
    guard let old = streams[id] else { return }
    if old.place.path != place.path, byPath[old.place.path] == id { byPath[old.place.path] = nil }
    streams[id]?.place = place
    streams[id]?.state = state
    byPath[place.path] = id
    byInode[Inode(device: place.device, inode: place.inode)] = id
  }

  /// Streams that a file with these first bytes, at this place, may be.
  func candidates(head bytes: [UInt8], path: String, device: UInt64, inode: UInt64) -> [KnownStream] {
    var ids: [Int64] = []
    func consider(_ id: Int64?) {
      if let id, !ids.contains(id) { ids.append(id) }
    }
    consider(byPath[path])
    consider(byInode[Inode(device: device, inode: inode)])
    var length = 1
    while length <= bytes.count {
      for id in byHead[Head(length: Int64(length), hash: Fingerprint.hash(bytes[..<length]))] ?? [] {
        consider(id)
      }
      length *= 2
    }
    return ids.compactMap { streams[$0] }
  }

  private func head(of stream: KnownStream) -> Head {
    Head(length: stream.checkpoint.headLength, hash: stream.checkpoint.headHash)
  }
}
