import Foundation
public import SpendCore

/// The store of ingest: both ports of one store, so that events and checkpoints are one transaction.
public typealias IngestStore = EventSink & IngestLedger

/// Reads the sources into a store: once, or for as long as they grow.
///
/// Parsers read files, one file each, and hand blocks to the one thread that writes: the caller's.
/// A block and the checkpoint behind it are committed together.
public final class IngestEngine {
  private let setup: IngestSetup
  private let store: any IngestStore
  private let clock: () -> Instant
  private var scanner: SourceScanner
  private var streams: StreamIndex
  private var openFiles = OpenFileCache()
  private var backlog = ReadBacklog()
  /// By stream: readers in the middle of compressed files.
  private var parked: [Int64: ParkedReader] = [:]
  /// By file: searches in the middle of compressed files.
  private var searches: [LogDiscovery.FileID: CompressedSearch] = [:]
  /// Files whose last record has no end, and when it is worth to read it again.
  private var postponed: [String: ContinuousClock.Instant] = [:]
  private var fileStates = FileStateCache()
  public let meter: IngestMeter
  /// Called once for each notice about a path.
  public var onNotice: ((SourceNotice) -> Void)? {
    get { notices.onNotice }
    set { notices.onNotice = newValue }
  }
  private let notices = NoticeLog()
  private var isUnwatched = false
  private var isFollowing = false
  /// Data that is read and not stored yet; empty unless logs are followed.
  var queue = CommitQueue()
  /// Files that have lost their names, to be read to their ends in the next round.
  private var rotatedFiles: [OpenFileCache.RotatedFile] = []
  /// Streams that the store refuses, and why: left alone until the next start.
  private var refused: [Int64: String] = [:]
  /// Called for every line that could not be read.
  public var onReject: ((String, RejectedLine) -> Void)?
  /// Called after every pass over the files: a short step of other work on the store. True when more is left.
  public var onMaintenance: (() throws -> Bool)?
  /// Called on the thread that writes after every commit and every look at the files, at least every ten
  /// seconds while following: what must not happen when ingest hangs. What it throws ends ingest.
  public var onProgress: (() throws -> Void)?
  /// Called instead while the store refuses to write: no progress was made. What it throws ends ingest.
  public var onStall: (() throws -> Void)?
  /// One for each parser thread, used by it alone while it runs.
  private var readers: [StreamReader] = []
  /// Paths that could not be read, and files that broke off, as of the last attempt at each.
  public var failures: Int { notices.failing.count }

  /// Interval of full scans, with or without file events.
  public var pollMilliseconds: Int32 = 10_000
  /// Rest between two passes while lines keep arriving, so that they are read together.
  private static let restMilliseconds: Int32 = 40
  /// The same while data waits for a commit.
  private static let waitingRestMilliseconds: Int32 = 100
  /// The time for which one file is read while others wait, and for which files of one round are begun.
  private static let slice = Duration.milliseconds(50)
  private static let round = Duration.milliseconds(200)
  /// Large files in one round, and compressed ones that are left in their middle: each holds memory.
  private static let largeFilesAtOnce = 4
  private static let mostParked = 2
  /// Unfinished records above this size are not read again at each change, but at this rate.
  private static let rereadBytes: Int64 = 64 << 10
  private static let rereadBytesPerSecond: Int64 = 10 << 20

  /// Throws what the store throws.
  public init(
    _ setup: IngestSetup, store: any IngestStore, meter: IngestMeter = IngestMeter(),
    clock: @escaping () -> Instant
  ) throws {
    self.setup = setup
    self.store = store
    self.meter = meter
    self.clock = clock
    scanner = SourceScanner(setup)
    streams = StreamIndex(store)
  }

  /// Continues where another engine of the same store stopped: lines that are still written into files without
  /// a name are read to the end.
  public func adoptOpenFiles(of other: IngestEngine) {
    openFiles = other.openFiles.keeping(other.setup.sources, as: setup.sources)
  }

  /// Forgets the known streams, so that what is committed is looked up again.
  private func reload() {
    streams = StreamIndex(store)
    fileStates = FileStateCache()
  }

