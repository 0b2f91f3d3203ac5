import SpendAnalytics
import SpendCore
import SpendTestSupport
import Testing

@Suite struct AggregateTests {
  private func row(_ key: String, _ dollars: Int64, requests: Int64 = 1, at start: Int64? = nil) -> SpendRow {
    var sums = SpendSums()
    sums.cost = dollars.dollars
    sums.requests = requests
    return SpendRow(keys: [key], bucketStart: start.map { Instant(seconds: $0) }, sums: sums)
  }

  @Test("a breakdown is ordered by spend, then by name, and its shares are of the whole")
  func breakdown() {
    let breakdown = Breakdown(
      dimension: .feature, rows: [row("b", 1), row("a", 1), row("big", 6)],
      before: [row("big", 3), row("gone", 9)])
    #expect(breakdown.entries.map(\.key) == ["big", "a", "b"])
    #expect(breakdown.entries.map(\.share) == [0.75, 0.125, 0.125])
    #expect(breakdown.entries[0].change.share == 1)
    #expect(breakdown.entries[1].change.direction == .new)
    #expect(breakdown.total.cost == 8.dollars)
  }

  @Test("entries add up to the total, whatever the rows", arguments: UInt64(0)..<20)
  func entriesAddUp(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let rows = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      row("k\(Int.random(in: 0...9, using: &random))", Int64.random(in: 0...1_000, using: &random))
    }
    let breakdown = Breakdown(dimension: .model, rows: rows)
    #expect(breakdown.entries.reduce(Money.zero) { $0 + $1.sums.cost } == breakdown.total.cost)
    #expect(SpendSummary(rows: rows).sums.cost == breakdown.total.cost, "seed \(seed)")
  }

  @Test("histories have a place for every slice")
  func histories() {
    var breakdown = Breakdown(dimension: .feature, rows: [row("a", 3), row("quiet", 0)])
    breakdown.addHistory(
      rows: [row("a", 1, at: 0), row("a", 2, at: 1_800), row("a", 7, at: 9_000)],
      slices: [0, 900, 1_800].map { Instant(seconds: $0) })
    #expect(breakdown.entries[0].history == [1.dollars, 0.dollars, 2.dollars].map(\.nanodollars))
    #expect(breakdown.entries[1].history == [0, 0, 0])
  }

  @Test(
    "changes",
    arguments: [
      ("nothing at all", 0, 0, .none), ("first seen", 5, 0, .new), ("gone", 0, 5, .gone),
      ("more", 118, 100, .up), ("less", 97, 100, .down), ("as good as equal", 1_004, 1_000, .none),
    ] as [(String, Int64, Int64, Delta.Direction)])
  func changes(_ name: String, now: Int64, before: Int64, expected: Delta.Direction) {
    #expect(Delta(now: now, before: before).direction == expected, "\(name)")
  }

  @Test("burn is dollars per hour and compared with the usual")
  func burn() {
    let burn = SpendRate(recent: 5.dollars, recentSeconds: 900, usual: 240.dollars, usualSeconds: 86_400)
    #expect(burn.perHour == 20.dollars)
    #expect(burn.factor == 2)
    #expect(SpendRate(recent: 5.dollars, recentSeconds: 900).factor == nil)
    #expect(SpendRate(recent: Money(nanodollars: .max), recentSeconds: 1).perHour.nanodollars == .max)
  }

  @Test("shares of nothing are unknown")
  func emptySummary() {
    let summary = SpendSummary()
    #expect(summary.errorShare == nil && summary.cacheShare == nil && summary.perRequest == nil)
    #expect(summary.latency(0.5) == nil && !summary.isLowerBound)
  }
}
