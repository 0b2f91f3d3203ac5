import SpendCore
import SpendStore
import SpendTestSupport
import Testing

/// The first of many users, and the sums of the others, agree with the sums of all.
@Suite struct TopRowsTests {
  private func sums(_ rows: [SpendRow]) -> SpendSums { rows.reduce(into: SpendSums()) { $0 += $1.sums } }

  @Test("the first users and the rest are all users", arguments: RankingMetric.allCases + [nil])
  func first(metric: RankingMetric?) throws {
    let temporary = try TemporaryStore()
    var random = SeededGenerator(seed: 11)
    var maker = EventMaker()
    maker.block.names = (0..<300).map { "user-\($0)" }
    for number in 0..<2_000 {
      maker.add(
        key: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, seconds: 1_728_000_000 + Int64(number),
        output: Int32.random(in: 1...4, using: &random), nanodollars: Int64.random(in: 1...3, using: &random),
        outcome: number % 5 == 0 ? .error : .ok, latency: number % 3 == 0 ? nil : Int32(number))
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
      let top = try #require(try store.topRows(for: query, by: metric, most: most))
      #expect(top.rows.count == min(most, all.count))
      #expect(top.restCount == all.count - top.rows.count)
      #expect(Set(top.rows.map { $0.keys[0] }) == Set(all.prefix(most).map { $0.keys[0] }))
      for row in top.rows { #expect(row.sums == all.first { $0.keys == row.keys }?.sums) }
      #expect(sums(top.rows + [SpendRow(keys: [""], sums: top.rest)]) == sums(all))
    }
  }
}