  /// Reads everything that is there, standard input to its end included.
  public func readAll(stop: StopSignal) throws {
    try pass(over: scanner.everything(), isLast: true, stop: stop)
    if setup.sources.contains(where: \.isStandardInput), !stop.isStopped { try readStandardInput(stop) }
    try flushFileStates()
    try noteMissing(limit: MissingFiles.examinedByReading)
    while !stop.isStopped, try onMaintenance?() == true {}
    try onProgress?()
    meter.update { $0.phase = .done }
  }

  /// Reads all existing data, then appended data, until `stop` is set.
  ///
  /// Files are read in rounds of a quarter second: first the data appended to small files, then a slice of
  /// some large ones. Between two rounds changes are noticed, so that a line in a quiet log is stored within
  /// a second whatever else is read. While logs keep growing, data is read at once and committed about once
  /// a second (`CommitQueue`). A store with a transient error, such as a full disk, is tried again without
  /// loss, because uncommitted data is read again.
  public func follow(stop: StopSignal) throws {
    isFollowing = true
    let watcher = DirectoryWatcher()
    var change = DirectoryWatcher.Change.everything
    var hasUpkeep = false
    var lastLook = ContinuousClock.now
    while !stop.isStopped {
      do {
        switch change {
        case .nothing: break
        case .files(let paths): try take(scanner.files(at: paths), heard: paths)
        case .everything:
          lastLook = .now
          let found = scanner.everything()
          watcher.watch(found.directories)
          reportUnwatched(watcher)
          try take(found, heard: nil)
        }
        try takePostponed()
        try round(stop: stop)
        try commitWhenDue()
        if backlog.isEmpty {
          if change == .everything {
            try flushFileStates()
            try noteMissing(limit: MissingFiles.examinedByLook)
          }
          hasUpkeep = try onMaintenance?() ?? false
          meter.update { $0.phase = .following }
        }
        notices.storeRecovered()
        if queue.isEmpty { try onProgress?() }
      } catch {
        guard setup.isWorthRetrying(error) else { throw error }
        meter.update { $0.phase = .stalled }
        notices.report(SourceNotice(path: "the database", kind: .stalled, detail: setup.describe(error)))
        try onStall?()
        // Data that was read ahead of the database is read again.
        queue.drop()
        parked.removeAll()
        searches.removeAll()
        stop.wait(milliseconds: 2_000)
        reload()
        change = .everything
        continue
      }
      if change != .nothing, backlog.isEmpty {
        stop.wait(milliseconds: queue.isEmpty ? Self.restMilliseconds : Self.waitingRestMilliseconds)
      }
      change = watcher.wait(
        milliseconds: rest(sinceLook: lastLook, hasUpkeep: hasUpkeep), stop: stop.descriptor)
      // Logs that never rest must not put off the look at the others.
      if ContinuousClock.now - lastLook >= .milliseconds(pollMilliseconds) { change = .everything }
    }
    try flushFileStates()
    meter.update { $0.phase = .done }
  }

  /// The time to wait for changes, in milliseconds.
  private func rest(sinceLook lastLook: ContinuousClock.Instant, hasUpkeep: Bool) -> Int32 {
    guard backlog.isEmpty, !hasUpkeep else { return 0 }
    let now = ContinuousClock.now
    let due =
      [
        lastLook + .milliseconds(pollMilliseconds), postponed.values.min(), queue.due(at: now),
      ].compactMap { $0 }.min() ?? now
    return Int32(clamping: Int64(max(0, (due - .now) / .milliseconds(1))) + 1)
  }

  /// True when a source matched this path.
  public func knows(_ path: String) -> Bool { scanner.knows(path) }

  // MARK: Notices

  /// Reports once that changes are found by scanning alone.
  private func reportUnwatched(_ watcher: DirectoryWatcher) {
    guard let why = watcher.refusal, !isUnwatched else { return }
    isUnwatched = true
    notices.report(
      SourceNotice(
        path: "watching directories", kind: .unwatched,
        detail: "\(why); they are looked at every \(pollMilliseconds / 1_000) s"))
  }

  // MARK: Files that wait

