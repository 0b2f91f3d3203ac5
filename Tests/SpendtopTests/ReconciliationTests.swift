import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import Testing

@testable import spendtop

@Suite struct ReconciliationTests {
  @Test(
    "a report that ends before its last page is noticed",
    arguments: [
      ("{\"data\":[],\"has_more\": true, \"next_page\":\"p\"}", true),
      ("{\"has_more\":false,\"data\":[]}", false),
      ("{\"data\":[]}", false), ("{\"has_more\":true}\n{\"has_more\" : false}\n", false),
      ("{\"has_more\"\n:\ttrue}", true), ("", false),
    ])
  func pages(text: String, hasMore: Bool) {
    #expect(ReportPages(Data(text.utf8)).hasMore == hasMore)
  }

  private static let day = Instant(seconds: 1_790_035_200)

  private func theirs(
    _ model: String = "gpt-4o-2024-08-06", day: Int64 = 0, hours: Int64 = 24,
    body: (inout ProviderAggregate) -> Void = { _ in }
  ) -> ProviderAggregate {
    let start = Self.day.microseconds + day * 86_400_000_000
    var row = ProviderAggregate(
      endpoint: "openai.usage.completions",
      window: TimeWindow(
        start: Instant(microseconds: start), end: Instant(microseconds: start + hours * 3_600_000_000)),
      provider: "openai")
    row.model = model
    body(&row)
    return row
  }

  private func ours(
    _ model: String = "gpt-4o", project: String = "", tier: String = "", day: Int64 = 0,
    body: (inout SpendSums) -> Void
  ) -> SpendRow {
    var sums = SpendSums()
    body(&sums)
    return SpendRow(
      keys: ["openai", model, project, tier],
      bucketStart: Instant(microseconds: Self.day.microseconds + day * 86_400_000_000), sums: sums)
  }

  @Test("what agrees needs no reason; a date in a name is no difference")
  func agree() {
    let result = Reconciliation(
      theirs: [theirs { ($0.requests, $0.input, $0.output) = (4, 900, 80) }],
      ours: [ours { ($0.requests, $0.input, $0.output) = (4, 900, 80) }])
    #expect(result.lines.count == 1)
    #expect(result.lines[0].key.model == "gpt-4o")
    #expect(result.lines[0].reasons.isEmpty)
  }

  @Test(
    "dates of versions, and what only looks like one",
    arguments: [
      ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"), ("gpt-4o-2024-08-06", "gpt-4o"), ("o3", "o3"),
      ("gpt-4-0613", "gpt-4-0613"), ("20250929", "20250929"), ("", ""), ("a-12-34", "a-12-34"),
    ])
  func undated(name: String, expected: String) {
    #expect(Reconciliation.undated(name) == expected)
  }

