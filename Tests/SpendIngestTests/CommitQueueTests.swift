import Foundation
import SpendCore
import SpendPricing
import SpendStore
import Testing

@testable import SpendIngest

/// Data of growing logs waits for a commit: few commits, nothing lost, nothing doubled.
@Suite(.serialized) struct CommitQueueTests {
  private static let start = ContinuousClock.now

  private static func unit(_ stream: Int64, to offset: Int64) -> CommitUnit {
    var checkpoint = StreamCheckpoint()
    checkpoint.offset = offset
    return CommitUnit(block: EventBlock(), stream: stream, from: 0, checkpoint: checkpoint)
  }

  @Test("a log that grows steadily is committed 30 times at once, then about once a second")
  func cadence() {
    var queue = CommitQueue()
    var commits: [Int] = []
    // A line each 100 ms, for a minute.
    for step in 0..<600 {
      let now = Self.start + .milliseconds(100 * step)
      queue.add(Self.unit(1, to: Int64(step + 1)), after: nil, at: now)
      if let due = queue.due(at: now), due <= now {
        _ = queue.take(at: now)
        commits.append(step)
      }
    }
    // Three commits are regained while 30 are used; then data waits for 700 ms.
    #expect(Array(commits.prefix(33)) == Array(0..<33))
    #expect(commits[33] == 40)
    #expect(commits.count == 33 + 70)
    #expect(zip(commits[33...], commits[34...]).allSatisfy { $1 - $0 <= 8 })
  }

  @Test("a line a second is always committed at once")
  func quiet() {
    var queue = CommitQueue()
    for step in 0..<200 {
      let now = Self.start + .seconds(step)
      queue.add(Self.unit(1, to: Int64(step + 1)), after: nil, at: now)
      #expect(queue.due(at: now) == now)
      #expect(queue.take(at: now).units.count == 1)
      #expect(queue.due(at: now) == nil)
    }
  }

