import Foundation
import Testing

@Suite("Error classes and freshness on the command line") struct ErrorClassReportTests {
  private static func line(_ number: Int, _ time: String, _ rest: String) -> String {
    #"{"timestamp":"\#(time)","request_id":"class-\#(number)","provider":"openai","model":"gpt-4o","feature":"search",\#(rest)}"#
  }

  /// Eight requests of the last minutes: four complete, one cut off, two refused with 429, one failed with 503.
  private static func lines(ending now: Date) -> String {
    let format = ISO8601DateFormatter()
    let bodies =
      Array(repeating: #""prompt_tokens":1000,"completion_tokens":100"#, count: 4)
      + [#""prompt_tokens":1000,"completion_tokens":4096,"finish_reason":"length""#]
      + Array(repeating: #""status":429"#, count: 2) + [#""status":503"#]
    return bodies.enumerated().map { number, body in
      line(number, format.string(from: now.addingTimeInterval(Double(number - 20))), body) + "\n"
    }.joined()
  }

  @Test("report, check, metrics, export and the SQL view show the same classes")
  func classes() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(ending: Date()))
    let database = ["--db", program.home + "/spend.db"]
    #expect(try program.run(["ingest", program.home + "/logs"] + database).status == 0)
    let report = try program.run(["report", "--by", "error", "--since", "1d", "--format", "csv"] + database)
    let rows = report.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let requests = try #require(rows.first?.firstIndex(of: "requests"))
    let counts = Dictionary(
      uniqueKeysWithValues: rows.dropFirst().map { (String($0[0]), String($0[requests])) })
    #expect(
      counts["rate_limited"] == "2" && counts["server_error"] == "1" && counts["truncated"] == "1",
      "\(report.output)")
    let check = try program.run(
      ["check", "errors", "--class", "rate_limited", "-w", "20", "-c", "50"] + database)
    #expect(check.status == 1, "\(check.output)")
    #expect(check.output.contains("25.00 % of 8 requests"), "\(check.output)")
    #expect(try program.run(["check", "errors", "--class", "odd"] + database).status == 3)
    let all = try program.run(["check", "errors", "-w", "30", "-c", "50"] + database)
    #expect(all.status == 1 && all.output.contains("37.50 % of 8 requests"), "\(all.output)")
    let metrics = try program.run(["export", "prometheus"] + database).output
    #expect(
      metrics.contains(#"spendtop_error_class_requests_total{provider="openai",error="rate_limited"} 2"#),
      "\(metrics)")
    let events = try program.run(["export", "events", "--since", "1d"] + database).output
    #expect(events.components(separatedBy: #""error":"truncated""#).count == 2)
    // An export read back has the same classes.
    try program.write("export.jsonl", events)
    let copy = ["--db", program.home + "/copy.db"]
    #expect(try program.run(["ingest", program.home + "/export.jsonl"] + copy).status == 0)
    let again = try program.run(["report", "--by", "error", "--since", "1d", "--format", "csv"] + copy)
    #expect(again.output == report.output)
  }

  @Test("freshness is the age of the newest event, by source and by filter")
  func freshness() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/live/a.jsonl", Self.lines(ending: Date()))
    try program.write(
      "logs/late/b.jsonl",
      Self.lines(ending: Date().addingTimeInterval(-7_200)).replacingOccurrences(of: "class-", with: "late-"))
    let database = ["--db", program.home + "/spend.db"]
    #expect(try program.run(["ingest", program.home + "/logs"] + database).status == 0)
    let both = try program.run(["check", "freshness"] + database)
    #expect(both.status == 1 && both.output.contains("/logs/late is 2.0 h old"), "\(both.output)")
    let live = try program.run(["check", "freshness", "--source", "*/live"] + database)
    #expect(live.status == 0, "\(live.output)")
    #expect(try program.run(["check", "freshness", "--source", "*/gone"] + database).status == 3)
    #expect(try program.run(["check", "freshness", "--feature", "search"] + database).status == 0)
    let none = try program.run(["check", "freshness", "--feature", "nobody"] + database)
    #expect(none.status == 3 && none.output.contains("missing"), "\(none.output)")
  }
}