  /// Puts what has changed into the backlog, and reads what is left in files that have lost their names.
  ///
  /// - Parameter paths: Those that a change was heard of; nil after a look at everything.
  private func take(_ found: LogDiscovery, heard paths: Set<String>?) throws {
    for notice in found.notices { notices.report(notice) }
    if paths == nil {
      // Removed files, and sources that are no longer missing, have recovered.
      let now = Set(found.logs.map(\.path) + found.notices.filter(\.kind.isFailure).map(\.path))
      for path in notices.failing.subtracting(now) { notices.recovered(path) }
      try dropStreams(except: found.logs)
    }
    fileStates.learn(try streams.load(found.logs.filter { !fileStates.knows($0) }))
    rotatedFiles = openFiles.replaced(found.logs, heard: paths, isRead: isStored)
    for log in found.logs {
      guard !fileStates.isUnchanged(log) else {
        if isFollowing { try keepUnchanged(log) }
        continue
      }
      if paths != nil, let due = postponed[log.path], due > .now { continue }
      postponed[log.path] = nil
      try add(log, isHeard: paths != nil)
    }
    meter.update {
      $0.files = max($0.files, found.logs.count)
      $0.filesDone = max(0, $0.files - backlog.count)
    }
  }

  /// Known streams and file states in memory beyond twice the number of files.
  private static let spareStreams = 20_000

  /// Keeps memory in proportion to the files that exist, whatever number of them has come and gone.
  private func dropStreams(except logs: [DiscoveredLog]) throws {
    guard max(streams.count, fileStates.count) > 2 * logs.count + Self.spareStreams else { return }
    try flushFileStates()
    streams.removeAll(except: openFiles.ids.union(logs.map(\.id)))
    fileStates.removeAll(except: Set(logs.map(\.path)))
  }

  private func add(_ log: DiscoveredLog, isHeard: Bool) throws {
    let known = try streams.stream(device: log.device, inode: log.inode)
    let isPlain = known.map { $0.place.codec == Codec.plain.rawValue } ?? true
    let isNamedPlain = ![".gz", ".zst", ".db", ".sqlite"].contains { log.path.hasSuffix($0) }
    let unread = max(0, log.size - (known?.checkpoint.offset ?? 0))
    let isSmall = isPlain && isNamedPlain && unread <= ReadBacklog.smallBytes
    if !backlog.contains(log) { meter.update { $0.bytes += unread } }
    backlog.add(log, isSmall ? (isHeard ? .heard : .small) : .large)
  }

  /// Files whose record without an end may be read again by now.
  private func takePostponed() throws {
    guard !postponed.isEmpty else { return }
    let now = ContinuousClock.now
    let due = postponed.filter { $0.value <= now }.keys
    guard !due.isEmpty else { return }
    for path in due { postponed[path] = nil }
    for log in scanner.files(at: Set(due)).logs where !fileStates.isUnchanged(log) {
      try add(log, isHeard: true)
    }
  }

  /// True when all of an open file is stored.
  private func isStored(_ log: DiscoveredLog) -> Bool {
    guard let known = try? streams.stream(device: log.device, inode: log.inode) else { return true }
    return (queue.stored[known.id] ?? known.checkpoint).offset >= log.size
  }

  /// Opens a file that was read before the collector began, because it may lose its name before the next line
  /// in it is noticed.
  private func keepUnchanged(_ log: DiscoveredLog) throws {
    let age = clock().microseconds - log.modifiedNanoseconds / 1_000
    guard age < Self.liveMicroseconds, !openFiles.isFull, !openFiles.isKept(log),
      let known = try streams.stream(device: log.device, inode: log.inode),
      known.place.codec == Codec.plain.rawValue,
      let file = try? OpenFile(path: log.path, followingLink: log.mayBeLink)
    else { return }
    openFiles.keep(file, log)
  }

  /// A log that was not written for so long is not kept open.
  private static let liveMicroseconds: Int64 = 86_400_000_000

  /// Reads everything to its end, a share of the files at a time: each that is read is open.
  private func pass(over found: LogDiscovery, isLast: Bool, stop: StopSignal) throws {
    try take(found, heard: nil)
    repeat { try read(isLast: isLast, stop: stop) } while !backlog.isEmpty && !stop.isStopped
  }

  /// Reads for a quarter second, if there is something to read.
  private func round(stop: StopSignal) throws {
    guard !backlog.isEmpty || !rotatedFiles.isEmpty else { return }
    try read(isLast: false, stop: stop)
  }

