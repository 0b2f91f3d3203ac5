import SpendCore
import SpendStore
import Testing

/// Answers from rollups must equal a plain loop over the events, for any window and grouping.
@Suite struct QueryPropertyTests {
  private struct Fact {
    var seconds: Int64
    var feature: String
    var model: String
    var cost: Int64?
    var latency: Int32?
  }

  private func world(seed: UInt64, count: Int, start: Int64, days: Int64) -> [Fact] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      Fact(
        seconds: start + Int64.random(in: 0..<days * 86_400, using: &random),
        feature: ["search", "chat", "", "it's"].randomElement(using: &random) ?? "",
        model: ["a", "b", "c"].randomElement(using: &random) ?? "",
        cost: Int.random(in: 0..<10, using: &random) == 0
          ? nil : Int64.random(in: 0..<1_000_000, using: &random),
        latency: Bool.random(using: &random) ? Int32.random(in: 0..<5_000, using: &random) : nil)
    }
  }

  @Test(
    "sums over any window and grouping equal a plain loop",
    arguments: ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"])
  func againstLoop(zoneName: String) throws {
    let zone = try #require(Zone(named: zoneName))
    let start = Int64(20_530) * 86_400  // spring of 2026, a change of clocks in Berlin inside
    let facts = world(seed: 11, count: 3_000, start: start, days: 9)
    let store = try TemporaryStore(zone: zone)
    var maker = EventMaker()
    for (index, fact) in facts.enumerated() {
      maker.add(
        key: UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15, seconds: fact.seconds, feature: fact.feature,
        model: fact.model, nanodollars: fact.cost, latency: fact.latency)
    }
    try store.commit(maker.block)
    let reader = try store.reader(zone: zone)
    let elsewhere = try store.reader(zone: try #require(Zone(named: "America/New_York")))

    var random = SeededGenerator(seed: 12)
    for _ in 0..<60 {
      let from = start + Int64.random(in: -86_400..<9 * 86_400, using: &random)
      let window = TimeWindow(
        start: Instant(seconds: from),
        end: Instant(seconds: from + Int64.random(in: 0..<6 * 86_400, using: &random)))
      let groups: [Dimension] =
        [[], [.feature], [.model], [.feature, .model]].randomElement(using: &random) ?? []
      let buckets: [BucketWidth?] = [nil, .quarterHour, .hour, .day, .week]
      let bucket = buckets.randomElement(using: &random) ?? nil
      let filters: [DimensionFilter] =
        Bool.random(using: &random) ? [] : [DimensionFilter(.feature, .equals("it's"))]
      for (source, zone) in [(reader, zone), (elsewhere, try #require(Zone(named: "America/New_York")))] {
        var query = SpendQuery(
          window: window, groups: groups, bucket: bucket, filters: filters,
          includesLatency: Bool.random(using: &random))
        query.includesOnlyCost = Bool.random(using: &random)
        var expected: [String: (requests: Int64, cost: Int64, unpriced: Int64, latencies: Int64)] = [:]
        for fact in facts where window.contains(Instant(seconds: fact.seconds)) {
          if !filters.isEmpty, fact.feature != "it's" { continue }
          let keys = groups.map { $0 == .feature ? fact.feature : fact.model }
          let slice = bucket.map { "\(zone.start(of: $0, Instant(seconds: fact.seconds)).seconds)" } ?? ""
          let key = (keys + [slice]).joined(separator: "|")
          expected[key, default: (0, 0, 0, 0)].requests += 1
          expected[key, default: (0, 0, 0, 0)].cost += fact.cost ?? 0
          expected[key, default: (0, 0, 0, 0)].unpriced += fact.cost == nil ? 1 : 0
          expected[key, default: (0, 0, 0, 0)].latencies += fact.latency == nil ? 0 : 1
        }
        let rows = try source.rows(for: query)
        #expect(rows.count == expected.count, "\(query)")
        for row in rows {
          let key = (row.keys + [row.bucketStart.map { "\($0.seconds)" } ?? ""]).joined(separator: "|")
          guard let right = expected[key] else {
            Issue.record("unexpected row \(key) for \(query)")
            continue
          }
          #expect(row.sums.cost.nanodollars == right.cost)
          #expect(row.sums.unpricedRequests == right.unpriced)
          if !query.includesOnlyCost { #expect(row.sums.requests == right.requests) }
          if query.includesLatency { #expect(row.sums.latency.count == right.latencies) }
        }
      }
    }
  }

  @Test(
    "days and hours are those of the clocks, in zones that are or become off by half an hour",
    arguments: ["Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin"])
  func partialHours(zoneName: String) throws {
    let zone = try #require(Zone(named: zoneName))
    // Lord Howe goes from 11 to 10½ hours ahead on 5 April 2026.
    let start = CivilTime(year: 2026, month: 3, day: 28).instant().seconds
    let facts = world(seed: 15, count: 2_000, start: start, days: 16)
    let store = try TemporaryStore(zone: .utc)
    var maker = EventMaker()
    for (index, fact) in facts.enumerated() {
      maker.add(
        key: UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15, seconds: fact.seconds, feature: fact.feature,
        model: fact.model, nanodollars: fact.cost, latency: fact.latency)
    }
    try store.commit(maker.block)
    let reader = try store.reader(zone: zone)
    let window = TimeWindow(
      start: Instant(seconds: start - 86_400), end: Instant(seconds: start + 20 * 86_400))
    for (bucket, includesLatency) in [(BucketWidth.day, false), (.hour, false), (.hour, true)] {
      var query = SpendQuery(
        window: window, groups: [.feature], bucket: bucket, includesLatency: includesLatency)
      query.cutsLocalHours = true
      var expected: [String: Int64] = [:]
      for fact in facts {
        let local = zone.civil(Instant(seconds: fact.seconds))
        let hour = bucket == .hour ? " \(local.hour)" : ""
        expected["\(fact.feature) \(local.day)\(hour)", default: 0] += fact.cost ?? 0
      }
      var found: [String: Int64] = [:]
      for row in try reader.rows(for: query) {
        let local = zone.civil(try #require(row.bucketStart))
        if bucket == .hour, zoneName != "Australia/Lord_Howe" { #expect(local.minute == 0) }
        let hour = bucket == .hour ? " \(local.hour)" : ""
        found["\(row.keys[0]) \(local.day)\(hour)", default: 0] += row.sums.cost.nanodollars
      }
      #expect(found == expected, "\(bucket)")
    }
  }

  @Test("costs by hour equal a plain loop, however the window ends")
  func costsByHour() throws {
    let start = Int64(20_530) * 86_400
    let facts = world(seed: 13, count: 2_000, start: start, days: 5)
    let store = try TemporaryStore(zone: .utc)
    var maker = EventMaker()
    for (index, fact) in facts.enumerated() {
      maker.add(
        key: UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15, seconds: fact.seconds, feature: fact.feature,
        model: fact.model, nanodollars: fact.cost, latency: fact.latency)
    }
    try store.commit(maker.block)
    let reader = try store.reader(zone: .utc)
    var random = SeededGenerator(seed: 14)
    for _ in 0..<40 {
      let from = start + 3_600 * Int64.random(in: -20..<120, using: &random)
      let window = TimeWindow(
        start: Instant(seconds: from),
        end: Instant(seconds: from + Int64.random(in: 0..<4 * 86_400, using: &random)))
      let group: Dimension? = [nil, .feature, .model].randomElement(using: &random) ?? nil
      let filters: [DimensionFilter] =
        Bool.random(using: &random) ? [] : [DimensionFilter(.feature, .differs("search"))]
      var expected: [String: [Money]] = [:]
      for fact in facts where window.contains(Instant(seconds: fact.seconds)) {
        if !filters.isEmpty, fact.feature == "search" { continue }
        let key = group.map { $0 == .feature ? fact.feature : fact.model } ?? ""
        let count = Int((window.end.seconds - from + 3_599) / 3_600)
        expected[key, default: Array(repeating: .zero, count: count)][Int((fact.seconds - from) / 3_600)] +=
          Money(nanodollars: fact.cost ?? 0)
      }
      #expect(try reader.hourlyCosts(in: window, by: group, filters: filters) == expected, "\(window)")
      // The same sums with some values told apart, and all others as one.
      let named: Set = ["chat", "a"]
      var folded: [String: [Money]] = [:]
      for (value, hours) in expected {
        let key = named.contains(value) ? value : HourlyCosts.rest
        folded[key] = folded[key].map { zip($0, hours).map { $0 + $1 } } ?? hours
      }
      #expect(
        try reader.hourlyCosts(in: window, by: group, filters: filters, named: named) == folded, "\(window)")
      // Queries that are read in one pass do not mix.
      let queries = [
        HourlyCostQuery(by: nil), HourlyCostQuery(by: group, filters: filters, named: named),
        HourlyCostQuery(by: .model, filters: [DimensionFilter(.feature, .equals("no such feature"))]),
        HourlyCostQuery(by: group, filters: filters),
      ]
      let together = try reader.hourlyCosts(in: window, of: queries)
      #expect(together[1] == folded, "\(window)")
      #expect(together[2].isEmpty)
      #expect(together[3] == expected, "\(window)")
      #expect(try together[0] == reader.hourlyCosts(in: window, by: nil), "\(window)")
    }
  }
}

/// A small generator that gives the same numbers for the same seed (PCG, O'Neill 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &+ 0x9E37_79B9_7F4A_7C15
  }

  mutating func next() -> UInt64 {
    func half(_ state: inout UInt64) -> UInt64 {
      let old = state
      state = old &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let shifted = UInt32(truncatingIfNeeded: ((old >> 18) ^ old) >> 27)
      let rotation = UInt32(old >> 59)
      return UInt64(shifted >> rotation | shifted << ((32 &- rotation) & 31))
    }
    return half(&state) << 32 | half(&state)
  }
}
