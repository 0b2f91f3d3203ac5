import SpendCore
import SpendTestSupport
import Testing

@testable import SpendStore

/// The first of many users, and the sums of the others, agree with the sums of all.
@Suite struct TopRowsTests {
  private func sums(_ rows: [SpendRow]) -> SpendSums { rows.reduce(into: SpendSums()) { $0 += $1.sums } }

  @Test(
    "the first users and the rest are all users", arguments: RankingMetric.allCases + [nil],
    [20_000, 299, 10, 0])
  func first(metric: RankingMetric?, namesInOnePass: Int) throws {
    let temporary = try TemporaryStore()
    var random = SeededGenerator(seed: 11)
    var maker = EventMaker()
    maker.block.names = (0..<300).map { "user-\($0)" }
    for number in 0..<2_000 {
      maker.add(
        key: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, seconds: 1_728_000_000 + Int64(number),
        output: Int32.random(in: 1...4, using: &random), nanodollars: Int64.random(in: 1...3, using: &random),
        outcome: number % 5 == 0 ? .error : .ok, latency: number % 3 == 0 ? nil : Int32(number))
      // Each column of the sums, and each state of prices.
      let place = number % 6
      maker.block.events[number].status =
        [.priced, .logged, .estimated, .free, .partial, .unpriced][place]
      if place == 5 { maker.block.events[number].cost = nil }
      maker.block.events[number].event.tokens.cacheRead = Int32(number % 13)
      maker.block.events[number].event.tokens.cacheWrite5m = Int32(number % 11)
      maker.block.events[number].event.tokens.cacheWrite1h = Int32(number % 17)
      maker.block.events[number].event.tokens.reasoning = number % 4 == 0 ? nil : 1
      maker.block.events[number].event.webSearches = number % 9 == 0 ? 2 : nil
      maker.block.events[number].cacheSaved = Money(nanodollars: Int64(number % 19))
      maker.block.events[number].event.user =
        number % 7 == 0 ? -1 : Int32.random(in: 0..<300, using: &random)
    }
    try temporary.commit(maker.block)
    let store = try temporary.reader()
    let query = SpendQuery(window: .allTime, groups: [.user], includesLatency: true)
    let all = try store.rows(for: query).sorted { a, b in
      let (first, second) = (metric?.rank(a.sums) ?? 0, metric?.rank(b.sums) ?? 0)
      return first != second ? first > second : a.keys[0] < b.keys[0]
    }
    for most in [0, 1, 10, 50, all.count, all.count + 5] {
      let top = try #require(
        try store.topRows(for: query, by: metric, most: most, namesInOnePass: namesInOnePass))
      #expect(top.rows.count == min(most, all.count))
      #expect(top.restCount == all.count - top.rows.count)
      #expect(Set(top.rows.map { $0.keys[0] }) == Set(all.prefix(most).map { $0.keys[0] }))
      for row in top.rows { #expect(row.sums == all.first { $0.keys == row.keys }?.sums) }
      #expect(sums(top.rows + [SpendRow(keys: [""], sums: top.rest)]) == sums(all))
    }
  }

  @Test("the rank that the last of the first names has is that of sorted ranks")
  func threshold() {
    var random = SeededGenerator(seed: 3)
    for round in 0..<200 {
      let ranks = (0..<(round * 3)).map { _ in
        Int.random(in: 0..<4, using: &random) == 0
          ? Int64.min : Int64.random(in: -5...Int64(1 + round), using: &random)
      }
      let sorted = ranks.filter { $0 != .min }.sorted(by: >)
      for most in [1, 2, 7, 50, 10_000, Int.max] {
        let least = RankThreshold.least(ofFirst: most, in: ranks, absent: .min)
        #expect(least == (sorted.count >= most ? sorted[most - 1] : sorted.last ?? .min))
      }
    }
  }
}
