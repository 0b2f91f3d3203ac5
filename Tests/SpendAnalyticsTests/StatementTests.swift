import Foundation
import SpendAnalytics
import SpendCore
import SpendTestSupport
import Testing

@Suite struct StatementTests {
  private func row(_ key: String, _ nanodollars: Int64, requests: Int64 = 1, tokens: Int64 = 0) -> SpendRow {
    var sums = SpendSums()
    sums.requests = requests
    sums.input = tokens
    sums.cost = Money(nanodollars: nanodollars)
    return SpendRow(keys: [key], sums: sums)
  }

  private func statement(
    _ rows: [SpendRow], rule: SpendStatement.Rule = .cost, hardware: [String: Money] = [:],
    items: [SpendStatement.SharedItem] = []
  ) throws -> SpendStatement {
    SpendStatement(
      month: try #require(CalendarMonth("2026-10")), zone: .utc, by: .team, rule: rule, rows: rows,
      hardware: hardware, items: items)
  }

  @Test("parts of any amount by any weights add up to it", arguments: [UInt64](1...30))
  func split(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let amount = Money(
        nanodollars: Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random))
      let weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        Int64.random(in: -3...9_000_000_000_000, using: &random)
      }
      let parts = ExactSplit.parts(of: amount, by: weights)
      #expect(parts.reduce(.zero, +) == amount, "seed \(seed)")
      // Nobody without a weight pays, unless nobody has one.
      for (part, weight) in zip(parts, weights) where weight <= 0 && weights.contains(where: { $0 > 0 }) {
        #expect(part == .zero, "seed \(seed)")
      }
    }
  }

  @Test("rounding goes to the largest remainders")
  func remainders() {
    let parts = ExactSplit.parts(of: Money(nanodollars: 100), by: [1, 1, 1]).map(\.nanodollars)
    #expect(parts == [34, 33, 33])
    #expect(ExactSplit.parts(of: Money(nanodollars: -10), by: [2, 1]).map(\.nanodollars) == [-7, -3])
    #expect(ExactSplit.parts(of: Money(nanodollars: 7), by: [0, 0]).map(\.nanodollars) == [4, 3])
    #expect(ExactSplit.parts(of: Money(nanodollars: 7), by: []).isEmpty)
  }

  @Test("a statement adds up to a made invoice")
  func invoice() throws {
    // $300 and $100 direct, $40 without a team, a $60 gateway, a $20 credit, and $5 more on the invoice.
    let dollar: Int64 = 1_000_000_000
    let items: [SpendStatement.SharedItem] = [
      .init(.shared, "gateway", Money(nanodollars: 60 * dollar)),
      .init(.credit, "welcome", Money(nanodollars: -20 * dollar)),
      .init(.invoice, "difference to the invoice", Money(nanodollars: 5 * dollar)),
    ]
    let rows = [row("search", 300 * dollar), row("chat", 100 * dollar), row("", 40 * dollar)]
    let bill = try statement(rows, items: items)
    #expect(bill.total == Money(nanodollars: 485 * dollar))
    #expect(bill.shared == Money(nanodollars: 85 * dollar))
    #expect(bill.lines.map(\.key) == ["search", "chat"])
    #expect(bill.lines.map(\.total.nanodollars) == [363_750_000_000, 121_250_000_000])
    let even = try statement(rows, rule: .even, items: items)
    #expect(even.lines.map(\.shared.nanodollars) == [42_500_000_000, 42_500_000_000])
    #expect(even.total == bill.total)
  }

  @Test("weights are cost with hardware, requests or tokens")
  func rules() throws {
    let rows = [row("a", 10, requests: 3, tokens: 100), row("b", 10, requests: 1, tokens: 900)]
    let items = [SpendStatement.SharedItem(.shared, "x", Money(nanodollars: 100))]
    func shared(_ rule: SpendStatement.Rule) throws -> [String: Int64] {
      let bill = try statement(rows, rule: rule, hardware: ["a": Money(nanodollars: 20)], items: items)
      #expect(bill.total.nanodollars == 140)
      return Dictionary(uniqueKeysWithValues: bill.lines.map { ($0.key, $0.shared.nanodollars) })
    }
    #expect(try shared(.cost) == ["a": 75, "b": 25])
    #expect(try shared(.requests) == ["a": 75, "b": 25])
    #expect(try shared(.tokens) == ["a": 10, "b": 90])
  }

  @Test("without any value, and without any request, one line carries everything")
  func unlabelled() throws {
    let items = [SpendStatement.SharedItem(.shared, "x", Money(nanodollars: 100))]
    #expect(try statement([row("", 5)], items: items).lines.map(\.total.nanodollars) == [105])
    #expect(try statement([], items: items).lines.map(\.total.nanodollars) == [100])
    #expect(try statement([]).total == .zero)
  }

  @Test("later events are adjustments by line, and a statement survives its JSON")
  func adjustments() throws {
    let closed = try statement([row("a", 100), row("b", 50)])
    let decoded = try JSONDecoder().decode(SpendStatement.self, from: JSONEncoder().encode(closed))
    #expect(decoded == closed)
    let now = try statement([row("a", 100), row("b", 70), row("c", 1)])
    let late = now.adjustments(since: decoded)
    #expect(late.map(\.key) == ["b", "c"] && late.map(\.amount.nanodollars) == [20, 1])
    #expect(closed.adjustments(since: closed).isEmpty)
    // A shared cost that was raised since is a change of the configuration.
    let raised = try statement(
      [row("a", 100), row("b", 70)], items: [.init(.shared, "gateway", Money(nanodollars: 1_000))])
    #expect(raised.adjustments(since: decoded).map(\.amount.nanodollars) == [20])
    #expect(raised.configuredCosts.nanodollars == 1_000 && now.configuredCosts == .zero)
    let unlabelled = try statement([row("a", 100), row("b", 50), row("", 7)])
    let nameless = unlabelled.adjustments(since: decoded)
    #expect(nameless.map(\.key) == [""] && nameless.map(\.amount.nanodollars) == [7])
    #expect(try statement([]).adjustments(since: closed).map(\.amount.nanodollars) == [-100, -50])
  }

  @Test("months: text, order, and clocks that change")
  func months() throws {
    let berlin = try #require(Zone(named: "Europe/Berlin"))
    let october = try #require(CalendarMonth("2026-10"))
    #expect(october.window(zone: berlin).seconds == 31 * 86_400 + 3_600)
    #expect(october.window(zone: berlin).start.rfc3339 == "2026-09-30T22:00:00.000Z")
    #expect(
      CalendarMonth("2026-12")?.next.text == "2027-01" && CalendarMonth("2026-01")?.previous.text == "2025-12"
    )
    for text in ["2026", "2026-13", "2026-1", "26-10", "2026-10-01", "+026-10", ""] {
      #expect(CalendarMonth(text) == nil)
    }
  }

  // MARK: Revenue and margins

  @Test("revenue of a month is spread over its time")
  func revenue() throws {
    let month = try #require(CalendarMonth("2026-09"))
    let window = month.window(zone: .utc)
    let half = TimeWindow(start: window.start, end: window.start.adding(seconds: 15 * 86_400))
    func earned(_ period: Revenue.Period, _ window: TimeWindow) -> Int64 {
      Revenue(.customer, "a", amount: Money(nanodollars: 3_000), period: period).earned(
        in: window, zone: .utc
      )
      .nanodollars
    }
    #expect(earned(.month(month), window) == 3_000)
    #expect(earned(.month(month), half) == 1_500)
    #expect(earned(.month(month.next), half) == 0)
    #expect(
      earned(.everyMonth, TimeWindow(start: half.start, end: month.next.window(zone: .utc).end)) == 6_000)
    #expect(earned(.range, half) == 3_000)
  }

  @Test("the worst margins come first, and a customer without revenue has none")
  func margins() {
    let window = TimeWindow(start: Instant(seconds: 0), end: Instant(seconds: 100))
    func revenue(_ name: String, _ amount: Int64) -> Revenue {
      Revenue(.customer, name, amount: Money(nanodollars: amount), period: .range)
    }
    let margins = Margins(
      [row("a", 90), row("b", 150), row("c", 1), row("free", 7), row("", 9)],
      [
        revenue("a", 100), revenue("b", 100), revenue("c", 100), revenue("idle", 50),
        Revenue(.feature, "a", amount: Money(nanodollars: 9_999), period: .range),
      ], by: .customer, in: window, zone: .utc)
    #expect(margins.rows.map(\.value) == ["b", "a", "c", "idle", "", "free"])
    #expect(margins.rows.map { $0.margin?.nanodollars } == [-50, 10, 99, 50, nil, nil])
    #expect(margins.rows[0].share == -0.5 && margins.rows[3].share == 1)
    #expect(margins.total.margin?.nanodollars == 109)
    #expect(margins.countWithoutRevenue == 2 && margins.withoutRevenue.cost.nanodollars == 16)
  }

  @Test("sessions are counted once in the total, requests without one are left out")
  func sessions() {
    func row(_ keys: [String], _ cost: Int64, unpriced: Bool = false) -> SpendRow {
      var one = self.row("", cost)
      one.keys = keys
      one.sums.unpricedRequests = unpriced ? 1 : 0
      return one
    }
    let economics = UnitEconomics(
      rows: [row(["search"], 12), row(["chat"], 4)],
      sessions: OwnerCosts(
        rows: [
          row(["search", "s1"], 6), row(["search", "s2"], 2), row(["search", ""], 4), row(["chat", "s1"], 4),
          row(["chat", "s3"], 0, unpriced: true),
        ], dimensions: 1), customers: nil)
    #expect(economics.rows.map(\.keys) == [["search"], ["chat"]])
    #expect(economics.rows.map { $0.units.perSession?.nanodollars } == [4, 4])
    #expect(economics.total.units.sessions?.count == 2 && economics.total.units.perSession?.nanodollars == 6)
    #expect(economics.total.units.perCustomer == nil)
  }
}
