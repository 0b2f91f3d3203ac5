import Foundation
public import SpendCore

/// Where ingest stores: both ports of one store, so that events and checkpoints are one transaction.
public typealias IngestStore = EventSink & IngestLedger

/// Reads the sources into a store: once, or for as long as they grow.
///
/// Parsers read files, one file each, and hand blocks to the one thread that writes: the caller's.
/// A block and the checkpoint behind it are committed together.
public final class IngestEngine {
  private let setup: IngestSetup
  private let store: any IngestStore
  private let clock: () -> Instant
  private var finder: LogFinder
  private var book: StreamBook
  private var openFiles = OpenFileKeeper()
  private var sightings = SightingBook()
  public let meter: IngestMeter
  /// Called once for everything a person should know about a path.
  public var onNotice: ((SourceNotice) -> Void)?
  private var reported: Set<SourceNotice> = []
  private var isUnwatched = false
  private var isFollowing = false
  /// Called for every line that could not be read.
  public var onReject: ((String, RejectedLine) -> Void)?
  /// Called after every pass over the files: a short step of other work on the store. True when more is left.
  public var onUpkeep: (() throws -> Bool)?
  /// Called on the thread that writes after every commit and every look at the files, at least every ten
  /// seconds while following: what must not happen when ingest hangs. What it throws ends ingest.
  public var onTurn: (() throws -> Void)?
  /// One for each parser thread, used by it alone while it runs.
  private var readers: [StreamReader] = []
  /// Paths that could not be read, and files that broke off.
  public private(set) var failures = 0

  /// Events a commit holds while history is read.
  private static let commitEvents = 12_288
  /// How often everything is looked at, whether or not a change was heard of.
  public var pollMilliseconds: Int32 = 10_000
  /// Rest between two passes while lines keep arriving, so that they are committed in company.
  private static let restMilliseconds: Int32 = 40

  /// Throws what the store throws.
  public init(
    _ setup: IngestSetup, store: any IngestStore, meter: IngestMeter = IngestMeter(),
    clock: @escaping () -> Instant
  ) throws {
    self.setup = setup
    self.store = store
    self.meter = meter
    self.clock = clock
    finder = LogFinder(setup)
    book = StreamBook([])
    try reload()
  }

  /// Goes on where another engine of the same store has stopped: what is still written into files that have
  /// lost their names is read to its end.
  public func succeed(_ other: IngestEngine) {
    openFiles = other.openFiles.keeping(other.setup.sources, as: setup.sources)
  }

  /// Learns again from the store what is committed.
  private func reload() throws {
    let known = try store.streams()
    book = StreamBook(known)
    sightings = SightingBook(known)
  }

  /// Reads everything that is there, standard input to its end included.
  public func readAll(stop: StopSignal) throws {
    try pass(over: finder.everything(), isLast: true, stop: stop)
    if setup.sources.contains(where: \.isStandardInput), !stop.isStopped { try readStandardInput(stop) }
    try noteSightings()
    while !stop.isStopped, try onUpkeep?() == true {}
    try onTurn?()
    meter.update { $0.phase = .done }
  }

