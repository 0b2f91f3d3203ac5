import Foundation
import SpendCore
import SpendDemo
import SpendIngest
import SpendPricing
import SpendStore

/// Stores the requests of the simulated company, priced like real ones.
final class DemoCompany {
  private let workload: DemoWorkload
  private let writer: SQLiteWriter
  private let stream: Int64
  private var offset: Int64 = 0
  private let catalog: PriceCatalog
  private var prices: [String: PriceMatch?] = [:]

  init(workload: DemoWorkload, context: Context) throws {
    self.workload = workload
    catalog = try context.catalog
    do {
      writer = try SQLiteWriter(path: context.databasePath, zone: context.zone)
      let place = FileLocation(
        path: "demo", device: 0, inode: 0, size: 0, modifiedNanoseconds: 0, codec: "plain")
      stream = try writer.register([place], at: Clock.now)[0]
    } catch let error as StoreError {
      throw CommandError(message: error.message(path: context.databasePath), status: .unreadable)
    }
  }

  /// Stores the last day before `start`: enough for a first frame.
  func fillDay(until start: Instant) throws {
    let scene = DemoScene(workload: workload, start: start)
    try fill(from: start.adding(seconds: -Self.firstSeconds), to: scene.detailStart, until: start)
    try store(scene.requests(from: scene.detailStart, to: start), at: start)
  }

  /// Stores the weeks before that day, the latest first.
  func fillHistory(until start: Instant, stop: StopSignal = StopSignal(), between: () throws -> Void = {})
    throws
  {
    var end = start.adding(seconds: -Self.firstSeconds)
    let first = start.adding(seconds: -Self.historySeconds)
    while end > first, !stop.isStopped {
      let begin = max(first, end.adding(seconds: -Self.chunkSeconds))
      try fill(from: begin, to: end, until: start)
      end = begin
      try between()
    }
  }

  private func fill(from: Instant, to: Instant, until: Instant) throws {
    try store(workload.history(from: from, to: to, until: until), at: until)
  }

  private static let firstSeconds: Int64 = 26 * 3_600
  private static let historySeconds: Int64 = 35 * 86_400
  private static let chunkSeconds: Int64 = 2 * 86_400

  /// Goes on from a moment by a clock, with the history filled in beside it.
  func live(
    from start: Instant, clock: @escaping @Sendable () -> Instant, meter: IngestMeter, stop: StopSignal
  ) throws {
    meter.follow()
    let scene = DemoScene(workload: workload, start: start)
    var reached = start
    func goOn() throws {
      let now = clock()
      let fresh = scene.requests(from: reached, to: now)
      if !fresh.isEmpty { try store(fresh, at: now) }
      reached = max(reached, now)
    }
    try fillHistory(until: start, stop: stop, between: goOn)
    while !stop.isStopped {
      stop.wait(milliseconds: 250)
      try goOn()
    }
  }

  private func store(_ requests: [DemoRequest], at now: Instant) throws {
    for start in stride(from: 0, to: requests.count, by: 32_768) {
      let block = block(requests[start..<min(start + 32_768, requests.count)])
      var checkpoint = StreamCheckpoint()
      checkpoint.offset = offset + Int64(block.events.count)
      checkpoint.format = "demo"
      _ = try writer.commit(
        [CommitUnit(block: block, stream: stream, from: offset, checkpoint: checkpoint)], at: now)
      offset = checkpoint.offset
    }
  }

  private func block(_ requests: ArraySlice<DemoRequest>) -> EventBlock {
    var block = EventBlock()
    var labels: [LabelSet: Int32] = [:]
    var users: [String: Int32] = [:]
    for (number, request) in requests.enumerated() {
      var set = LabelSet()
      set.provider = request.provider
      set.model = request.model
      set.feature = request.feature
      set.queryType = request.queryType
      set.team = request.team
      set.environment = request.environment
      set.tier = request.tier
      set.format = "demo"
      if request.isError { set.error = ErrorClass(status: request.status)?.rawValue ?? "" }
      let index = labels[set] ?? Int32(block.labelSets.count)
      if labels.updateValue(index, forKey: set) == nil { block.labelSets.append(set) }
      let user = users[request.user] ?? Int32(block.names.count)
      if users.updateValue(user, forKey: request.user) == nil { block.names.append(request.user) }
      var event = UsageEvent(
        time: request.time,
        identity: EventIdentity(high: request.id, low: request.id &* 0x9E37_79B9_7F4A_7C15),
        labels: index, tokens: request.tokens)
      event.user = user
      event.outcome = request.isError ? .error : .ok
      event.latencyMilliseconds = request.latencyMilliseconds
      event.firstTokenMilliseconds = request.firstTokenMilliseconds
      event.isStream = request.isStream
      event.line = offset + Int64(number) + 1
      let quote =
        price(request).map {
          $0.quote(request.tokens, tier: ServiceTier(text: request.tier), at: request.time)
        } ?? .unpriced
      let booking = RecordedCost(
        quote, logged: nil, loggedIsBinding: false, isFree: request.isError, tokens: request.tokens)
      block.events.append(
        PricedEvent(
          event: event, cost: booking.cost, computedCost: booking.computed, status: booking.status,
          priceID: quote.priceID, cacheSaved: quote.cacheSaved))
    }
    block.counts.lines = block.events.count
    return block
  }

  private func price(_ request: DemoRequest) -> PriceMatch? {
    let name = "\(request.provider)/\(request.model)"
    if let known = prices[name] { return known }
    let match = catalog.match(provider: request.provider, model: request.model)
    prices[name] = match
    return match
  }
}

extension DemoCompany {
  /// The budgets of the simulated company. That of research runs out while one watches.
  static let budgets: [Budget] = {
    func dollars(_ amount: Int64) -> Money { Money(nanodollars: amount * 1_000_000_000) }
    return [
      Budget(name: "company", amount: dollars(2_500), period: .calendar(.month)),
      Budget(
        name: "research", amount: dollars(150), period: .calendar(.day),
        filters: [DimensionFilter(.feature, .equals("research-agent"))]),
      Budget(name: "per-team", amount: dollars(250), period: .calendar(.week), splitBy: .team),
    ]
  }()
}
