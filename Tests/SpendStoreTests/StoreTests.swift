import Foundation
import SpendCore
import SpendStore
import Testing

/// A database in a folder of its own that goes with the test.
final class TemporaryStore {
  let path: String
  private let folder: URL
  let writer: SQLiteWriter

  init(zone: Zone = .utc) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("spendtop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent("spend.db").path
    writer = try SQLiteWriter(path: path, zone: zone)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func reader(zone: Zone = .utc) throws -> SQLiteStore {
    try SQLiteStore(reading: path, zone: zone)
  }

  /// Commits one block to a stream of its own.
  @discardableResult
  func commit(_ block: EventBlock) throws -> CommitReport {
    let place = FileLocation(
      path: "/log/a", device: 1, inode: 2, size: 0, modifiedNanoseconds: 0, codec: "plain")
    let stream = try writer.register([place], at: Instant(seconds: 0))[0]
    var checkpoint = StreamCheckpoint()
    checkpoint.offset = 100
    let unit = CommitUnit(block: block, stream: stream, from: 0, checkpoint: checkpoint)
    return try writer.commit([unit], at: Instant(seconds: 1))
  }
}

/// A small world of events for tests: everything that matters can be set, the rest is plausible.
struct EventMaker {
  var block = EventBlock()

  mutating func add(
    key: UInt64, seconds: Int64, feature: String = "search", model: String = "m", output: Int32? = 10,
    nanodollars: Int64? = 1_000, scope: EventIdentity.Scope = .day,
    outcome: Outcome = .ok, latency: Int32? = nil, high: UInt64 = 7
  ) {
    var labels = LabelSet()
    labels.feature = feature
    labels.model = model
    labels.provider = "openai"
    let index = block.labelSets.firstIndex(of: labels) ?? block.labelSets.count
    if index == block.labelSets.count { block.labelSets.append(labels) }
    var event = UsageEvent(
      time: Instant(seconds: seconds), identity: EventIdentity(high: high, low: key), labels: Int32(index),
      tokens: TokenCounts(input: 100, output: output))
    event.identityScope = scope
    event.outcome = outcome
    event.latencyMilliseconds = latency
    let cost = nanodollars.map(Money.init(nanodollars:))
    block.events.append(
      PricedEvent(event: event, cost: cost, computedCost: cost, status: cost == nil ? .unpriced : .priced))
  }
}

@Suite struct StoreTests {
  let day: Int64 = 20_000 * 86_400

  private func total(_ store: TemporaryStore, zone: Zone = .utc) throws -> SpendSums {
    let rows = try store.reader(zone: zone).rows(for: SpendQuery(window: .allTime, includesLatency: true))
    return rows.first?.sums ?? SpendSums()
  }

  @Test("reading twice counts once")
  func twice() throws {
    let store = try TemporaryStore()
    var maker = EventMaker()
    for key in 0..<1_000 { maker.add(key: UInt64(key) &* 0x9E37_79B9_7F4A_7C15, seconds: day + Int64(key)) }
    let first = try store.commit(maker.block)
    #expect(first.inserted == 1_000)
    let second = try store.commit(maker.block)
    #expect((second.inserted, second.duplicates) == (0, 1_000))
    #expect(try total(store).cost == Money(nanodollars: 1_000_000))
    #expect(try total(store).requests == 1_000)
  }

  @Test("the same request with another time, across midnight too, counts once")
  func otherTime() throws {
    let store = try TemporaryStore()
    var first = EventMaker()
    first.add(key: 1, seconds: day - 60)
    try store.commit(first.block)
    var again = EventMaker()
    again.add(key: 1, seconds: day + 60)
    #expect(try store.commit(again.block).duplicates == 1)
    var lateCopy = EventMaker()
    lateCopy.add(key: 2, seconds: day, scope: .global)
    try store.commit(lateCopy.block)
    var yearLater = EventMaker()
    yearLater.add(key: 2, seconds: day + 400 * 86_400, scope: .global)
    #expect(try store.commit(yearLater.block).duplicates == 1)
    #expect(try total(store).requests == 2)
  }

  @Test("equal in the half that is looked up, different in the other: both count")
  func confirmingHalf() throws {
    let store = try TemporaryStore()
    var maker = EventMaker()
    maker.add(key: 1, seconds: day, high: 1)
    try store.commit(maker.block)
    var other = EventMaker()
    other.add(key: 1, seconds: day, high: 2)
    #expect(try store.commit(other.block).inserted == 1)
    #expect(try total(store).requests == 2)
  }

