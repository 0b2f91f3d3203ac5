import SpendCore
import SpendLogFormats
import Testing

/// Currencies, units, totals and sums in records of an unknown kind.
@Suite struct RecordUnitTests {
  private static let start = #""ts":"2026-09-22T08:00:00Z","model":"gpt-4o","tokens_in":10,"tokens_out":2"#

  static let costs: [(String, String?)] = [
    (#""cost":0.05,"currency":"USD""#, "0.05"), (#""cost":0.05,"currency":"EUR""#, nil),
    (#""cost":0.05,"cost_currency":"GBP""#, nil), (#""cost":{"value":0.05,"currency":"EUR"}"#, nil),
    (#""cost":{"value":0.05,"currency":"USD"}"#, "0.05"), (#""cost":5,"cost_unit":"cents""#, "0.05"),
    (#""cost_usd":0.05,"cost":0.046,"currency":"EUR""#, "0.05"),
    (#""cost":0.046,"cost_usd":0.05,"currency":"EUR""#, "0.05"), (#""cost_usd_cents":5"#, "0.05"),
    (#""total_cost_cents":5"#, "0.05"), (#""spend_cents":5"#, "0.05"), (#""cost_millicents":5000"#, "0.05"),
    (#""costNanos":50000000"#, "0.05"), (#""cost_usd_micros":50000"#, "0.05"),
  ]

  @Test("the currency and the unit of an amount", arguments: costs)
  func cost(members: String, expected: String?) {
    let reader = Reader("{\(Self.start),\(members)}")
    #expect(reader.events.map { $0.cost?.decimalString } == [expected], "\(members)")
  }

  @Test("the currency of a column")
  func column() {
    let table =
      "ts,model,tokens_in,tokens_out,cost,currency\n2026-09-22T08:00:00Z,gpt-4o,10,2,0.05,EUR\n2026-09-22T08:00:01Z,gpt-4o,10,2,0.05,USD\n"
    #expect(Reader(table).events.map { $0.cost?.decimalString } == [nil, "0.05"])
  }

  @Test(
    "durations with their unit in the name",
    arguments: [
      #""latency_micros":250000"#, #""durationNanos":250000000"#, #""duration_microseconds":250000"#,
    ])
  func durations(member: String) {
    #expect(Reader("{\(Self.start),\(member)}").events.map(\.latency) == [250])
  }

  @Test("the seconds that a web server's request took are no time")
  func requestTime() throws {
    let line =
      #"{"request_time":"0.900","time_iso8601":"2026-09-22T10:00:00+02:00","model":"gpt-4o","tokens_in":10,"tokens_out":2}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.time?.rfc3339 == "2026-09-22T08:00:00.000Z")
    #expect(event.latency == 900)
  }

  static let totals: [(String, TokenCounts)] = [
    (#""total_tokens":1200,"prompt_tokens":1000"#, TokenCounts(input: 1_000, output: 200)),
    (#""total_tokens":1200,"completion_tokens":200"#, TokenCounts(input: 1_000, output: 200)),
    (#""total_tokens":1000,"prompt_tokens":1000"#, TokenCounts(input: 1_000, output: 0)),
    (#""total_tokens":1200"#, TokenCounts()),
    (#""tokens":1200,"prompt_tokens":1000"#, TokenCounts(input: 1_000)),
    (#""total_tokens":900,"prompt_tokens":1000"#, TokenCounts(input: 1_000)),
  ]

  @Test("a part of a total that is missing is what the other part leaves", arguments: totals)
  func total(members: String, expected: TokenCounts) {
    let line = #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o",\#(members)}"#
    #expect(Reader(line).events.map(\.tokens) == [expected], "\(members)")
  }

  @Test(
    "a number of tokens without a time is no request",
    arguments: [
      #"{"model":"gpt-4o","total_tokens":1200}"#, #"{"ts":1790064000,"model":"gpt-4o","tokens":1200}"#,
    ])
  func noRequest(line: String) {
    #expect(Reader(line).events.isEmpty)
  }

  @Test("the footer of a report is no request", arguments: ["Total", "Grand Total", "All models", "Summe"])
  func footers(name: String) {
    let table =
      "ts,model,prompt_tokens,completion_tokens,cost\n2026-09-22 08:00:00,m,1000,100,0.05\n,\(name),1000,100,0.05\n"
    #expect(Reader(table).events.map(\.model) == ["m"])
    let line = #"{"ts":1790064000,"model":"\#(name)","prompt_tokens":1000,"completion_tokens":100}"#
    #expect(Reader(line).events.isEmpty)
  }

  @Test(
    "the rows of a list count, and not the sum beside them",
    arguments: ["data", "calls", "transactions", "Items"])
  func rows(name: String) {
    let row = #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o","prompt_tokens":10,"completion_tokens":2}"#
    let line =
      #"{"\#(name)":[\#(row),\#(row)],"total":{"prompt_tokens":20,"completion_tokens":4,"model":"gpt-4o"}}"#
    #expect(Reader(line).events.map(\.tokens.input) == [10, 10], "\(name)")
  }
}
