import Foundation
import SpendAnalytics
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore
import Testing

/// T35–T42: days, files that change under the reader, and sums by labels.
@Suite struct CalendarTests {
  @Test(
    "T35 local days begin at local midnight, once",
    arguments: [
      ("Etc/GMT+12", "2026-11-18T11:59:59Z", "2026-11-17"),
      ("Etc/GMT+12", "2026-11-18T12:00:00Z", "2026-11-18"),
      ("UTC", "2026-11-18T00:00:00Z", "2026-11-18"), ("UTC", "2026-11-17T23:59:59Z", "2026-11-17"),
      ("Asia/Kathmandu", "2026-11-17T18:14:59Z", "2026-11-17"),
      ("Asia/Kathmandu", "2026-11-17T18:15:00Z", "2026-11-18"),
      ("Pacific/Kiritimati", "2026-11-17T09:59:59Z", "2026-11-17"),
      ("Pacific/Kiritimati", "2026-11-17T10:00:00Z", "2026-11-18"),
      ("Asia/Tokyo", "2026-11-18T00:10:00+09:00", "2026-11-18"),
    ])
  func t35(zone: String, at: String, day: String) throws {
    let zone = try #require(Zone(named: zone))
    let line = Line.plain("t35", input: 1_000_000, output: 0, at: at)
    let kept = try AccountingFixture(line, zone: zone)
    #expect(try kept.usdByDay() == [day: "2.5"])
    let asked = try AccountingFixture(line)
    #expect(try asked.usdByDay(zone) == [day: "2.5"])
  }

  @Test(
    "T36 days of 23 and of 25 hours hold all their hours",
    arguments: [
      // Berlin: clocks went forward on 29 March 2026 and back on 25 October.
      ("2026-03-28T23:00:00Z", 23, "2026-03-29"), ("2026-10-24T22:00:00Z", 25, "2026-10-25"),
    ])
  func t36(midnight: String, hours: Int, day: String) throws {
    let zone = try #require(Zone(named: "Europe/Berlin"))
    let start = try #require(TimeExpression(midnight, now: Instant(seconds: 0), zone: .utc)).instant
    let lines = (-2..<hours + 2).map { hour in
      Line.plain(
        "t36-\(hour + 2)", input: 1_000_000, output: 0,
        at: start.adding(seconds: Int64(hour) * 3_600 + 1_800).rfc3339)
    }
    for books in [
      try AccountingFixture(["a.jsonl": lines.joined(separator: "\n") + "\n"], zone: zone),
      try AccountingFixture(["a.jsonl": lines.joined(separator: "\n") + "\n"]),
    ] {
      let days = try books.usdByDay(zone)
      #expect(days[day].flatMap { Money(decimal: $0) } == Money(nanodollars: Int64(hours) * 2_500_000_000))
      #expect(days.count == 3)
    }
  }

