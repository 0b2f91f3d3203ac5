import SpendCore
import SpendTestSupport
import Testing

@testable import SpendStore

/// Sessions that are counted event by event, in one pass or many, agree with rows by session.
@Suite struct OwnerCostTests {
  private func filled() throws -> TemporaryStore {
    let temporary = try TemporaryStore()
    var random = SeededGenerator(seed: 23)
    var maker = EventMaker()
    maker.block.names = (0..<90).map { "session-\($0)" }
    for number in 0..<3_000 {
      let isPriced = Int.random(in: 0..<4, using: &random) > 0
      maker.add(
        key: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, seconds: 1_728_000_000 + Int64(number),
        feature: ["search", "chat", "", "agent"].randomElement(using: &random) ?? "",
        model: Bool.random(using: &random) ? "a" : "b",
        nanodollars: isPriced ? Int64.random(in: 0...1_000, using: &random) : nil)
      // The last sessions have a request or two: some of them only a partly priced or an unpriced one.
      maker.block.events[number].event.session =
        number % 5 == 0 ? -1 : number < 20 ? 60 + Int32(number) : Int32.random(in: 0..<60, using: &random)
      if number % 3 == 0, isPriced { maker.block.events[number].status = .partial }
    }
    try temporary.commit(maker.block)
    return temporary
  }

  @Test("sessions by group and in total", arguments: [4, 10, 50, 3_000_000])
  func sessions(most: Int) throws {
    let store = try filled().reader()
    for groups in [[], [.feature], [.feature, .model]] as [[SpendCore.Dimension]] {
      let window = TimeWindow(
        start: Instant(seconds: 1_728_000_000), end: Instant(seconds: 1_728_000_000 + 2_500))
      let query = SpendQuery(window: window, groups: groups)
      var bySession = query
      bySession.groups.append(.session)
      let rows = OwnerCosts(rows: try store.rows(for: bySession), dimensions: groups.count)
      #expect(rows.total.count > 50 && rows.total.count < 80)
      let counted = try store.read {
        try SQLiteStore.ownerCosts($0, query, "session_id", "", zone: .utc, most: most)
      }
      #expect(counted == rows)
      #expect(try store.ownerCosts(for: query, of: .session) == rows)
    }
  }

  @Test("filters hold, and queries by users are left to rows")
  func filters() throws {
    let store = try filled().reader()
    let query = SpendQuery(
      window: .allTime, groups: [.model], filters: [DimensionFilter(.feature, .equals("chat"))])
    var bySession = query
    bySession.groups.append(.session)
    let rows = OwnerCosts(rows: try store.rows(for: bySession), dimensions: 1)
    #expect(try store.ownerCosts(for: query, of: .session) == rows)
    let none = SpendQuery(window: .allTime, filters: [DimensionFilter(.feature, .equals("nothing"))])
    #expect(try store.ownerCosts(for: none, of: .session) == OwnerCosts())
    #expect(try store.ownerCosts(for: SpendQuery(window: .allTime, groups: [.user]), of: .session) == nil)
  }
}