  /// Reads a share of the files that wait.
  private func read(isLast: Bool, stop: StopSignal) throws {
    // A file that was replaced meanwhile is not gone on with.
    parked = parked.filter { $0.value.reader.openJob.map { backlog.contains($0.log) } ?? false }
    searches = searches.filter { backlog.contains($0.value.log) }
    var planner = ReadPlanner(
      setup: setup, now: clock(), isLast: isLast, stop: stop, slice: isFollowing ? Self.slice : nil,
      searches: searches)
    searches = [:]
    for rotatedFile in rotatedFiles { try planner.drain(rotatedFile, &streams) }
    rotatedFiles = []
    var waiting: [DiscoveredLog] = []
    func fill(_ kind: ReadBacklog.Class, upTo most: Int) {
      var count = 0
      while count < most, planner.jobs.count < OpenFileCache.share, let log = backlog.next(kind) {
        count += 1
        if let (id, reader) = parked.first(where: { $0.value.reader.openJob?.log.id == log.id }),
          let known = streams[id]
        {
          parked[id] = nil
          planner.resume(reader, known)
        } else if isFollowing, planner.searches[log.id] == nil,
          parked.count + planner.searches.count >= Self.mostParked, isNamedCompressed(log)
        {
          waiting.append(log)
        } else if !plan(log, &planner) {
          waiting.append(log)
        }
      }
    }
    fill(.heard, upTo: .max)
    fill(.small, upTo: .max)
    fill(.large, upTo: isFollowing ? Self.largeFilesAtOnce : .max)
    searches = planner.searches
    try register(&planner)
    if !planner.jobs.isEmpty { try run(planner.jobs, isSliced: isFollowing, stop: stop) }
    for log in waiting { backlog.add(log, .large) }
    if openFiles.isFull { try commitQueue() }
    for log in openFiles.evict(isRead: isStored) {
      notices.report(
        SourceNotice(
          path: log.path, kind: .notKept,
          detail:
            "it was renamed or removed, and more than \(OpenFileCache.capacity) such files are open: what "
            + "is still written into it is not read; raise the limit of open files (LimitNOFILE)"))
    }
  }

  private func isNamedCompressed(_ log: DiscoveredLog) -> Bool {
    if let known = streams.stream(atPath: log.path) { return known.place.codec != Codec.plain.rawValue }
    return log.path.hasSuffix(".gz") || log.path.hasSuffix(".zst")
  }

  /// False when the file has to wait for another carrier of its stream.
  private func plan(_ log: DiscoveredLog, _ planner: inout ReadPlanner) -> Bool {
    do {
      if !refused.isEmpty, let known = try streams.stream(device: log.device, inode: log.inode),
        refused[known.id] != nil
      {
        return true
      }
      let file = try OpenFile(path: log.path, followingLink: log.mayBeLink)
      // Another file may have the name by now: that one is read, and the first is among those kept.
      var log = log
      if isFollowing {
        let id = LogDiscovery.FileID(try file.status())
        (log.device, log.inode) = (id.device, id.inode)
      }
      switch try planner.plan(log, file, &streams) {
      case .read, .later: openFiles.keep(file, log)
      case .database: break
      case .wait: return false
      case .nothingNew: fileStates.record(log)
      case .never(let why):
        notices.report(SourceNotice(path: log.path, kind: .notText, detail: why))
        fileStates.record(log)
      }
      for notice in planner.takeNotices() { notices.report(notice) }
    } catch ReadError.stopped {
      return true
    } catch ReadError.system(_, ENOENT) where isFollowing {
      return true
    } catch {
      let reason = (error as? ReadError)?.message ?? "\(error)"
      notices.report(SourceNotice(path: log.path, kind: .unreadable, detail: reason))
    }
    return true
  }

  /// Gives streams that are new a row in the ledger.
  private func register(_ planner: inout ReadPlanner) throws {
    let new = planner.jobs.indices.filter { planner.jobs[$0].stream == 0 }
    guard !new.isEmpty else { return }
    let places = new.map { FileLocation(planner.jobs[$0].log, planner.jobs[$0].codec) }
    for (index, id) in zip(new, try store.register(places, at: clock())) {
      planner.jobs[index].stream = id
      var place = FileLocation(planner.jobs[index].log, planner.jobs[index].codec)
      place.size = 0
      streams.add(StreamRecord(id: id, place: place, state: .live, checkpoint: StreamCheckpoint()))
    }
  }

  // MARK: Reading and committing

