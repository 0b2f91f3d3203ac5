import SpendCore
import SpendStore

/// A database of many events, stored without logs: a hundred million lines would need 100 GB of disk.
///
/// 400 days up to `end`, in order of time, busier by day than at night: 24 features on four models,
/// 5,000 users, one request in 200 failed. The same seed gives the same events.
struct GeneratedHistory {
  let events: Int
  let end: Instant
  let seed: UInt64

  private static let days: Int64 = 400
  private static let features = 24
  private static let models = ["gpt-5.1", "claude-sonnet-4-5", "gemini-2.5-flash", "mistral-large-2411"]
  private static let providers = ["openai", "anthropic", "google", "mistral"]
  private static let users: UInt64 = 5_000
  private static let eventsOfACommit = 65_536

  /// Stores them all in a new database.
  func store(in path: String) throws {
    let writer = try SQLiteWriter(path: path, zone: .utc)
    let place = FileLocation(
      path: "generated", device: 0, inode: 0, size: 0, modifiedNanoseconds: 0, codec: "plain")
    let stream = try writer.register([place], at: end)[0]
    for first in stride(from: 0, to: events, by: Self.eventsOfACommit) {
      let block = block(first..<min(first + Self.eventsOfACommit, events))
      var checkpoint = StreamCheckpoint()
      checkpoint.offset = Int64(first + block.events.count)
      checkpoint.format = "generated"
      let unit = CommitUnit(block: block, stream: stream, from: Int64(first), checkpoint: checkpoint)
      _ = try writer.commit([unit], at: end)
    }
  }

  private func block(_ numbers: Range<Int>) -> EventBlock {
    var block = EventBlock()
    block.labelSets = Self.labelSets
    block.names = (0..<Self.users).map { "user-\($0)" }
    block.events.reserveCapacity(numbers.count)
    for number in numbers { block.events.append(event(number)) }
    block.counts.lines = numbers.count
    return block
  }

  private static let labelSets = (0..<features * models.count).map { index in
    var set = LabelSet()
    set.feature = "feature-\(index / models.count)"
    set.model = models[index % models.count]
    set.provider = providers[index % models.count]
    set.queryType = "chat"
    set.format = "generated"
    return set
  }

  private func event(_ number: Int) -> PricedEvent {
    let step = Self.days * 86_400_000_000 / Int64(events)
    let time = end.adding(seconds: -Self.days * 86_400).microseconds + Int64(number) * step
    var hash = ContentHash()
    hash.combine(seed)
    hash.combine(UInt64(number))
    let identity = hash.identity
    let (dice, more) = (identity.low, identity.high)
    // The first features have most of the traffic.
    let feature = Int(min(dice % 24, dice >> 8 % 24))
    let label = feature * Self.models.count + Int(dice >> 16 % 4)
    let input = Int32(200 + dice >> 24 % 4_000)
    let output = Int32(20 + dice >> 40 % 800)
    var event = UsageEvent(
      time: Instant(microseconds: time), identity: identity,
      labels: Int32(label), tokens: TokenCounts(input: input, output: output))
    event.user = Int32(more % Self.users)
    event.latencyMilliseconds = 20 + output * 12
    event.firstTokenMilliseconds = Int32(100 + more >> 16 % 900)
    event.outcome = more >> 32 % 200 == 0 ? .error : .ok
    event.offset = Int64(number)
    event.line = Int64(number) + 1
    let cost = Money(nanodollars: Int64(input) * 2_000 + Int64(output) * 10_000)
    return PricedEvent(event: event, cost: cost, status: .logged)
  }
}