  @Test("the largest record wins, whatever the order, within a batch and across commits")
  func largest() throws {
    let outputs: [Int32?] = [nil, 1, 600, 600, 159]
    let orders: [[Int32?]] = [outputs, outputs.reversed(), [600, nil, 159, 600, 1]]
    for order in orders {
      let apart = try TemporaryStore()
      let together = try TemporaryStore()
      var all = EventMaker()
      for (index, output) in order.enumerated() {
        var one = EventMaker()
        let cost = output.map { Int64($0) * 10 }
        one.add(
          key: 5, seconds: day + Int64(index), output: output, nanodollars: cost,
          latency: 40)
        all.add(
          key: 5, seconds: day + Int64(index), output: output, nanodollars: cost,
          latency: 40)
        try apart.commit(one.block)
      }
      try together.commit(all.block)
      for store in [apart, together] {
        let sums = try total(store)
        #expect(sums.requests == 1)
        #expect(sums.output == 600)
        #expect(sums.cost == Money(nanodollars: 6_000))
        #expect(sums.unpricedRequests == 0)
        #expect(sums.latency.count == 1)
      }
    }
  }

  @Test("an offset that somebody else has moved stops the commit, and nothing of it is kept")
  func offsetMoved() throws {
    let store = try TemporaryStore()
    var maker = EventMaker()
    maker.add(key: 1, seconds: day)
    let place = FileLocation(
      path: "/log", device: 0, inode: 0, size: 0, modifiedNanoseconds: 0, codec: "plain")
    let stream = try store.writer.register([place], at: Instant(seconds: 0))[0]
    let unit = CommitUnit(block: maker.block, stream: stream, from: 50, checkpoint: StreamCheckpoint())
    #expect(throws: StoreError.offsetMoved(stream: stream)) {
      try store.writer.commit([unit], at: Instant(seconds: 0))
    }
    #expect(try total(store).requests == 0)
    #expect(try store.commit(maker.block).inserted == 1)
  }

  @Test("a thousand small commits are merged and still know every identity")
  func manySmallCommits() throws {
    let store = try TemporaryStore()
    for key in 1...600 {
      var maker = EventMaker()
      maker.add(key: UInt64(key) &* 0x9E37_79B9_7F4A_7C15, seconds: day + Int64(key))
      try store.commit(maker.block)
    }
    var again = EventMaker()
    for key in 1...600 { again.add(key: UInt64(key) &* 0x9E37_79B9_7F4A_7C15, seconds: day + Int64(key) + 5) }
    #expect(try store.commit(again.block).duplicates == 600)
    let reopened = try SQLiteWriter(path: store.path, zone: .utc)
    let place = FileLocation(
      path: "/log", device: 0, inode: 0, size: 0, modifiedNanoseconds: 0, codec: "plain")
    let stream = try reopened.register([place], at: Instant(seconds: 0))[0]
    let unit = CommitUnit(block: again.block, stream: stream, from: 0, checkpoint: StreamCheckpoint())
    #expect(try reopened.commit([unit], at: Instant(seconds: 0)).duplicates == 600)
  }

  @Test("a newer schema and a foreign database are refused")
  func refused() throws {
    let store = try TemporaryStore()
    let other = store.path + ".other"
    try shell(other, "CREATE TABLE t (x)")
    #expect(throws: StoreError.foreignDatabase) { try SQLiteWriter(path: other, zone: .utc) }
    #expect(throws: StoreError.missing(path: "/nowhere/spend.db")) {
      try SQLiteStore(reading: "/nowhere/spend.db", zone: .utc)
    }
  }

  private func shell(_ path: String, _ sql: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c", "import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute(sys.argv[2])", path, sql,
    ]
    try process.run()
    process.waitUntilExit()
  }

  @Test(
    "the usual failures are named in words, without codes",
    arguments: [3, 5, 6, 8, 10, 266, 522, 11, 267, 13, 14, 23, 26] as [Int32])
  func failureWords(code: Int32) throws {
    let message = StoreError.sqlite(code: code, message: "database disk image is malformed")
      .message(path: "/nowhere/spend.db")
    let because = try #require(message.because)
    #expect(!because.contains("SQLite") && !because.contains(where: \.isNumber), "\(because)")
    #expect(message.tryThis?.isEmpty == false)
  }

  @Test("a failure of the integrity check keeps its place, and a rare one its code")
  func rareFailureWords() {
    func because(_ code: Int32, _ text: String) -> String? {
      StoreError.sqlite(code: code, message: text).message(path: "/nowhere/spend.db").because
    }
    #expect(because(11, "row 3 missing from index") == "the file is damaged: row 3 missing from index")
    #expect(because(7, "out of memory") == "SQLite: out of memory (7)")
  }
}
