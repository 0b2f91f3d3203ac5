import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore
import Testing

/// A store that refuses some lines: everything else is stored, and the lines are named.
@Suite struct IsolationTests {
  private struct Run {
    var counts: IngestCounts
    var rejects: [RejectedLine] = []
    var notices: [SourceNotice] = []
  }

  private static func ingest(_ shop: TemporaryLogs, _ prepare: (RefusingStore) -> Void) throws -> Run {
    let store = RefusingStore(try SQLiteWriter(path: shop.database, zone: .utc))
    prepare(store)
    var setup = IngestSetup(sources: [LogSource(path: shop.folder + "/logs")], catalog: .builtin)
    setup.isOfContent = { $0 is RefusingStore.Refusal }
    setup.describe = { _ in "a constraint failed" }
    let engine = try IngestEngine(setup, store: store, clock: { Instant(seconds: 1_790_000_000) })
    var run = Run(counts: IngestCounts())
    engine.onReject = { run.rejects.append($1) }
    engine.onNotice = { run.notices.append($0) }
    try engine.readAll(stop: StopSignal())
    run.counts = engine.meter.current
    return run
  }

  private static func input(_ wanted: Set<Int32>) -> (PricedEvent, EventBlock) -> Bool {
    { event, _ in event.event.tokens.input.map(wanted.contains) ?? false }
  }

  @Test("a refused line is quarantined with its number, all others are stored", arguments: [0, 57, 99])
  func line(number: Int) throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.write("b.jsonl", TemporaryLogs.lines(200..<300))
    let run = try Self.ingest(shop) { $0.refuses = Self.input([Int32(number)]) }
    #expect((run.counts.events, run.counts.rejected) == (199, 1))
    #expect(run.rejects.map(\.line) == [Int64(number) + 1])
    #expect(run.rejects.first?.reason == "the database refuses it: a constraint failed")
    #expect(try shop.store().rejectedLines(limit: 10).count == 1)
    // It is passed for good: the next reading has nothing to do.
    #expect(try shop.ingest().lines == 0)
    #expect(try shop.requests == 199)
  }

  @Test("of two lines that are refused together only, one is quarantined")
  func pair() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    let run = try Self.ingest(shop) {
      $0.refuses = Self.input([10, 90])
      $0.refusesPairs = true
    }
    #expect((run.counts.events, run.counts.rejected) == (99, 1))
  }

  @Test("a file that is refused as a whole waits with its reason, and loses nothing")
  func file() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.write("b.jsonl", TemporaryLogs.lines(200..<300))
    let run = try Self.ingest(shop) { $0.refuses = Self.input(Set(0..<100)) }
    #expect((run.counts.events, run.counts.rejected) == (100, 0))
    #expect(run.notices.map(\.kind) == [.refused])
    #expect(run.notices.first?.path == shop.path("a.jsonl"))
    let source = try #require(try shop.store().sources().first { $0.path.hasSuffix("a.jsonl") })
    #expect(source.error == "a constraint failed")
    // A later version that stores them reads them from the beginning.
    #expect(try shop.ingest().events == 100)
    #expect(try shop.requests == 200)
  }

  @Test("an error that is no matter of content ends the reading")
  func fatal() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<10))
    let store = RefusingStore(try SQLiteWriter(path: shop.database, zone: .utc))
    store.refuses = { _, _ in true }
    let engine = try IngestEngine(
      IngestSetup(sources: [LogSource(path: shop.folder + "/logs")], catalog: .builtin), store: store,
      clock: { Instant(seconds: 1_790_000_000) })
    #expect(throws: RefusingStore.Refusal.self) { try engine.readAll(stop: StopSignal()) }
    #expect(try shop.requests == 0)
  }
}