  @Test(
    "T37 a budget's period is the calendar's, in its own zone, and begins on the day it says",
    arguments: [
      // (period, zone, first day, now) → (start, end)
      ("month", "UTC", 1, "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
      ("month", "Asia/Tokyo", 1, "2026-02-28T15:00:00Z", "2026-02-28T15:00:00Z", "2026-03-31T15:00:00Z"),
      ("billing", "UTC", 31, "2026-02-27T12:00:00Z", "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"),
      ("billing", "UTC", 31, "2026-02-28T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z"),
      (
        "billing", "America/New_York", 15, "2026-11-15T04:59:59Z", "2026-10-15T04:00:00Z",
        "2026-11-15T05:00:00Z"
      ),
      ("rolling 30d", "UTC", 1, "2026-03-01T12:00:00Z", "2026-01-30T12:00:00Z", "2026-03-01T12:00:00Z"),
    ])
  func t37(period: String, zone: String, day: Int, now: String, start: String, end: String) throws {
    func instant(_ text: String) throws -> Instant {
      try #require(TimeExpression(text, now: Instant(seconds: 0), zone: .utc)).instant
    }
    let budget = Budget(
      name: "b", amount: Money(nanodollars: 1), period: try #require(BudgetPeriod(period)),
      zone: Zone(named: zone), billingDay: day)
    let window = budget.window(at: try instant(now), zone: .utc, billingDay: 1)
    let expected = TimeWindow(start: try instant(start), end: try instant(end))
    #expect(window == expected)
  }

  @Test("T38 reading the same log again changes nothing")
  func t38() throws {
    let books = try AccountingFixture(["a.jsonl": (0..<50).map { Line.claude("t38-\($0)") + "\n" }.joined()])
    let before = try books.total
    for _ in 0..<3 { #expect(try books.read().events == 0) }
    try FileManager.default.copyItem(atPath: books.path("a.jsonl"), toPath: books.path("copy.jsonl"))
    try books.read()
    #expect(try books.total == before)
    #expect(before.cost.decimalString == "1.575")
  }

  @Test("T39 a log that is copied and emptied, written anew, or lies where another lay is read once")
  func t39() throws {
    func lines(_ range: Range<Int>) -> String {
      range.map { Line.plain("t39-\($0)", input: 1_000_000, output: 0) + "\n" }.joined()
    }
    let books = try AccountingFixture(["a.jsonl": lines(0..<10)])
    // Copied away, then emptied and written on.
    try FileManager.default.copyItem(atPath: books.path("a.jsonl"), toPath: books.path("a.jsonl.1"))
    let handle = try #require(FileHandle(forWritingAtPath: books.path("a.jsonl")))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(lines(10..<12).utf8))
    try handle.close()
    try books.read()
    #expect(try books.requests == 12)
    // Written anew, longer than it was.
    try books.write("a.jsonl", lines(12..<40))
    try books.read()
    #expect(try books.requests == 40)
    // Gone, and another file in its place, perhaps with its number.
    try FileManager.default.removeItem(atPath: books.path("a.jsonl"))
    try books.write("a.jsonl", lines(40..<45))
    try books.read()
    #expect(try books.requests == 45)
    #expect(try books.usd == "112.5")
  }

  @Test("T40 a request belongs to the day it was made, not to that of its file")
  func t40() throws {
    let books = try AccountingFixture([
      "a.jsonl": [
        Line.plain("t40a", input: 1_000_000, output: 0, at: "2026-11-01T10:00:00Z"),
        Line.plain("t40b", input: 3_000_000, output: 0, at: "2026-11-03T10:00:00Z"),
      ].joined(separator: "\n") + "\n"
    ])
    #expect(try books.usdByDay() == ["2026-11-01": "2.5", "2026-11-03": "7.5"])
  }

  @Test("T41 what is booked is what the explanation of the same request says")
  func t41() throws {
    let cases: [(String, String, ServiceTier)] = [
      ("anthropic", "claude-sonnet-4-5", .standard), ("openai", "gpt-5.5", .flex),
      ("xai", "grok-4.6", .standard),
      ("acme-gateway", "gpt-4.1", .batch), ("openai", "gpt-4o-nonesuch", .standard),
      ("google", "gemini-2.5-pro", .batch), ("deepseek", "deepseek-v4-pro", .standard),
    ]
    let time = CivilTime(year: 2026, month: 11, day: 18, hour: 12).instant()
    let lines = cases.enumerated().map { number, entry in
      Line.plain(
        "t41-\(number)", provider: entry.0, model: entry.1, input: 30_000, output: 700,
        members: ",\"service_tier\":\"\(entry.2.name)\"")
    }
    let books = try AccountingFixture(["a.jsonl": lines.joined(separator: "\n") + "\n"])
    for (provider, model, tier) in cases {
      let explanation = PriceExplanation(
        .builtin, provider: provider, model: model, tokens: TokenCounts(input: 30_000, output: 700),
        webSearches: nil, tier: tier, region: "", at: time)
      let event = try #require(try books.events.first { $0.labels.model == model })
      #expect(event.cost == explanation.quote.cost, "\(model)")
      #expect(event.costStatus == explanation.quote.status, "\(model)")
    }
  }

  @Test("T42 a request with five labels is billed once")
  func t42() throws {
    let books = try AccountingFixture(
      """
      {"id":"litellm-books-t42","call_type":"acompletion","cache_hit":null,"status":"success","custom_llm_provider":"openai","startTime":1794830400.0,"endTime":1794830401.0,"model":"gpt-4o","metadata":{},"response_cost":0.1,"prompt_tokens":1000000,"completion_tokens":0,"request_tags":["a","b","c","d","e"]}
      """)
    #expect(try books.usd(by: .tags) == ["a|b|c|d|e": "2.5"])
    #expect(try books.usd == "2.5")
  }
}