  @Test("a gap is explained")
  func reasons() {
    func reason(_ their: (inout ProviderAggregate) -> Void, _ our: (inout SpendSums) -> Void) -> [String] {
      Reconciliation(theirs: [theirs(body: their)], ours: [ours(body: our)]).lines[0].reasons
    }
    #expect(
      reason({ ($0.requests, $0.input) = (10, 1_000) }, { ($0.requests, $0.input) = (7, 700) })
        == ["missing source: 3 of 10 requests were not read"])
    #expect(
      reason({ ($0.input, $0.cacheRead) = (600, 400) }, { ($0.input, $0.cacheRead) = (900, 100) }).first?
        .hasPrefix("cached share") == true)
    #expect(
      reason(
        { $0.cost = Money(decimal: "5") },
        { ($0.cost, $0.unpricedRequests) = (Money(decimal: "3") ?? .zero, 2) })
        == ["unpriced: 2 requests have no price"])
    #expect(
      reason({ $0.cost = Money(decimal: "5") }, { $0.cost = Money(decimal: "0.05") ?? .zero })
        == ["unit: the costs differ 100-fold"])
    #expect(
      Reconciliation(theirs: [theirs { $0.requests = 3 }], ours: []).lines[0].reasons
        == ["missing source: nothing of it was read"])
  }

  @Test("what is on the next day here is a matter of where a day ends")
  func boundary() {
    let result = Reconciliation(
      theirs: [theirs { $0.input = 1_000 }, theirs(day: 1) { $0.input = 500 }],
      ours: [ours { $0.input = 800 }, ours(day: 1) { $0.input = 700 }])
    #expect(
      result.lines.map(\.reasons)
        == Array(
          repeating: ["day boundary: with the day beside it they agree"], count: 2))
  }

  @Test("reports fetched in several widths and groupings are not added up")
  func widths() {
    let result = Reconciliation(
      theirs: [
        theirs { $0.input = 100 }, theirs(hours: 1) { $0.input = 40 }, theirs("") { $0.input = 100 },
      ], ours: [])
    #expect(result.lines.map(\.theirs.input) == [100])
  }

  @Test("rows in another currency are left out by name, and change no line")
  func otherCurrency() {
    func cost(_ money: Money?, _ detail: String) -> ProviderAggregate {
      theirs("") { ($0.endpoint, $0.cost, $0.detail) = ("openai.costs", money, detail) }
    }
    let result = Reconciliation(
      theirs: [cost(Money(decimal: "1.5"), ""), cost(nil, "gpt-4o, input|7.5 EUR")], ours: [])
    #expect(result.theirs.cost == Money(decimal: "1.5"))
    #expect(result.leftOut.map(\.reason) == ["no amount in US dollars: gpt-4o, input 7.5 EUR"])
    #expect(result.leftOut.map(\.rows) == [1])
    let alone = Reconciliation(theirs: [cost(nil, "7.5 EUR")], ours: [])
    #expect(alone.lines.isEmpty)
    #expect(alone.tableLines.count == 1)
  }

  @Test("every row of an invoice is in a line or named as left out, and the sums agree")
  func invoice() {
    func cost(
      _ text: String, _ model: String, _ detail: String = "", start: Int64 = 0, seconds: Int64 = 86_400
    ) -> ProviderAggregate {
      let start = Self.day.adding(seconds: start)
      var row = ProviderAggregate(
        endpoint: "anthropic.costs",
        window: TimeWindow(start: start, end: start.adding(seconds: seconds)), provider: "openai")
      (row.model, row.detail, row.cost) = (model, detail, Money(decimal: text))
      return row
    }
    let result = Reconciliation(
      theirs: [
        cost("10", "gpt-4o"), cost("3.5", "", "|Web Search Usage||web_search|"),
        cost("0.25", "", "|Code Execution||"), cost("13.75", "", "||||"),
        cost("4", "gpt-4o", start: 3_600, seconds: 3_600),
      ],
      ours: [ours { $0.cost = Money(decimal: "9") ?? .zero }])
    #expect(result.lines.map(\.key.item) == ["Code Execution", "Web Search Usage web_search", ""])
    #expect(result.theirs.cost == Money(decimal: "13.75") && result.ours.cost == Money(decimal: "9"))
    #expect(result.leftOut.map(\.rows) == [1, 1])
    #expect(Set(result.leftOut.map(\.cost)) == [Money(decimal: "13.75"), Money(decimal: "4")])
    let text = result.tableLines.joined(separator: "\n")
    #expect(text.contains("difference  USD -1 (-10.0 %)") && text.contains("Web Search Usage"), "\(text)")
    #expect(text.contains("left out: 2026-09-22 anthropic.costs, 1 row, USD 4"), "\(text)")
    #expect(result.exceeds(0.05))
    let same = Reconciliation(
      theirs: [cost("10", "gpt-4o")], ours: [ours { $0.cost = Money(decimal: "9.9") ?? .zero }])
    #expect(same.exceeds(0.005) && !same.exceeds(0.011))
  }

  @Test("spans of different lengths that follow one another are all counted")
  func irregular() {
    let rows = ([15, 30, 15] as [Int64]).reduce(into: (start: Int64(0), rows: [ProviderAggregate]())) {
      all, length in
      var row = theirs()
      row.window = TimeWindow(
        start: Self.day.adding(seconds: all.start), end: Self.day.adding(seconds: all.start + length))
      row.input = 100
      all.rows.append(row)
      all.start += length
    }.rows
    #expect(Reconciliation(theirs: rows, ours: []).lines.map(\.theirs.input) == [300])
  }

  @Test("projects are compared where both sides name them alike")
  func projects() {
    let result = Reconciliation(
      theirs: [
        theirs { ($0.input, $0.project) = (100, "proj_a") },
        theirs { ($0.input, $0.project) = (50, "proj_b") },
      ],
      ours: [ours(project: "proj_a") { $0.input = 100 }, ours(project: "/home/ann") { $0.input = 50 }])
    #expect(result.lines.map(\.key.project) == ["", "proj_a"])
    #expect(result.lines.allSatisfy { $0.reasons.isEmpty })
  }
}
