import Foundation
import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendStore
import SpendTestSupport
import Testing

@testable import spendtop

/// However spend is cut, the parts sum to the events and to the total on the screen.
@Suite struct GroupingPropertyTests {
  private typealias Dimension = SpendCore.Dimension

  private static let zones = [
    "UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Kiritimati",
  ]
  /// 18 October 2026: clocks change in Lord Howe before and in Berlin within the days after.
  private static let start = CivilTime(year: 2026, month: 10, day: 18).instant()

  private func log(_ random: inout SeededGenerator) -> String {
    let models = ["gpt-4o", "gpt-4o-mini", "nova-nonesuch", "o3"]
    return (0..<2_500).map { number in
      let time = Self.start.adding(seconds: Int64.random(in: 0..<12 * 86_400, using: &random))
      let model = models.randomElement(using: &random) ?? ""
      let labels = [
        ("feature", ["search", "chat", "it's"]), ("team", ["a", "b"]), ("user", ["ann", "bob", "eve"]),
        ("session_id", ["s1", "s2"]), ("environment", ["prod", "test"]),
      ].compactMap { name, values -> String? in
        guard Int.random(in: 0..<4, using: &random) > 0, let value = values.randomElement(using: &random)
        else {
          return nil
        }
        return ",\"\(name)\":\"\(value)\""
      }.joined()
      let tier = Bool.random(using: &random) ? ",\"service_tier\":\"batch\"" : ""
      return Line.plain(
        "group-\(number)", model: model, input: Int.random(in: 0..<90_000, using: &random),
        output: Int.random(in: 0..<900, using: &random), at: time.rfc3339, members: labels + tier) + "\n"
    }.joined()
  }

  private func filters(_ random: inout SeededGenerator) -> [DimensionFilter] {
    let known: [DimensionFilter] = [
      DimensionFilter(.model, .equals("gpt-4o")), DimensionFilter(.feature, .differs("chat")),
      DimensionFilter(.team, .equals(Dimension.none)), DimensionFilter(.user, .equals("ann")),
      DimensionFilter(.session, .differs("s1")), DimensionFilter(.model, .matches("^gpt")),
      DimensionFilter(.environment, .equals("prod")), DimensionFilter(.tier, .equals("batch")),
    ]
    return (0..<Int.random(in: 0..<3, using: &random)).compactMap { _ in known.randomElement(using: &random) }
  }

  private func same(_ a: SpendSums, _ b: SpendSums) -> Bool {
    a.requests == b.requests && a.cost == b.cost && a.input == b.input && a.cacheRead == b.cacheRead
      && a.output == b.output && a.unpricedRequests == b.unpricedRequests
      && a.unpricedTokens == b.unpricedTokens && a.errors == b.errors && a.errorCost == b.errorCost
      && a.cacheSaved == b.cacheSaved && a.estimatedRequests == b.estimatedRequests
  }

  @Test(
    "groups, slices, events and the screen agree, in any window, zone and filter",
    arguments: [3, 77 as UInt64])
  func everything(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let kept = try #require(Zone(named: Self.zones.randomElement(using: &random) ?? "UTC"))
    let books = try AccountingFixture(["a.jsonl": log(&random)], zone: kept)
    for round in 0..<20 {
      let zone = try #require(Zone(named: Self.zones.randomElement(using: &random) ?? "UTC"))
      let store = try books.store(zone: zone)
      // Any second, and often the very start of a local day.
      var from = Self.start.adding(seconds: Int64.random(in: -86_400..<12 * 86_400, using: &random))
      if Bool.random(using: &random) { from = zone.startOfDay(from) }
      var to = from.adding(seconds: Int64.random(in: 1..<9 * 86_400, using: &random))
      if Bool.random(using: &random) { to = max(zone.startOfDay(to), from.adding(seconds: 1)) }
      let window = TimeWindow(start: from, end: to)
      let filters = filters(&random)
      let note = Comment(
        rawValue: "seed \(seed) round \(round): \(zone.name), \(from.rfc3339) to \(to.rfc3339), \(filters)")

      var events = SpendSums()
      try store.forEachEvent(in: window, filters: filters) { event in
        events.requests += 1
        events.cost += event.cost ?? .zero
        if event.outcome == .error { events.errors += 1 }
        if event.cost == nil { events.unpricedTokens += event.tokens.total }
        if event.costStatus == .unpriced || event.costStatus == .partial { events.unpricedRequests += 1 }
        if event.costStatus == .estimated { events.estimatedRequests += 1 }
        events.input += Int64(event.tokens.input ?? 0)
        events.cacheRead += Int64(event.tokens.cacheRead ?? 0)
        events.output += Int64(event.tokens.output ?? 0)
      }

      var groups: [Dimension] = []
      for _ in 0..<Int.random(in: 0..<4, using: &random) {
        let group = Dimension.allCases.randomElement(using: &random) ?? .model
        if !groups.contains(group) { groups.append(group) }
      }
      let buckets: [BucketWidth?] = [nil, .quarterHour, .hour, .day, .week, .month]
      for bucket in buckets {
        let query = SpendQuery(window: window, groups: groups, bucket: bucket, filters: filters)
        let rows = try store.rows(for: query)
        let sums = rows.reduce(into: SpendSums()) { $0 += $1.sums }
        #expect(same(sums, events), note)
        let keys = rows.map { "\($0.keys) \($0.bucketStart?.microseconds ?? 0)" }
        #expect(Set(keys).count == keys.count, note)
      }

      var request = SnapshotRequest(filters: filters, dimensions: groups.isEmpty ? [.feature] : groups)
      request.span = window
      let screen = try SnapshotBuilder(source: store, zone: zone).build(for: request, at: to)
      #expect(screen.summary.sums.cost == events.cost, note)
      #expect(screen.summary.sums.requests == events.requests, note)
      #expect(screen.summary.sums.unpricedRequests == events.unpricedRequests, note)
    }
  }
}
