import SpendCore

/// All known streams in memory, found by place and by content.
///
/// The ledger is read once; what a pass commits is noted here as well, so that a file that grows is
/// recognised without asking the database.
struct StreamIndex {
  private struct Head: Hashable {
    var length: Int64
    var hash: UInt64
  }

  /// Position of the bytes that distinguish streams with equal beginnings.
  private struct Tail: Hashable {
    var offset: Int64
    var length: Int64
  }

  private struct Inode: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private var streams: [Int64: StreamRecord] = [:]
  private var byPath: [String: Int64] = [:]
  private var byInode: [Inode: Int64] = [:]
  /// By their heads, the places of their tails, and the tails: thousands of small files may begin with the
  /// same few bytes.
  private var byHead: [Head: [Tail: [UInt64: [Int64]]]] = [:]

  init(_ known: [StreamRecord]) {
    streams.reserveCapacity(known.count)
    byPath.reserveCapacity(known.count)
    byInode.reserveCapacity(known.count)
    byHead.reserveCapacity(known.count)
    // Streams with an impossible checkpoint, written by another program, are treated as new.
    for stream in known where Fingerprint.isPossible(stream.checkpoint) { add(stream) }
  }

  subscript(id: Int64) -> StreamRecord? { streams[id] }

  /// The stream last seen at a path.
  func stream(atPath path: String) -> StreamRecord? {
    byPath[path].flatMap { streams[$0] }
  }

  /// The stream last seen in an inode.
  func stream(device: UInt64, inode: UInt64) -> StreamRecord? {
    byInode[Inode(device: device, inode: inode)].flatMap { streams[$0] }
  }

  mutating func add(_ stream: StreamRecord) {
    streams[stream.id] = stream
    byPath[stream.place.path] = stream.id
    byInode[Inode(device: stream.place.device, inode: stream.place.inode)] = stream.id
    addContent(of: stream)
  }

  private mutating func addContent(of stream: StreamRecord) {
    let content = stream.checkpoint
    byHead[Self.head(content), default: [:]][Self.tail(content), default: [:]][content.tailHash, default: []]
      .append(stream.id)
  }

  private mutating func removeContent(of stream: StreamRecord) {
    let content = stream.checkpoint
    let (head, tail) = (Self.head(content), Self.tail(content))
    byHead[head]?[tail]?[content.tailHash]?.removeAll { $0 == stream.id }
    if byHead[head]?[tail]?[content.tailHash]?.isEmpty == true {
      byHead[head]?[tail]?[content.tailHash] = nil
    }
    if byHead[head]?[tail]?.isEmpty == true { byHead[head]?[tail] = nil }
    if byHead[head]?.isEmpty == true { byHead[head] = nil }
  }

  mutating func move(_ id: Int64, to checkpoint: StreamCheckpoint) {
    guard let old = streams[id] else { return }
    streams[id]?.checkpoint = checkpoint
    guard old.checkpoint.offset != checkpoint.offset, let new = streams[id] else { return }
    removeContent(of: old)
    addContent(of: new)
  }

  mutating func note(_ id: Int64, place: FileLocation, state: StreamState) {
    guard let old = streams[id] else { return }
    if old.place.path != place.path, byPath[old.place.path] == id { byPath[old.place.path] = nil }
    streams[id]?.place = place
    streams[id]?.state = state
    byPath[place.path] = id
    byInode[Inode(device: place.device, inode: place.inode)] = id
  }

  /// Streams that a file with these first bytes, at this place, may be.
  func candidates(head bytes: [UInt8], path: String, device: UInt64, inode: UInt64) -> [StreamRecord] {
    var ids: [Int64] = []
    func consider(_ id: Int64?) {
      if let id, !ids.contains(id) { ids.append(id) }
    }
    consider(byPath[path])
    consider(byInode[Inode(device: device, inode: inode)])
    // Fewer bytes than the longest head are the entire file: a stream read beyond them is another file.
    let isWhole = bytes.count < Fingerprint.longestHead
    var length = 1
    while length <= bytes.count {
      let head = Head(length: Int64(length), hash: Fingerprint.hash(bytes[..<length]))
      for (tail, known) in byHead[head] ?? [:] {
        let isHere = tail.length > 0 && tail.length <= tail.offset && tail.offset <= bytes.count
        if isHere, !FaultInjection.noTail.isBroken {
          let hash = Fingerprint.hash(bytes[Int(tail.offset - tail.length)..<Int(tail.offset)])
          known[hash]?.forEach(consider)
        } else if isWhole, tail.offset > bytes.count {
          continue
        } else {
          known.values.joined().forEach(consider)
        }
      }
      length *= 2
    }
    return ids.compactMap { streams[$0] }
  }

  private static func head(_ content: StreamCheckpoint) -> Head {
    Head(length: content.headLength, hash: content.headHash)
  }

  private static func tail(_ content: StreamCheckpoint) -> Tail {
    Tail(offset: content.offset, length: content.tailLength)
  }
}