  /// Reads everything that is there, then what is added, until told to stop.
  ///
  /// A store that refuses for the moment, such as a full disk, is asked again; nothing is lost, for
  /// what was not committed is read again.
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
        case .files(let paths): try pass(over: finder.files(at: paths), isLast: false, stop: stop)
        case .everything:
          lastLook = .now
          let found = finder.everything()
          watcher.watch(found.directories)
          reportUnwatched(watcher)
          try pass(over: found, isLast: false, stop: stop)
          try noteSightings()
        }
        hasUpkeep = try onUpkeep?() ?? false
        meter.update { $0.phase = .following }
        reported = reported.filter { $0.kind != .stalled }
        try onTurn?()
      } catch {
        guard setup.isWorthRetrying(error) else { throw error }
        meter.update { $0.phase = .stalled }
        report(SourceNotice(path: "the database", kind: .stalled, detail: setup.describe(error)))
        try onTurn?()
        stop.wait(milliseconds: 2_000)
        try? reload()
        change = .everything
        continue
      }
      if change != .nothing { stop.wait(milliseconds: Self.restMilliseconds) }
      // Logs that never rest must not put off the look at the others.
      let rest = (lastLook + .milliseconds(pollMilliseconds) - .now) / .milliseconds(1)
      change = watcher.wait(
        milliseconds: hasUpkeep ? 0 : Int32(clamping: Int64(max(0, rest))), stop: stop.descriptor)
      if ContinuousClock.now - lastLook >= .milliseconds(pollMilliseconds) { change = .everything }
    }
    try noteSightings()
    meter.update { $0.phase = .done }
  }

  /// Whether a source was found to name this path.
  public func knows(_ path: String) -> Bool { finder.knows(path) }

  // MARK: What a person should know

  /// Says once that changes are found by looking alone.
  private func reportUnwatched(_ watcher: DirectoryWatcher) {
    guard let why = watcher.refusal, !isUnwatched else { return }
    isUnwatched = true
    report(
      SourceNotice(
        path: "watching directories", kind: .unwatched,
        detail: "\(why); they are looked at every \(pollMilliseconds / 1_000) s"))
  }

  private func report(_ notice: SourceNotice) {
    guard reported.insert(notice).inserted else { return }
    if notice.kind.isFailure { failures += 1 }
    onNotice?(notice)
  }

  /// Reads what has changed since the last pass, a share of the files at a time: each that is read is
  /// open.
  private func pass(over found: LogDiscovery, isLast: Bool, stop: StopSignal) throws {
    for notice in found.notices { report(notice) }
    let changed = found.logs.filter { !sightings.isUnchanged($0) }
    let replaced = openFiles.replaced(found.logs) { log in
      guard let known = book.stream(device: log.device, inode: log.inode) else { return true }
      return known.checkpoint.offset >= log.size
    }
    meter.update {
      $0.files = max($0.files, found.logs.count)
      $0.filesDone = $0.files - changed.count
      $0.bytes += changed.reduce(0) { $0 + $1.size }
    }
    var rest = changed[...]
    var waiting: [DiscoveredLog] = []
    var isFirst = true
    while !stop.isStopped, isFirst || !rest.isEmpty {
      var planner = ReadPlanner(setup: setup, now: clock(), isLast: isLast)
      if isFirst { for leftover in replaced { planner.drain(leftover, book) } }
      isFirst = false
      while planner.jobs.count < OpenFileKeeper.share, let log = rest.popFirst() {
        let known = planner.jobs.count
        guard plan(log, &planner) else {
          waiting.append(log)
          continue
        }
        // Now it is known how much of it was read before.
        let toRead = planner.jobs[known...].reduce(0) { $0 + $1.bytesToRead }
        meter.update { $0.bytes += toRead - log.size }
      }
      try register(&planner)
      if !planner.jobs.isEmpty { try run(planner.jobs, stop: stop) }
      if rest.isEmpty {
        rest = waiting[...]
        waiting = []
      }
    }
  }

  /// False when the file has to wait for another carrier of its stream.
  private func plan(_ log: DiscoveredLog, _ planner: inout ReadPlanner) -> Bool {
    do {
      let file = try OpenFile(path: log.path, followingLink: log.mayBeLink)
      switch try planner.plan(log, file, book) {
      case .read, .later: openFiles.keep(file, log)
      case .database: break
      case .wait: return false
      case .nothingNew: sightings.see(log)
      case .never(let why):
        report(SourceNotice(path: log.path, kind: .notText, detail: why))
        sightings.see(log)
      }
      for notice in planner.takeNotices() { report(notice) }
    } catch {
      let reason = (error as? ReadError)?.message ?? "\(error)"
      report(SourceNotice(path: log.path, kind: .unreadable, detail: reason))
    }
    return true
  }

  /// Gives streams that are new a row in the ledger.
  private func register(_ planner: inout ReadPlanner) throws {
    let new = planner.jobs.indices.filter { planner.jobs[$0].stream == 0 }
    guard !new.isEmpty else { return }
    let places = new.map { StreamPlace(planner.jobs[$0].log, planner.jobs[$0].codec) }
    for (index, id) in zip(new, try store.register(places, at: clock())) {
      planner.jobs[index].stream = id
      var place = StreamPlace(planner.jobs[index].log, planner.jobs[index].codec)
      place.size = 0
      book.add(KnownStream(id: id, place: place, state: .live, checkpoint: StreamCheckpoint()))
    }
  }

  // MARK: Reading and committing

  /// Reads files on parser threads and commits their blocks on this one.
  private func run(_ jobs: [ReadJob], stop: StopSignal) throws {
    meter.update { $0.phase = .reading }
    // What a line costs to parse is less than what it costs to store: more than two parsers only wait.
    let parsers = min(jobs.count, max(1, min(setup.parsers, ProcessInfo.processInfo.activeProcessorCount)))
    let channel = BlockChannel(room: Self.commitEvents, producers: parsers)
    let queue = JobQueue(jobs)
    while readers.count < parsers {
      readers.append(StreamReader(setup))
    }
    for (number, reader) in readers[..<parsers].enumerated() {
      let worker = ParserWorker(reader: reader, queue: queue, channel: channel, meter: meter, stop: stop)
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
  }

  private func write(_ channel: BlockChannel, _ jobs: [ReadJob]) throws {
    var outcomes: [ReadOutcome] = []
    let isPrompt = setup.commitsPromptly || jobs.contains(where: \.isPipe)
    while true {
      let messages = channel.receive(promptly: isPrompt)
      if messages.isEmpty { break }
      var units: [CommitUnit] = []
      for message in messages {
        switch message {
        case .unit(let unit): units.append(unit)
        case .finished(let outcome): outcomes.append(outcome)
        }
      }
      try commit(units)
    }
    for outcome in outcomes { settle(outcome, jobs[outcome.job]) }
  }

  private func commit(_ units: [CommitUnit]) throws {
    guard !units.isEmpty else { return }
    let report = try store.commit(units, at: clock())
    if report.conflicts > 0 {
      self.report(
        SourceNotice(
          path: "the database", kind: .conflict,
          detail:
            "its identity index lacked rows that are stored; they were merged, and the index was completed")
      )
    }
    var counts = LineCounts()
    for unit in units {
      book.move(unit.stream, to: unit.checkpoint)
      counts += unit.block.counts
      for reject in unit.block.rejects { onReject?(book[unit.stream]?.place.path ?? "", reject) }
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
    try onTurn?()
  }

  private func settle(_ outcome: ReadOutcome, _ job: ReadJob) {
    let path = job.log.path
    let isArchive = job.codec == .gzip || job.codec == .zstd
    var place = StreamPlace(job.log, job.codec)
    var state: StreamState = job.endsForGood || isArchive ? .complete : .live
    var error: String?
    // What is left of it is looked at again even when nothing is added.
    var isLeft = false
    switch outcome.end {
    case .whole: break
    case .stopped:
      state = .live
      isLeft = true
    case .midway:
      if !job.endsForGood { state = .live }
      isLeft = !(isArchive && job.isSettled)
      if job.isSettled || !isFollowing { reportUnfinished(job, isArchive: isArchive) }
    case .failed(let reason, let mayPass):
      state = .error
      isLeft = mayPass
      error = reason
      report(SourceNotice(path: path, kind: .damaged, detail: reason))
    }
    if isLeft { place.size = -1 }
    sightings.see(StreamSighting(stream: job.stream, place: place, state: state, error: error))
    book.note(job.stream, place: place, state: state)
    meter.update { $0.filesDone = min($0.files, $0.filesDone + 1) }
  }

  private func reportUnfinished(_ job: ReadJob, isArchive: Bool) {
    report(
      SourceNotice(
        path: job.log.path, kind: .unfinished,
        detail: isArchive
          ? "its compressed data ends in the middle, and is read on when more comes"
          : "its last line has no end, and is read when that comes, or a day after it was written"))
  }

  private func noteSightings() throws {
    try sightings.tell { try store.note($0) }
  }

  /// Reads standard input as a stream of its own, committing as lines arrive.
  private func readStandardInput(_ stop: StopSignal) throws {
    guard let index = setup.sources.firstIndex(where: \.isStandardInput) else { return }
    let log = DiscoveredLog(
      path: "-", source: index, device: 0, inode: 0, size: 0,
      modifiedNanoseconds: clock().microseconds * 1_000, mayBeLink: false)
    var planner = ReadPlanner(setup: setup, now: clock(), isLast: true)
    planner.addPipe(log, OpenFile(borrowing: 0), stop: stop)
    try register(&planner)
    try run(planner.jobs, stop: stop)
  }
}
