import SpendCore

/// Decides for each file that has changed where to begin with it.
struct ReadPlanner {
  enum Plan {
    case read
    /// As `read`, and the file must not stay open.
    case database
    /// It holds no whole line yet.
    case later
    /// Another carrier of a known stream, without new data.
    case nothingNew
    /// Another carrier of its stream is read first, or its compressed data is not searched yet.
    case wait
    /// It holds no lines of text.
    case never(String)
  }

  private let setup: IngestSetup
  private let now: Instant
  private let isLast: Bool
  private let stop: StopSignal
  var jobs: [ReadJob] = []
  /// Searches in compressed files that are to be continued, by file.
  private(set) var searches: [LogDiscovery.FileID: CompressedSearch]
  /// The time for which one compressed file is searched; nil to search each to the end.
  private let slice: Duration?
  private var claimed: Set<Int64> = []
  private var notices: [SourceNotice] = []

  /// An archive that was not touched for so long is not being written in the middle of a line.
  private static let settledAfter: Int64 = 60_000_000
  /// Nor is any other file: programs hand on what they write in pieces, and a quiet one may wait for hours.
  private static let abandonedAfter: Int64 = 86_400_000_000

  init(
    setup: IngestSetup, now: Instant, isLast: Bool, stop: StopSignal, slice: Duration? = nil,
    searches: [LogDiscovery.FileID: CompressedSearch] = [:]
  ) {
    self.stop = stop
    self.slice = slice
    self.searches = searches
    self.setup = setup
    self.now = now
    self.isLast = isLast
  }

  mutating func takeNotices() -> [SourceNotice] {
    defer { notices = [] }
    return notices
  }

  mutating func plan(_ log: DiscoveredLog, _ file: OpenFile, _ streams: inout StreamIndex) throws -> Plan {
    guard log.size > 0 else { return .later }
    var (head, codec) = try Self.head(of: file)
    if codec == .sqlite { return try planDatabase(log, &streams) }
    if codec != .plain { head = try Self.decompressedHead(file, codec, stop) }

    let age = now.microseconds - log.modifiedNanoseconds / 1_000
    let isSettled = age > Self.settledAfter
    let isAbandoned = age > (codec.isArchive ? Self.settledAfter : Self.abandonedAfter)
    let facts = StartPosition.Facts(
      head: head, size: codec == .plain ? log.size : nil, device: log.device, inode: log.inode,
      path: log.path)
    let candidates = try streams.candidates(head: head, path: log.path, device: log.device, inode: log.inode)
      .filter { $0.place.codec != Codec.sqlite.rawValue }
    let position: StartPosition
    do {
      let isContradicted = { codec == .plain && Self.differs(file, from: $0) }
      position = try StartPosition.decide(facts, candidates: candidates, isContradicted: isContradicted) {
        wanted in
        codec == .plain ? try Self.tails(wanted, file) : try tails(wanted, of: log, file, codec)
      }
    } catch is Interrupted {
      return .wait
    }
    var job = ReadJob(
      index: jobs.count, stream: 0, log: log, file: file, codec: codec, source: setup.sources[log.source],
      checkpoint: StreamCheckpoint(), head: head, isFinal: isAbandoned,
      acceptsWholeObject: isLast || isSettled, fallbackTime: fallbackTime(log), isSettled: isSettled)
    switch position {
    case .resume(let stream):
      job.stream = stream
      job.checkpoint = streams[stream]?.checkpoint ?? StreamCheckpoint()
      guard claimed.insert(stream).inserted else {
        return codec == .plain && log.size <= job.checkpoint.offset ? .nothingNew : .wait
      }
    case .beginning(let replaced):
      if let why = TextCheck.whyNotText(head, isWhole: isLast || isSettled) { return .never(why) }
      guard
        isLast || isSettled || codec != .plain || head.contains(0x0A) || head.count >= Fingerprint.longestHead
      else { return .later }
      if let replaced, let old = streams[replaced], codec == .plain, old.place.inode == log.inode {
        let unseen = max(0, old.place.size - old.checkpoint.offset)
        let loss = unseen > 0 ? "; \(unseen) bytes may have been lost with it" : ""
        notices.append(
          SourceNotice(
            path: log.path, kind: .truncated, detail: "it was cut and begins anew\(loss)"))
      }
    }
    jobs.append(job)
    return .read
  }