  /// Reads files on parser threads and commits their blocks on this one.
  ///
  /// - Parameter isSliced: Whether each file is left off after a slice of time; what is not begun within a
  ///   round goes back to the backlog.
  private func run(_ jobs: [ReadJob], isSliced: Bool, stop: StopSignal) throws {
    meter.update { $0.phase = .reading }
    // A line costs less to parse than to store: more than two parsers only wait.
    let parsers = min(jobs.count, max(1, min(setup.parsers, ProcessInfo.processInfo.activeProcessorCount)))
    let channel = BlockChannel(room: CommitQueue.mostEvents, producers: parsers)
    let queue = JobQueue(jobs, until: isSliced ? .now + Self.round : nil)
    while readers.count < parsers {
      readers.append(StreamReader(setup))
    }
    var workers: [ParserWorker] = []
    for (number, reader) in readers[..<parsers].enumerated() {
      let worker = ParserWorker(
        setup: setup, reader: reader, queue: queue, slice: isSliced ? Self.slice : nil, channel: channel,
        meter: meter, stop: stop)
      workers.append(worker)
      let thread = Thread { worker.run() }
      thread.name = "parser \(number + 1)"
      thread.stackSize = 1 << 20
      thread.start()
    }
    do {
      try write(channel, jobs)
    } catch {
      channel.cancel()
      channel.waitForProducers()
      throw error
    }
    channel.waitForProducers()
    for (number, worker) in workers.enumerated() { readers[number] = worker.reader }
  }

  private func write(_ channel: BlockChannel, _ jobs: [ReadJob]) throws {
    var outcomes: [ReadOutcome] = []
    let isPrompt = setup.commitsPromptly || jobs.contains(where: \.isPipe)
    while true {
      let messages = channel.receive(promptly: isPrompt)
      if messages.isEmpty { break }
      let now = ContinuousClock.now
      for message in messages {
        switch message {
        case .unit(let unit) where refused[unit.stream] == nil:
          queue.add(unit, after: streams[unit.stream]?.checkpoint, at: now)
          streams.move(unit.stream, to: unit.checkpoint)
        case .unit: break
        case .finished(let outcome): outcomes.append(outcome)
        }
      }
      if !isFollowing || queue.isFull { try commitQueue() }
    }
    var begun = Set<Int>()
    for outcome in outcomes {
      begun.insert(outcome.job)
      settle(outcome, jobs[outcome.job])
    }
    for job in jobs where !begun.contains(job.index) && !job.isPipe && !job.hasLostName {
      putBack(job)
    }
  }

  /// Puts a file back that the round had no time for.
  private func putBack(_ job: ReadJob) {
    if let reader = job.parked { parked[job.stream] = reader }
    let isSmall = job.codec == .plain && job.bytesToRead <= ReadBacklog.smallBytes
    backlog.add(job.log, isSmall ? .heard : .large)
  }

  /// Commits what was read, unless it may wait for more of it.
  private func commitWhenDue() throws {
    let now = ContinuousClock.now
    guard let due = queue.due(at: now), due <= now || !backlog.isEmpty else { return }
    try commitQueue()
  }

  private func commitQueue() throws {
    let (units, stored) = queue.take(at: .now)
    guard !units.isEmpty else { return }
    let now = clock()
    do {
      note(units, try store.commit(units, at: now))
    } catch  where setup.isOfContent(error) {
      var isolation = BatchIsolation(
        store: store, now: now, isOfContent: setup.isOfContent, describe: setup.describe)
      defer { note(isolation.committed, isolation.report) }
      try isolation.commit(units)
      for refusal in isolation.refusals {
        if let checkpoint = stored[refusal.stream] { streams.move(refusal.stream, to: checkpoint) }
        refuse(refusal)
      }
    }
    try onProgress?()
  }

  /// Leaves a stream alone that the store refuses, and goes on with all others.
  private func refuse(_ refusal: BatchIsolation.Refusal) {
    refused[refusal.stream] = refusal.reason
    let known = streams[refusal.stream]
    if var place = known?.place {
      place.size = -1
      fileStates.record(
        StreamUpdate(stream: refusal.stream, place: place, state: .error, error: refusal.reason))
      streams.note(refusal.stream, place: place, state: .error)
    }
    notices.report(
      SourceNotice(
        path: known?.place.path ?? "", kind: .refused,
        detail: "the database refuses what is in it: \(refusal.reason); it is left alone until the next start"
      ))
  }

