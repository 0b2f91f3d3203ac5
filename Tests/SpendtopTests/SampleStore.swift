import Foundation
import SpendCore
import SpendStore

@testable import SpendSettings
@testable import spendtop

/// A database with six requests of two days, in a folder that goes with it.
final class SampleStore {
  let path: String
  private let folder: URL

  /// Noon of the second day.
  static let now = CivilTime(year: 2026, month: 11, day: 20, hour: 12).instant()

  init(_ events: [SampleEvent] = SampleEvent.all, log: String = "/log/a.jsonl") throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("spendtop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent("spend.db").path
    let writer = try SQLiteWriter(path: path, zone: .utc)
    guard !events.isEmpty else { return }
    let place = FileLocation(
      path: log, device: 1, inode: 2, size: 0, modifiedNanoseconds: 0, codec: "plain")
    let streams = try writer.register([place], at: Instant(seconds: 0))
    var checkpoint = StreamCheckpoint()
    checkpoint.offset = 1_000
    let unit = CommitUnit(
      block: SampleEvent.block(events), stream: streams[0], from: 0, checkpoint: checkpoint)
    _ = try writer.commit([unit], at: Self.now)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func context(zone: Zone = .utc) -> Context {
    Context(settings: Settings(), zone: zone, databasePath: path, clock: { Self.now })
  }
}

/// One request of the sample, with what differs between them.
struct SampleEvent {
  var hour: Int
  var day = 20
  var feature = "search"
  var model = "gpt-4o"
  var tokens = TokenCounts(input: 1_000, output: 200)
  var nanodollars: Int64? = 4_500_000
  var outcome = Outcome.ok
  var latency: Int32?
  var firstToken: Int32?
  var isStream: Bool?
  var user = ""
  var tags = ""
  var requestID = ""
  var searches: Int32?
  var totals = TotalConsistency.agrees

  static let all = [
    SampleEvent(
      hour: 9, day: 19,
      tokens: TokenCounts(
        input: 100, cacheRead: 900, cacheWrite5m: 50, cacheWrite1h: 25, output: 200, reasoning: 120),
      nanodollars: 1_250_000_001, latency: 1_000, firstToken: 200, isStream: true, user: "ann",
      tags: "tier=gold|beta", requestID: "req-1", searches: 2),
    SampleEvent(hour: 9, day: 19, feature: "chat", latency: 2_000, isStream: false),
    SampleEvent(hour: 10, latency: 3_000),
    SampleEvent(hour: 10, feature: "", model: "house-model", nanodollars: nil),
    SampleEvent(
      hour: 11, tokens: TokenCounts(input: 10), nanodollars: 0, outcome: .error, requestID: "=cmd|'x'!A1"),
    SampleEvent(hour: 11, feature: "a \"b\", c|d", nanodollars: -2_000_000),
  ]

  static func block(_ events: [SampleEvent]) -> EventBlock {
    var block = EventBlock()
    for (number, sample) in events.enumerated() {
      var labels = LabelSet()
      labels.provider = sample.model.hasPrefix("gpt") ? "openai" : ""
      labels.model = sample.model
      labels.feature = sample.feature
      labels.tags = sample.tags
      labels.format = "generic-jsonl"
      block.labelSets.append(labels)
      let time = CivilTime(
        year: 2026, month: 11, day: sample.day, hour: sample.hour, minute: number, microsecond: 250_000)
      var event = UsageEvent(
        time: time.instant(), identity: EventIdentity(high: 7, low: UInt64(number + 1)),
        labels: Int32(number),
        tokens: sample.tokens)
      event.outcome = sample.outcome
      event.latencyMilliseconds = sample.latency
      event.firstTokenMilliseconds = sample.firstToken
      event.isStream = sample.isStream
      event.webSearches = sample.searches
      event.totals = sample.totals
      event.line = Int64(number + 1)
      event.offset = Int64(number * 100)
      if !sample.user.isEmpty {
        event.user = Int32(block.names.count)
        block.names.append(sample.user)
      }
      event.requestID = TextRange(
        start: UInt32(block.arena.count), count: UInt32(sample.requestID.utf8.count))
      block.arena += Array(sample.requestID.utf8)
      let cost = sample.nanodollars.map(Money.init(nanodollars:))
      block.events.append(
        PricedEvent(event: event, cost: cost, computedCost: cost, status: cost == nil ? .unpriced : .priced))
    }
    return block
  }
}