  /// Reads the changed rows. Lines of a database have no fixed place: the rows' own stamps mark the rows
  /// already read, and the file is not kept open, because closing it would drop SQLite's locks.
  private mutating func planDatabase(_ log: DiscoveredLog, _ streams: inout StreamIndex) throws -> Plan {
    var checkpoint = StreamCheckpoint()
    var stream: Int64 = 0
    if let known = try streams.database(atPath: log.path) {
      guard claimed.insert(known.id).inserted else { return .nothingNew }
      stream = known.id
      checkpoint = known.checkpoint
      if known.place.inode != log.inode { checkpoint.decoderState = [] }
    }
    jobs.append(
      ReadJob(
        index: jobs.count, stream: stream, log: log, file: OpenFile(borrowing: -1), codec: .sqlite,
        source: setup.sources[log.source], checkpoint: checkpoint, head: [], isFinal: false,
        acceptsWholeObject: true, fallbackTime: fallbackTime(log), databases: setup.toolDatabases))
    return .database
  }

  /// Goes on with compressed data where a slice has left it.
  mutating func resume(_ parked: ParkedReader, _ stream: StreamRecord) {
    guard claimed.insert(stream.id).inserted, var job = parked.reader.openJob else { return }
    job.index = jobs.count
    job.checkpoint = stream.checkpoint
    job.parked = parked
    jobs.append(job)
  }

  /// Reads the rest of a file that has lost its name; half a line only when the file is given up.
  mutating func drain(_ rotatedFile: OpenFileCache.RotatedFile, _ streams: inout StreamIndex) throws {
    // While it is open, no other file can have its inode.
    guard let known = try streams.stream(device: rotatedFile.log.device, inode: rotatedFile.log.inode),
      known.checkpoint.offset < rotatedFile.log.size, claimed.insert(known.id).inserted,
      let (head, codec) = try? Self.head(of: rotatedFile.file), codec == .plain
    else { return }
    jobs.append(
      ReadJob(
        index: jobs.count, stream: known.id, log: rotatedFile.log, file: rotatedFile.file, codec: .plain,
        source: setup.sources[rotatedFile.log.source], checkpoint: known.checkpoint, head: head,
        isFinal: rotatedFile.isExpired, acceptsWholeObject: true, fallbackTime: fallbackTime(rotatedFile.log),
        hasLostName: true))
  }

  /// Adds standard input, until it ends or `stop` is set.
  mutating func addPipe(_ log: DiscoveredLog, _ file: OpenFile, stop: StopSignal) {
    jobs.append(
      ReadJob(
        index: jobs.count, stream: 0, log: log, file: file, codec: .plain, source: setup.sources[log.source],
        checkpoint: StreamCheckpoint(), head: [], isFinal: true, acceptsWholeObject: true,
        fallbackTime: now, stop: stop))
  }

  /// The time of lines that have none: when the file was written last, unless that cannot be.
  private func fallbackTime(_ log: DiscoveredLog) -> Instant {
    let modified = Instant(microseconds: log.modifiedNanoseconds / 1_000)
    let isPossible = TimeWindow.allTime.contains(modified) && modified < now.adding(seconds: 86_400)
    return isPossible ? modified : now
  }

  // MARK: Looking into files

