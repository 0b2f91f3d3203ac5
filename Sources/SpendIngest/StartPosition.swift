import SpendCore

/// Offset at which to start with a file.
enum StartPosition: Equatable {
  /// It is this known stream: go on where it was left.
  case resume(stream: Int64)
  /// It is new. `replaces`: the stream that was at this place before and is not there any more.
  case beginning(replaces: Int64?)

  /// Observed properties of a file.
  struct Facts {
    /// The first bytes, at most `Fingerprint.longestHead` of them.
    var head: [UInt8]
    /// Decompressed size, nil when it is not known without reading it all.
    var size: Int64?
    var device: UInt64
    var inode: UInt64
    var path: String
  }

  /// Decides between the known streams that may be this file.
  ///
  /// `tails` gives the hash of the `length` bytes before each offset, nil where the file is shorter.
  /// Other files may have the same short beginning without a record, so such a stream is known by its inode
  /// alone. Of several streams that fit, the one that is read furthest wins: with equal beginnings the tail
  /// decides. Then the same inode, then the same path.
  ///
  /// `isContradicted` returns true for a stream whose own file is still there and has other bytes between the two.
  static func decide(
    _ facts: Facts, candidates: [StreamRecord], isContradicted: (StreamRecord) -> Bool = { _ in false },
    tails: ([(offset: Int64, length: Int)]) throws -> [UInt64?]
  ) rethrows -> StartPosition {
    let headFits = candidates.filter { known in
      let length = Int(known.checkpoint.headLength)
      let isTelling = !known.checkpoint.format.isEmpty || known.checkpoint.offset >= Fingerprint.longestHead
      guard isTelling || isSameInode(known, facts) else { return false }
      guard length <= facts.head.count, known.checkpoint.offset <= facts.size ?? .max else { return false }
      return length == 0
        ? known.place.path == facts.path && known.place.inode == facts.inode
        : Fingerprint.hash(facts.head[..<length]) == known.checkpoint.headHash
    }
    let wanted = headFits.map { (offset: $0.checkpoint.offset, length: Int($0.checkpoint.tailLength)) }
    let found = try tails(wanted)
    let fitting = zip(headFits, found).filter { known, hash in
      known.checkpoint.tailLength == 0 || hash == known.checkpoint.tailHash || FaultInjection.noTail.isBroken
    }.map(\.0).filter { isSameInode($0, facts) || !isContradicted($0) }
    let best = fitting.max { a, b in rank(a, facts) < rank(b, facts) }
    if let best { return .resume(stream: best.id) }

    return .beginning(replaces: candidates.first { $0.place.path == facts.path }?.id)
  }

  private static func isSameInode(_ known: StreamRecord, _ facts: Facts) -> Bool {
    known.place.inode == facts.inode && known.place.device == facts.device
  }

  private static func rank(_ known: StreamRecord, _ facts: Facts) -> (Int64, Int, Int) {
    (known.checkpoint.offset, isSameInode(known, facts) ? 1 : 0, known.place.path == facts.path ? 1 : 0)
  }
}
