import Foundation
import GRDB
import SpendCore
import Testing

@testable import SpendStore

@Suite("Merging of the records of one request")
struct MergeTests {
  /// Histories of the property test; SPENDTOP_MERGE_HISTORIES=10000 is its long form.
  private static let histories =
    ProcessInfo.processInfo.environment["SPENDTOP_MERGE_HISTORIES"].flatMap(UInt64.init) ?? 40

  /// A merged record as text: what is stored, and its cost.
  private func state(_ record: RequestRecord) -> String {
    "\(record.priced.event.tokens) \(record.labels) \(record.user) \(record.session) \(record.requestID) "
      + "\(record.place.path) \(record.priced.event.line) \(record.priced.event.time.microseconds) "
      + "\(record.priced.event.timeIsGuessed) \(String(describing: record.priced.event.latencyMilliseconds)) "
      + "\(String(describing: record.priced.event.firstTokenMilliseconds)) "
      + "\(String(describing: record.priced.event.isStream)) \(record.priced.event.outcome) "
      + "\(String(describing: record.priced.cost)) \(record.priced.status) \(record.storedLowerRanks)"
  }

  @Test("merging is commutative, associative and idempotent")
  func laws() {
    for seed in 0..<4_000 as Range<UInt64> {
      var random = MergeGenerator(seed: seed)
      let (a, b, c) = (
        LoggedRecord(of: 1, file: 0, line: 1, &random).record,
        LoggedRecord(of: 1, file: random.below(2), line: 2, &random).record,
        LoggedRecord(of: 1, file: 1, line: 3, &random).record
      )
      #expect(state(a.merged(with: a)) == state(a), "seed \(seed)")
      #expect(state(a.merged(with: b)) == state(b.merged(with: a)), "seed \(seed)")
      let left = a.merged(with: b).merged(with: c)
      #expect(state(left) == state(a.merged(with: b.merged(with: c))), "seed \(seed)")
      #expect(state(left.merged(with: a)) == state(left), "seed \(seed)")
      #expect(
        RequestRecord.lowerRanks(stored: UnsafeRawBufferPointer(start: nil, count: 0)).isEmpty)
      let ranks = left.storedLowerRanks.withUnsafeBytes { RequestRecord.lowerRanks(stored: $0) }
      #expect(ranks == left.lowerRanks, "seed \(seed)")
    }
  }

  @Test("any order, any commits and any restarts give the same database")
  func histories() throws {
    for seed in 0..<Self.histories {
      let history = MergeHistory(seed: seed)
      let first = try history.stored(seed: seed &* 31 &+ 1)
      let second = try history.stored(seed: seed &* 31 &+ 2)
      #expect(first.allSatisfy { !$0.hasPrefix("difference") }, "seed \(seed): \(first)")
      guard first != second else { continue }
      let difference = Set(first).symmetricDifference(second).sorted()
      Issue.record("seed \(seed): \(difference.joined(separator: "\n"))")
      return
    }
  }

  /// Orders of three records, as positions.
  private static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  /// Stores records in commits that end after the positions in `ends`, and returns the requests' times.
  private func times(_ records: [UsageEvent], order: [Int], ends: Set<Int>) throws -> [Int64] {
    let store = try TemporaryStore()
    var maker = EventMaker()
    for (position, index) in order.enumerated() {
      maker.add(key: 9, seconds: 0)
      let last = maker.block.events.count - 1
      maker.block.events[last].event.time = records[index].time
      maker.block.events[last].event.timeIsGuessed = records[index].timeIsGuessed
      maker.block.events[last].event.identityScope = records[index].identityScope
      if ends.contains(position) || position == order.count - 1 {
        try store.commit(maker.block)
        maker = EventMaker()
      }
    }
    #expect(try store.reader().differences().isEmpty)
    return try store.reader().newestEvents(limit: 9, before: nil, filters: [], figures: [])
      .map { $0.time.seconds / 86_400 - 20_000 }
  }

  private func record(
    day: Int64, isGuessed: Bool = false, scope: EventIdentity.Scope = .day
  ) -> UsageEvent {
    var event = UsageEvent(
      time: Instant(seconds: (20_000 + day) * 86_400), identity: EventIdentity(high: 0, low: 0), labels: 0,
      tokens: TokenCounts())
    event.timeIsGuessed = isGuessed
    event.identityScope = isGuessed ? .global : scope
    return event
  }

  /// Every order and every cut of three records into commits.
  private func expect(_ days: [Int64], of records: [UsageEvent]) throws {
    for order in Self.orders {
      for ends in [[], [0], [1], [0, 1]] as [Set<Int>] {
        #expect(try times(records, order: order, ends: ends) == days, "\(order) \(ends)")
      }
    }
  }

  @Test("records without a time are one request with a record of years before")
  func undatedAndFar() throws {
    let undated = [record(day: 0, isGuessed: true), record(day: 60, isGuessed: true)]
    try expect([-880], of: undated + [record(day: -880)])
  }

  @Test("a record without a time makes two far ones of its id one request")
  func undatedBetween() throws {
    try expect([-880], of: [record(day: -880), record(day: 0, isGuessed: true), record(day: 3)])
    // Without it they are two.
    try expect([3, -880], of: [record(day: -880), record(day: 3), record(day: 3)])
  }

  @Test("records that are near only through a third one are one request")
  func chain() throws {
    for step in [14, 16, 20] as [Int64] {
      let ends = try times(
        [record(day: 0), record(day: step), record(day: 2 * step)], order: [0, 1, 2], ends: [])
      try expect(ends, of: [record(day: 0), record(day: step), record(day: 2 * step)])
    }
    // The id of two holds over all time; the third is near one of them.
    try expect([0], of: [record(day: 0, scope: .global), record(day: 400, scope: .global), record(day: 402)])
    try expect([0], of: [record(day: 0), record(day: 2, scope: .global), record(day: 400, scope: .global)])
  }

  // MARK: Single rules

  private func event(
    _ time: Int64, _ tokens: TokenCounts, _ change: (inout UsageEvent, inout LabelSet) -> Void = { _, _ in }
  ) -> LoggedRecord {
    var random = MergeGenerator(seed: 1)
    var record = LoggedRecord(of: 1, file: 0, line: 1, &random)
    var labels = LabelSet()
    labels.provider = "openai"
    labels.model = "gpt-4o"
    var event = UsageEvent(
      time: Instant(seconds: time), identity: record.priced.event.identity, labels: 0, tokens: tokens)
    change(&event, &labels)
    record.labels = labels
    record.user = ""
    record.session = ""
    record.requestID = ""
    record.priced = LoggedRecord.priced(event, labels)
    return record
  }

  @Test("a record with less usage changes neither tokens nor cost nor labels that the other states")
  func lessUsage() {
    let honest = event(100, TokenCounts(input: 1_000, output: 100)) { $1.feature = "search" }.record
    let forgeries = [
      event(99, TokenCounts()) {
        $0.loggedCost = Money(nanodollars: 1)
        $1.model = "a-cheap-model"
        $1.feature = "zzz"
      },
      event(99, TokenCounts(input: 0, output: 0)) { $1.feature = "zzz" },
      event(101, TokenCounts(input: 5_000, output: 99)) {
        $0.loggedCost = Money(nanodollars: 1)
        $1.model = "zz"
        $1.feature = "zzz"
      },
    ]
    for forgery in forgeries {
      let merged = honest.merged(with: forgery.record)
      #expect(state(merged) == state(honest))
      #expect(state(forgery.record.merged(with: honest)) == state(honest))
    }
  }

  @Test("labels, durations and time come from the record that states them")
  func partsOfBoth() {
    let sdk = event(101, TokenCounts(input: 1_000, output: 100)) {
      $0.latencyMilliseconds = 900
      $0.timeIsGuessed = true
      $1.feature = "search"
    }.record
    let gateway = event(100, TokenCounts()) {
      $1.team = "core"
      $1.host = "gw-1"
    }.record
    let merged = sdk.merged(with: gateway)
    #expect(merged.priced.event.tokens.output == 100)
    #expect(merged.priced.event.latencyMilliseconds == 900)
    #expect(merged.priced.event.time == Instant(seconds: 100))
    #expect(!merged.priced.event.timeIsGuessed)
    #expect(merged.labels.feature == "search")
    #expect(merged.labels.team == "core")
    #expect(merged.labels.host == "gw-1")
  }

  @Test(
    "a query type that a log states comes before the one that a format implies",
    arguments: ["analysis", "tutor"])
  func statedQueryType(type: String) {
    let answer = event(100, TokenCounts(input: 1_000, output: 100)) { $1.queryType = "chat" }.record
    let call = event(100, TokenCounts(input: 1_000)) { $1.queryType = type }.record
    #expect(answer.merged(with: call).labels.queryType == type)
    #expect(call.merged(with: answer).labels.queryType == type)
  }

  @Test("a failure and a later success under one id are one success")
  func retried() {
    let failure = event(100, TokenCounts(input: 0, output: 0)) { event, _ in event.outcome = .error }.record
    let success = event(102, TokenCounts(input: 10, output: 5)).record
    #expect(failure.merged(with: success).priced.event.outcome == .ok)
    #expect(success.merged(with: failure).priced.event.tokens.output == 5)
  }

  @Test("a model that only the record without usage names gives the request its price")
  func modelOfTheOther() throws {
    let answer = event(100, TokenCounts(input: 10, output: 5)) { $1 = LabelSet() }.record
    let call = event(100, TokenCounts()).record
    let merged = answer.merged(with: call)
    #expect(merged.labels.model == "gpt-4o")
    #expect(!merged.isPriceCurrent)
  }

  @Test("verification finds a request that is stored twice")
  func storedTwice() throws {
    let store = try TemporaryStore()
    var maker = EventMaker()
    maker.add(key: 1, seconds: 20_000 * 86_400)
    maker.add(key: 2, seconds: 20_000 * 86_400)
    try store.commit(maker.block)
    #expect(try store.reader().differences().isEmpty)
    // As if an earlier program had not found the first record when it stored the second.
    try store.writer.write { db in
      try db.execute(
        sql: "UPDATE usage_event SET key_low = 1, time_us = time_us + 60000000 WHERE key_low = 2")
      _ = try IdentitySegments(db).add(
        [.init(key: 1, time: 20_000 * 86_400_000_000 + 60_000_000)],
        to: IdentityIndex.partition(of: 20_000 * 86_400_000_000))
    }
    let found = try store.reader().differences()
    #expect(found.map(\.what) == ["events of the request 00000000000000070000000000000001"])
  }

  @Test("a row that the index has lost is found when it is stored again: a duplicate, not an error")
  func lostIdentity() throws {
    let store = try TemporaryStore()
    var maker = EventMaker()
    for key in 1...5 { maker.add(key: UInt64(key), seconds: 20_000 * 86_400 + Int64(key)) }
    try store.commit(maker.block)
    try store.writer.writeResettingCaches {
      try $0.execute(sql: "DELETE FROM identity_page; DELETE FROM identity_segment")
    }
    let report = try store.commit(maker.block)
    #expect((report.inserted, report.duplicates, report.conflicts) == (0, 5, 1))
    #expect(try store.reader().differences().isEmpty)
    // Filed again: the next reading needs no repair.
    #expect(try store.commit(maker.block).conflicts == 0)
  }

  @Test("a person who was forgotten does not come back with another record of the request")
  func forgotten() throws {
    let store = try TemporaryStore()
    var maker = EventMaker()
    maker.add(key: 1, seconds: 20_000 * 86_400)
    maker.block.names = ["ada", "ada/7"]
    maker.block.events[0].event.user = 0
    maker.block.events[0].event.session = 1
    try store.commit(maker.block)
    let names = try store.writer.names(ofUsers: { $0 == "ada" }, ofSessions: { $0.contains("ada") })
    #expect(names.map(\.text) == ["ada", "ada/7"])
    #expect(names.map(\.requests) == [1, 1])
    try store.writer.forget(names)
    maker.block.events[0].event.latencyMilliseconds = 7
    try store.commit(maker.block)
    let events = try store.reader().newestEvents(limit: 9, before: nil, filters: [], figures: [])
    #expect(events.map(\.user) == [""])
    #expect(events.map(\.session) == [""])
    #expect(events.map(\.latencyMilliseconds) == [7])
  }
}