  @Test("a full queue is committed at once, and keeps the checkpoints before it")
  func full() {
    var queue = CommitQueue(promptCommits: 0)
    let before = Self.unit(7, to: 5).checkpoint
    for offset in 0..<CommitQueue.mostUnits {
      #expect(!queue.isFull)
      #expect(
        queue.due(at: Self.start + .milliseconds(1)) == (offset == 0 ? nil : Self.start + .milliseconds(700)))
      queue.add(
        Self.unit(7, to: Int64(6 + offset)), after: Self.unit(7, to: Int64(5 + offset)).checkpoint,
        at: Self.start)
    }
    #expect(queue.isFull)
    #expect(queue.due(at: Self.start) == Self.start)
    #expect(queue.stored == [7: before])
    #expect(queue.take(at: Self.start).stored == [7: before])
    #expect(queue.isEmpty && queue.stored.isEmpty)
  }

  @Test("a queue of few events with long labels is full when their memory is")
  func fullOfBytes() {
    var queue = CommitQueue(promptCommits: 0)
    var checkpoint = StreamCheckpoint()
    var count = 0
    while !queue.isFull, count < CommitQueue.mostUnits {
      var block = EventBlock()
      block.labelSets = (0..<256).map { number in
        var labels = LabelSet()
        labels.tags = String(repeating: "t", count: 1_000) + "\(count)-\(number)"
        return labels
      }
      checkpoint.offset += 1
      let unit = CommitUnit(block: block, stream: 1, from: checkpoint.offset - 1, checkpoint: checkpoint)
      #expect(unit.memoryBytes > 256_000)
      queue.add(unit, after: nil, at: Self.start)
      count += 1
    }
    #expect((30...64).contains(count))
    #expect(queue.due(at: Self.start) == Self.start)
    _ = queue.take(at: Self.start)
    #expect(!queue.isFull)
    // The parsers wait for the writer at the same size.
    var block = EventBlock()
    block.arena = Array(repeating: 0, count: CommitQueue.mostBytes)
    let unit = CommitUnit(block: block, stream: 1, from: 0, checkpoint: checkpoint)
    #expect(ParserMessage.unit(unit).weight >= CommitQueue.mostEvents)
  }

  /// A collector whose data waits until it stops or looks at everything.
  private final class Collector {
    let store: RefusingStore
    let engine: IngestEngine
    private let stop = StopSignal()
    private let done = DispatchSemaphore(value: 0)

    init(_ logs: TemporaryLogs, lookingEvery milliseconds: Int32 = 3_600_000) throws {
      store = RefusingStore(try SQLiteWriter(path: logs.database, zone: .utc))
      var setup = IngestSetup(sources: [LogSource(path: logs.folder + "/logs")], catalog: .builtin)
      setup.commitsPromptly = true
      setup.isOfContent = { $0 is RefusingStore.Refusal }
      setup.isWorthRetrying = { $0 is RefusingStore.Failure }
      setup.describe = { _ in "a constraint failed" }
      engine = try IngestEngine(setup, store: store, clock: { Instant(seconds: 1_790_000_000) })
      engine.queue = CommitQueue(promptCommits: 0)
      engine.queue.interval = .seconds(3_600)
      engine.pollMilliseconds = milliseconds
    }

    var counts: IngestCounts { engine.meter.current }

    func start() {
      // The engine is used by this thread alone until `end`.
      nonisolated(unsafe) let engine = engine
      let (stop, done) = (stop, done)
      let thread = Thread {
        defer { done.signal() }
        try? engine.follow(stop: stop)
      }
      thread.start()
    }

    func end() {
      stop.stop()
      done.wait()
    }
  }

  @Test("data that waits is committed once at the end, also from files that lost their names")
  func waiting() throws {
    let logs = try TemporaryLogs()
    let collector = try Collector(logs)
    collector.start()
    try logs.wait("no look was finished") { collector.counts.phase == .following }
    let first = TemporaryLogs.lines(0..<4)
    try logs.write("a.jsonl", first)
    try logs.wait("a.jsonl was not read") { collector.counts.bytesDone >= first.utf8.count }
    let handle = try #require(FileHandle(forWritingAtPath: logs.path("a.jsonl")))
    try handle.seekToEnd()
    let rest = TemporaryLogs.lines(4..<9)
    try handle.write(contentsOf: Data(rest.utf8))
    try handle.close()
    try #require(rename(logs.path("a.jsonl"), logs.folder + "/away") == 0)
    let next = TemporaryLogs.lines(10..<12)
    try logs.write("a.jsonl", next)
    try logs.wait("not everything was read") {
      collector.counts.bytesDone >= first.utf8.count + rest.utf8.count + next.utf8.count
    }
    #expect(collector.counts.commits == 0)
    collector.end()
    #expect((collector.counts.commits, collector.counts.events, collector.counts.duplicates) == (1, 11, 0))
    #expect(try logs.requests == 11)
    // Everything is known at the next start.
    #expect(try logs.ingest().lines == 0)
  }

  @Test("data whose commit fails for a while is read again, and stored once")
  func failing() throws {
    let logs = try TemporaryLogs()
    let collector = try Collector(logs, lookingEvery: 300)
    collector.store.failures = 1
    collector.start()
    try logs.wait("no look was finished") { collector.counts.phase == .following }
    try logs.write("a.jsonl", TemporaryLogs.lines(0..<4))
    try logs.wait("nothing was committed") { collector.counts.commits > 0 }
    collector.end()
    #expect((collector.counts.events, collector.counts.duplicates) == (4, 0))
    #expect(try logs.requests == 4)
    #expect(try logs.ingest().lines == 0)
  }

  @Test("a stream that is refused after it was read waits with its reason, all others are stored")
  func refused() throws {
    let logs = try TemporaryLogs()
    let collector = try Collector(logs)
    collector.store.refuses = { event, _ in (100..<200).contains(event.event.tokens.input ?? 0) }
    collector.start()
    try logs.wait("no look was finished") { collector.counts.phase == .following }
    let parts = [TemporaryLogs.lines(0..<2), TemporaryLogs.lines(100..<150), TemporaryLogs.lines(300..<303)]
    var bytes: Int64 = 0
    for (index, part) in parts.enumerated() {
      if index == 1 {
        try logs.append("a.jsonl", part)
      } else {
        try logs.write(index == 0 ? "a.jsonl" : "b.jsonl", part)
      }
      bytes += Int64(part.utf8.count)
      try logs.wait("part \(index) was not read") { collector.counts.bytesDone >= bytes }
    }
    #expect(collector.counts.commits == 0)
    collector.end()
    #expect(try logs.requests == 5)
    let sources = try logs.store().sources()
    #expect(sources.map { ($0.path as NSString).lastPathComponent } == ["a.jsonl", "b.jsonl"])
    #expect(sources.map(\.state) == [.error, .live])
    #expect(sources.map(\.error) == ["a constraint failed", nil])
    #expect(sources.map(\.committed) == [Int64(parts[0].utf8.count), Int64(parts[2].utf8.count)])
    // A later version that stores the lines reads on where the stream was left.
    #expect(try logs.ingest().events == 50)
    #expect(try logs.requests == 55)
  }
}
