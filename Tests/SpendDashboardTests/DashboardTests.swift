import SpendAggregate
import SpendCore
import SpendScreen
import SpendText
import Testing

@testable import SpendDashboard

/// A store over a list in memory, answering by a plain loop.
struct MemorySource: SpendSource {
  var events: [EventRecord]
  var zone = Zone.utc

  func generation() throws -> Int64 { 1 }

  private func passes(_ event: EventRecord, _ filters: [DimensionFilter]) -> Bool {
    filters.allSatisfy { filter in
      switch filter.test {
      case .equals(let value): event.value(of: filter.dimension) == value
      case .differs(let value): event.value(of: filter.dimension) != value
      case .matches(let pattern): event.value(of: filter.dimension).contains(pattern)
      }
    }
  }

  func rows(for query: SpendQuery) throws -> [SpendRow] {
    struct Key: Hashable {
      var keys: [String]
      var start: Instant?
    }
    var sums: [Key: SpendSums] = [:]
    for event in events where query.window.contains(event.time) && passes(event, query.filters) {
      let key = Key(
        keys: query.groups.map { event.value(of: $0) },
        start: query.bucket.map { zone.start(of: $0, event.time) })
      var sum = sums[key] ?? SpendSums()
      sum.requests += 1
      sum.errors += event.outcome == .error ? 1 : 0
      sum.input += Int64(event.tokens.input ?? 0)
      sum.cacheRead += Int64(event.tokens.cacheRead ?? 0)
      sum.output += Int64(event.tokens.output ?? 0)
      sum.cost += event.cost ?? .zero
      sum.unpricedRequests += event.cost == nil ? 1 : 0
      if let latency = event.latencyMilliseconds { sum.latency.add(milliseconds: latency) }
      sums[key] = sum
    }
    return sums.map { SpendRow(keys: $0.key.keys, bucketStart: $0.key.start, sums: $0.value) }
  }

  func newestEvents(limit: Int, before: Instant?, filters: [DimensionFilter]) throws -> [EventRecord] {
    Array(
      events.filter { event in before.map { event.time < $0 } ?? true && passes(event, filters) }
        .sorted { $0.time > $1.time }.prefix(limit))
  }

  func forEachEvent(in window: TimeWindow, filters: [DimensionFilter], _ body: (EventRecord) throws -> Void)
    throws
  {
    for event in events where window.contains(event.time) && passes(event, filters) { try body(event) }
  }

  func health() throws -> StoreHealth {
    var health = StoreHealth()
    health.events = Int64(events.count)
    health.firstEvent = events.map(\.time).min()
    health.lastEvent = events.map(\.time).max()
    health.lastIngest = health.lastEvent
    return health
  }

  /// A quiet company that is easy to check by hand.
  static func sample(until now: Instant) -> MemorySource {
    var events: [EventRecord] = []
    for index in 0..<600 {
      var labels = LabelSet()
      labels.feature = ["search", "support-chat", "", "日本語-feature"][index % 4]
      labels.model = ["gpt-4o", "claude-sonnet-4-5", "unheard-of"][index % 3]
      labels.provider = "openai"
      labels.queryType = ["chat", "agent"][index % 2]
      var event = EventRecord(
        time: now.adding(seconds: -Int64(index) * 577), labels: labels,
        tokens: TokenCounts(input: Int32(100 + index), cacheRead: 50, output: 20),
        cost: index % 3 == 2 ? nil : Money(nanodollars: 1_250_000 * Int64(1 + index % 7)),
        costStatus: index % 3 == 2 ? .unpriced : .priced, outcome: index % 41 == 0 ? .error : .ok)
      event.latencyMilliseconds = Int32(200 + index % 300)
      events.append(event)
    }
    return MemorySource(events: events)
  }
}

@Suite struct DashboardTests {
  static let now = CivilTime(year: 2026, month: 11, day: 20, hour: 14, minute: 32, second: 7).instant()
  private let snapshot: DashboardSnapshot

  init() throws {
    snapshot = try SnapshotBuilder(MemorySource.sample(until: Self.now), zone: .utc).build(
      ViewRequest(), at: Self.now)
  }

  private func frame(
    _ state: DashboardState = DashboardState(), _ width: Int, _ height: Int, ascii: Bool = false
  ) -> CellGrid {
    var options = DashboardOptions(zone: .utc)
    options.isASCII = ascii
    return Renderer.render(
      snapshot, state, IngestProgress(), options, width: width, height: height, now: Self.now)
  }

