import Foundation
import SpendCore
import SpendStore
import Testing

@Suite struct AlertLedgerTests {
  private static let start = Instant(seconds: 1_700_000_000)

  private func path() -> String { NSTemporaryDirectory() + "spendtop-state-\(UUID().uuidString).db" }

  private func entry(_ id: String, at seconds: Int64 = 0) -> OutboxEntry {
    OutboxEntry(id: id, receiver: "r", notice: [1, 2], created: Self.start.adding(seconds: seconds))
  }

  @Test("state and entries are kept over a restart, each entry once, in a file of one's own")
  func keeps() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try SQLiteAlertLedger(path: path)
    #expect(try first.engineState() == nil)
    try first.save(engineState: [7], entries: [entry("a"), entry("b")])
    let second = try SQLiteAlertLedger(path: path)
    try second.save(engineState: nil, entries: [entry("a")])
    #expect(try second.engineState() == [7])
    #expect(try second.due(at: Self.start, limit: 10).map(\.id) == ["a", "b"])
    try second.changeControls { _ in [9] }
    #expect(try first.controls() == [9])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode == 0o600)
  }

  @Test("attempts wait twice as long each time, five minutes at most, and end after a day")
  func backoff() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let ledger = try SQLiteAlertLedger(path: path)
    try ledger.save(engineState: [], entries: [entry("a")])
    var now = Self.start
    var waits: [Int64] = []
    while let next = try ledger.due(at: now, limit: 1).first {
      var tried = next
      tried.retry(at: now, because: "down", share: 0)
      try ledger.note(tried)
      if tried.state == .givenUp { break }
      waits.append(tried.next.seconds - now.seconds)
      now = tried.next
    }
    #expect(waits.prefix(10) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300])
    #expect(waits.max() == 300)
    let last = try #require(try ledger.history(limit: 1).first)
    #expect(last.state == .givenUp && last.error == "down")
    #expect(now.seconds - Self.start.seconds >= 86_400)
  }

  @Test("what a receiver asks for is waited, an hour at most")
  func asked() {
    var one = entry("a")
    one.retry(at: Self.start, because: "429", asked: 60, share: 0.5)
    #expect((60...61).contains(one.next.seconds - Self.start.seconds))
    one.retry(at: Self.start, because: "429", asked: 1_000_000, share: 0)
    #expect(one.next.seconds - Self.start.seconds == 3_600)
  }

  @Test("the history is bounded, and what waits is never dropped")
  func bounded() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let ledger = try SQLiteAlertLedger(path: path)
    try ledger.save(engineState: [], entries: (0..<1_200).map { entry("e\($0)", at: Int64($0)) })
    for var one in try ledger.due(at: Self.start.adding(seconds: 5_000), limit: 1_100) {
      one.state = .delivered
      try ledger.note(one)
    }
    let history = try ledger.history(limit: 5_000)
    #expect(history.count { $0.state == .pending } == 100)
    #expect(history.count { $0.state == .delivered } <= 1_001)
  }

  @Test("every receiver has its counts, also of notices that are forgotten")
  func counts() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let ledger = try SQLiteAlertLedger(path: path)
    try ledger.save(engineState: nil, entries: (0..<1_100).map { entry("n\($0)", at: Int64($0)) })
    let ends: [OutboxEntry.State] = [.delivered, .delivered, .failed, .givenUp]
    for number in 0..<1_080 {
      var one = entry("n\(number)", at: Int64(number))
      one.state = ends[number % ends.count]
      try ledger.note(one)
    }
    var right = ReceiverCounts(receiver: "r")
    (right.sent, right.failed, right.dropped, right.queued) = (540, 270, 270, 20)
    #expect(try ledger.counts() == [right])
  }
}