  private func note(_ units: [CommitUnit], _ report: CommitReport) {
    if report.conflicts > 0 {
      notices.report(
        SourceNotice(
          path: "the database", kind: .conflict,
          detail:
            "its identity index lacked rows that are stored; they were merged, and the index was completed")
      )
    }
    var counts = LineCounts()
    for unit in units {
      streams.move(unit.stream, to: unit.checkpoint)
      counts += unit.block.counts
      for reject in unit.block.rejects { onReject?(streams[unit.stream]?.place.path ?? "", reject) }
    }
    meter.update {
      $0.lines += Int64(counts.lines)
      $0.ignored += Int64(counts.ignored)
      $0.unrecognised += Int64(counts.unrecognised)
      $0.rejected += Int64(counts.rejected)
      $0.events += Int64(report.inserted)
      $0.duplicates += Int64(report.duplicates)
      $0.replaced += Int64(report.replaced)
      $0.unpriced += Int64(report.unpriced)
      $0.commits += 1
    }
  }

  private func settle(_ outcome: ReadOutcome, _ job: ReadJob) {
    let path = job.log.path
    if case .sliced = outcome.end, refused[job.stream] == nil {
      // A file that has lost its name is found again among the kept files.
      guard !job.hasLostName else { return }
      parked[job.stream] = outcome.parked
      backlog.add(job.log, .large)
      return
    }
    let isArchive = job.codec.isArchive
    var place = FileLocation(job.log, job.codec)
    var state: StreamState = job.isFinal || isArchive ? .complete : .live
    var error: String?
    // True when the rest of the file is to be read again even without appended data.
    var isLeft = false
    switch outcome.end {
    case .whole: if refused[job.stream] == nil { notices.recovered(path) }
    case .stopped, .sliced:
      state = .live
      isLeft = true
    case .midway:
      if !job.isFinal { state = .live }
      isLeft = !(isArchive && job.isSettled)
      if outcome.unfinishedBytes > Self.rereadBytes {
        let pause = Double(outcome.unfinishedBytes) / Double(Self.rereadBytesPerSecond)
        postponed[path] = .now + .seconds(pause)
      }
      if job.isSettled || !isFollowing { reportUnfinished(job, isArchive: isArchive) }
    case .failed(let reason, let mayPass):
      state = .error
      isLeft = mayPass
      error = reason
      notices.report(SourceNotice(path: path, kind: .damaged, detail: reason))
    }
    if let reason = refused[job.stream] {
      state = .error
      error = reason
      isLeft = true
    }
    if isLeft { place.size = -1 }
    fileStates.record(StreamUpdate(stream: job.stream, place: place, state: state, error: error))
    streams.note(job.stream, place: place, state: state)
    meter.update { $0.filesDone = min($0.files, $0.filesDone + 1) }
  }

  private func reportUnfinished(_ job: ReadJob, isArchive: Bool) {
    notices.report(
      SourceNotice(
        path: job.log.path, kind: .unfinished,
        detail: isArchive
          ? "its compressed data ends in the middle, and is read on when more comes"
          : "its last line has no end, and is read when that comes, or a day after it was written"))
  }

  /// Notes the files that were read to their ends, and commits their data before.
  private func flushFileStates() throws {
    try commitQueue()
    try fileStates.flush { try store.note($0) }
  }

  /// Looks for the files of some old streams, and forgets the states of those that are gone.
  private func noteMissing(limit: Int) throws {
    for stream in try MissingFiles(ledger: store).note(at: clock(), limit: limit) {
      fileStates.remove(stream.place)
    }
  }

  /// Reads standard input as a stream of its own, committing as lines arrive.
  private func readStandardInput(_ stop: StopSignal) throws {
    guard let index = setup.sources.firstIndex(where: \.isStandardInput) else { return }
    let log = DiscoveredLog(
      path: "-", source: index, device: 0, inode: 0, size: 0,
      modifiedNanoseconds: clock().microseconds * 1_000, mayBeLink: false)
    var planner = ReadPlanner(setup: setup, now: clock(), isLast: true, stop: stop)
    planner.addPipe(log, OpenFile(borrowing: 0), stop: stop)
    try register(&planner)
    try run(planner.jobs, isSliced: false, stop: stop)
  }
}
