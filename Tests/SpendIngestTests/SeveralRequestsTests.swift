import SpendCore
import SpendIngest
import SpendPricing
import SpendStore
import Testing

/// Records of several requests, whose counts together are longer than any of their prompts.
@Suite struct SeveralRequestsTests {
  /// 500,000 tokens in and 1,000 out: 1.515 USD of many prompts, 3.0225 of one.
  struct Sample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var name = "several.jsonl"
    var lines: [String]
    var usd = "1.515"
  }

  private static func flat(_ members: String) -> String {
    #"{"ts":"2026-09-21T10:00:00.5Z","model":"claude-sonnet-4-5","prompt_tokens":500000,"completion_tokens":1000\#(members)}"#
  }

  private static func result(turns: Int) -> String {
    #"{"type":"result","subtype":"success","is_error":false,"num_turns":\#(turns),"result":"ok","session_id":"several-\#(turns)","modelUsage":{"claude-sonnet-4-5":{"inputTokens":500000,"outputTokens":1000,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"webSearchRequests":0}},"uuid":"several-result-\#(turns)"}"#
  }

  static let samples = [
    Sample(testDescription: "one request", lines: [flat("")], usd: "3.0225"),
    Sample(testDescription: "a count of one", lines: [flat(#","requests":1"#)], usd: "3.0225"),
    Sample(testDescription: "a count", lines: [flat(#","num_requests":50"#)]),
    Sample(testDescription: "a count of calls", lines: [flat(#","calls":"12""#)]),
    Sample(
      testDescription: "a limit of requests is no count", lines: [flat(#","rate_limit":{"requests":50}"#)],
      usd: "3.0225"),
    Sample(
      testDescription: "a count in the usage",
      lines: [
        #"{"ts":"2026-09-21T10:00:00.5Z","model":"claude-sonnet-4-5","usage":{"requests":5,"input_tokens":500000,"output_tokens":1000}}"#
      ]),
    Sample(
      testDescription: "usage that has added up",
      lines: [
        #"{"ts":"2026-09-21T10:00:00.5Z","model":"claude-sonnet-4-5","accumulated_usage":{"inputTokens":500000,"outputTokens":1000,"totalTokens":501000}}"#
      ]),
    Sample(
      testDescription: "a table", name: "several.csv",
      lines: [
        "date,model,requests,input_tokens,output_tokens", "2026-09-21,claude-sonnet-4-5,50,500000,1000",
      ]),
    Sample(testDescription: "a run of turns", lines: [result(turns: 12)]),
    Sample(testDescription: "a run of one turn", lines: [result(turns: 1)], usd: "3.0225"),
    Sample(
      testDescription: "a session",
      lines: [
        #"{"sessionId":"several-droid","model":"claude-sonnet-4-5","providerLock":"anthropic","providerLockTimestamp":"2026-09-21T10:00:00.000Z","tokenUsage":{"inputTokens":500000,"outputTokens":1000,"cacheCreationTokens":0,"cacheReadTokens":0,"thinkingTokens":0}}"#
      ]),
    Sample(
      testDescription: "an agent's observation",
      lines: [
        #"{"id":"5everal-agent-1","traceId":"5everal-trace","type":"AGENT","startTime":"2026-09-21T10:00:00.5Z","model":"claude-sonnet-4-5","usageDetails":{"input":500000,"output":1000}}"#
      ]),
  ]

  @Test(
    "the prices of long prompts hold for a prompt, and not for a sum; the same after repricing",
    arguments: samples)
  func cost(_ sample: Sample) throws {
    let logs = try TemporaryLogs()
    try logs.write(sample.name, sample.lines.joined(separator: "\n") + "\n")
    try logs.ingest()
    #expect(try logs.total.cost.decimalString == sample.usd)
    let writer = try SQLiteWriter(path: logs.database, zone: .utc)
    let pricer = StoredPricer(try writer.labelSets(), .builtin)
    #expect(try writer.reprice(in: .allTime, .all, pieceSize: 100, isGoingOn: { _, _ in true }, pricer.price))
    #expect(try logs.total.cost.decimalString == sample.usd)
    #expect(try logs.total.estimatedRequests == (sample.usd == "1.515" ? 1 : 0))
  }
}