  /// The first bytes of a file, at most `Fingerprint.longestHead`, and the codec that they show.
  static func head(of file: OpenFile) throws -> ([UInt8], Codec) {
    var bytes = [UInt8](repeating: 0, count: Fingerprint.longestHead)
    let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
    bytes.removeSubrange(count...)
    return (bytes, bytes.withUnsafeBytes { Codec(magic: $0) })
  }

  private static func source(_ file: OpenFile, _ codec: Codec, _ stop: StopSignal) throws -> any ByteSource {
    guard let source = try codec.source(over: PlainSource(file, from: 0, isFinal: false, stop: stop)) else {
      throw ReadError.database("it was a log before")
    }
    return source
  }

  private static func decompressedHead(
    _ file: OpenFile, _ codec: Codec, _ stop: StopSignal
  ) throws -> [UInt8] {
    let source = try source(file, codec, stop)
    var bytes = [UInt8](repeating: 0, count: Fingerprint.longestHead)
    var filled = 0
    do {
      while filled < bytes.count {
        let count = try bytes.withUnsafeMutableBytes {
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
        }
        if count == 0 { break }
        filled += count
      }
    } catch ReadError.unfinished {
      // Still being written: what is there is its beginning.
    }
    return Array(bytes[..<filled])
  }

  private static func tails(_ wanted: [(offset: Int64, length: Int)], _ file: OpenFile) throws -> [UInt64?] {
    try wanted.map { offset, length in
      var bytes = [UInt8](repeating: 0, count: length)
      let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: offset - Int64(length)) }
      return count == length ? Fingerprint.hash(bytes) : nil
    }
  }

  /// Bytes behind the head that are compared of two files which are there at the same time.
  private static let mostCompared = 1 << 20

  /// Returns true when the file of a stream is still there and differs from `file` in what the fingerprint does not
  /// cover, such as two dumps of answers with equal prompts.
  private static func differs(_ file: OpenFile, from known: StreamRecord) -> Bool {
    let start = known.checkpoint.headLength
    let count = Int(min(known.checkpoint.offset - known.checkpoint.tailLength - start, Int64(mostCompared)))
    let id = LogDiscovery.FileID(device: known.place.device, inode: known.place.inode)
    guard count > 0, known.place.codec == Codec.plain.rawValue,
      LogDiscovery.id(ofPath: known.place.path) == id,
      let other = try? OpenFile(path: known.place.path, followingLink: true)
    else { return false }
    func bytes(of file: OpenFile) -> [UInt8]? {
      var bytes = [UInt8](repeating: 0, count: count)
      let read = try? bytes.withUnsafeMutableBytes { try file.read(into: $0, at: start) }
      return read == count ? bytes : nil
    }
    guard let mine = bytes(of: file), let theirs = bytes(of: other) else { return false }
    return mine != theirs
  }

  /// The search of a compressed file goes on in the next round.
  private struct Interrupted: Error {}

  /// Throws `Interrupted` when the time of the file is used up.
  private mutating func tails(
    _ wanted: [(offset: Int64, length: Int)], of log: DiscoveredLog, _ file: OpenFile, _ codec: Codec
  ) throws -> [UInt64?] {
    guard !wanted.isEmpty else { return [] }
    let offsets = wanted.map(\.offset)
    var search: CompressedSearch
    if let left = searches.removeValue(forKey: log.id), left.tails.offsets == offsets,
      left.log.size == log.size
    {
      search = left
    } else {
      search = CompressedSearch(
        log: log, source: try Self.source(file, codec, stop), tails: TailHasher(offsets: offsets))
    }
    do {
      guard try search.tails.run(search.source, until: slice.map { .now + $0 }) else {
        searches[log.id] = search
        throw Interrupted()
      }
    } catch ReadError.unfinished {
      // Shorter than the offsets that were not reached.
    }
    return zip(search.tails.tails, wanted).map { tail, wanted in
      tail.flatMap { $0.count >= wanted.length ? Fingerprint.hash($0.suffix(wanted.length)) : nil }
    }
  }
}