  @Test(
    "the first line answers how much and how fast, at every size",
    arguments: [(80, 24), (120, 36), (200, 50), (40, 10)])
  func header(width: Int, height: Int) {
    let lines = frame(DashboardState(), width, height).plainText.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == height)
    #expect(lines[0].contains("spendtop") && lines[0].contains("14:32:07"))
    #expect(lines[1].contains("TODAY ≥$"))
    #expect(lines.contains { $0.contains("search") })
  }

  @Test("nothing is clipped: every cost of the table stands whole")
  func numbers() {
    let text = frame(DashboardState(), 120, 36).plainText
    for row in snapshot.features.rows { #expect(text.contains(Panels.cost(row.sums, .unicode).string)) }
  }

  @Test("what has no price is a dash, never nothing; what has no name is (none)")
  func unpriced() {
    var state = DashboardState()
    state.focus = .models
    state.isZoomed = true
    let lines = frame(state, 100, 20).plainText.split(separator: "\n")
    let line = lines.first { $0.contains("unheard-of") } ?? ""
    #expect(line.contains("—") && !line.contains("$0.00"))
    #expect(frame(DashboardState(), 120, 36).plainText.contains("(none)"))
  }

  @Test("ASCII is ASCII")
  func ascii() {
    var state = DashboardState()
    state.showsHelp = false
    let text = frame(state, 120, 36, ascii: true).plainText
    let allowed = Set("日本語…·Δ".unicodeScalars)
    #expect(
      text.unicodeScalars.allSatisfy {
        $0.isASCII || allowed.contains($0) || "⏎⇧⌫".unicodeScalars.contains($0)
      })
  }

  @Test("any size and any keys: no trap, and a frame of that size", arguments: [UInt64](1...30))
  func anything(seed: UInt64) {
    var random = SplitMix(state: seed)
    var state = DashboardState()
    let keys: [Key] = [
      .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .enter, .escape, .backspace,
      .character("t"), .character("T"), .character("s"), .character("r"), .character("/"), .character("x"),
      .character("\\"), .character("z"), .character(" "), .character("?"), .character("日"), .function(1),
      .control("l"),
    ]
    for _ in 0..<120 {
      _ = reduce(&state, keys.randomElement(using: &random) ?? .tab, snapshot)
      let width = Int.random(in: 1...220, using: &random)
      let height = Int.random(in: 1...70, using: &random)
      let grid = frame(state, width, height, ascii: Bool.random(using: &random))
      #expect(grid.width == width && grid.height == height)
    }
  }

  @Test("the selection stays on its item when the order changes")
  func selection() {
    var state = DashboardState()
    _ = reduce(&state, .down, snapshot)
    let chosen = state.selection[.features]
    _ = reduce(&state, .character("s"), snapshot)
    _ = reduce(&state, .character("r"), snapshot)
    #expect(state.selection[.features] == chosen)
  }

  @Test("drilling narrows everything, going back widens it")
  func drilling() throws {
    var state = DashboardState()
    let effects = reduce(&state, .enter, snapshot)
    #expect(state.request.filters.count == 1)
    #expect(effects == [.ask(state.request)])
    let narrowed = try SnapshotBuilder(MemorySource.sample(until: Self.now), zone: .utc).build(
      state.request, at: Self.now)
    #expect(narrowed.features.rows.count == 1)
    #expect(narrowed.total.requests < snapshot.total.requests)
    _ = reduce(&state, .escape, snapshot)
    #expect(state.request.filters.isEmpty)
    #expect(!state.hasEnded)
    _ = reduce(&state, .character("q"), snapshot)
    #expect(state.hasEnded)
  }

  @Test(
    "amounts keep their digits",
    arguments: [
      (0, "$0.00"), (412_380_000_000, "$412.38"), (1_234_560_000_000, "$1,235"), (12_000, "$0.000012"),
      (49_200_000, "$0.0492"), (999_999_999, "$1.00"), (999_940_000, "$0.9999"), (9_999_999, "$0.0100"),
      (1_500_000_000_000_000, "$1.50M"), (-2_500_000_000, "-$2.50"),
    ] as [(Int64, String)])
  func money(nano: Int64, text: String) {
    #expect(MoneyText.short(Money(nanodollars: nano)) == text)
  }

  struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }
}
