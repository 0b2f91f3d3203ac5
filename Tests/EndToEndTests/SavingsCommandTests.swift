import Foundation
import Testing

@Suite("Savings and limits on the command line") struct SavingsCommandTests {
  /// `count` requests of each of two models for one feature, a second apart, the newest a minute ago.
  private static func lines(_ count: Int) -> String {
    let format = ISO8601DateFormatter()
    let now = Date()
    return ["gpt-4o", "gpt-4o-mini"].flatMap { model in
      (0..<count).map { number in
        let time = format.string(from: now.addingTimeInterval(-120 - Double(number)))
        return #"{"timestamp":"\#(time)","request_id":"save-\#(model)-\#(number)","provider":"openai","#
          + #""model":"\#(model)","feature":"search","prompt_tokens":900,"completion_tokens":100}"# + "\n"
      }
    }.joined()
  }

  @Test("savings name the basis of each amount, and the total counts the same traffic once")
  func savings() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(40))
    let database = ["--db", program.home + "/spend.db"]
    #expect(try program.run(["ingest", program.home + "/logs"] + database).status == 0)
    let run = try program.run(["savings", "--format", "json"] + database)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.output)")
    let savings = try #require(object["savings"] as? [[String: Any]])
    let routing = try #require(savings.first { $0["kind"] as? String == "routing" })
    #expect(routing["model"] as? String == "gpt-4o" && routing["alternative"] as? String == "gpt-4o-mini")
    let figures = try #require(routing["figures"] as? [[String: Any]])
    #expect(figures.contains { $0["name"] as? String == "gpt-4o input" && $0["value"] as? String == "2.5" })
    #expect(
      figures.contains { $0["name"] as? String == "gpt-4o-mini input" && $0["value"] as? String == "0.15" })
    // 40 × (900 × $2.35 + 100 × $9.40) a million in less than a day, thirty times.
    #expect(routing["usd_in_30_days"] as? String == "3.666", "\(routing)")
    #expect(object["total_without_overlaps_usd"] as? String == "3.666")
    let table = try program.run(["savings"] + database).output
    #expect(table.contains("gpt-4o-mini instead of gpt-4o for search"), "\(table)")
    #expect(table.contains("total without overlaps $3.67"), "\(table)")
    #expect(
      try program.run(["savings", "--filter", "feature=none"] + database).output.contains("No savings"))
  }

  @Test("an accepted saving is compared with the requests since")
  func verify() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(40))
    let database = ["--db", program.home + "/spend.db"]
    #expect(try program.run(["ingest", program.home + "/logs"] + database).status == 0)
    #expect(try program.run(["savings", "verify"] + database).output.contains("no saving is accepted"))
    let found = try program.run(["savings", "--format", "json"] + database).output
    let object = try #require(try JSONSerialization.jsonObject(with: Data(found.utf8)) as? [String: Any])
    let savings = try #require(object["savings"] as? [[String: Any]])
    let routing = try #require(savings.first { $0["kind"] as? String == "routing" })
    let key = try #require(routing["key"] as? String)
    let accept = try program.run(["savings", "accept", key] + database)
    #expect(accept.status == 0, "\(accept)")
    #expect(
      accept.output.hasPrefix("accepted gpt-4o-mini instead of gpt-4o for search")
        && accept.output.contains("$3.67"),
      "\(accept)")
    #expect(try program.run(["savings", "accept", key] + database).errors.contains("is accepted already"))
    #expect(
      try program.run(["savings", "accept", "00000000"] + database).errors.contains("there is no saving"))
    #expect(try program.run(["savings", "verify"] + database).output.contains("unknown, no requests since"))

    // The change: twenty requests of the small model.
    let format = ISO8601DateFormatter()
    format.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    let time = format.string(from: Date())
    let since = (0..<20).map { number in
      #"{"timestamp":"\#(time)","request_id":"save-since-\#(number)","provider":"openai","#
        + #""model":"gpt-4o-mini","feature":"search","prompt_tokens":900,"completion_tokens":100}"# + "\n"
    }
    try program.write("logs/b.jsonl", since.joined())
    #expect(try program.run(["ingest", program.home + "/logs"] + database).status == 0)
    func verified() throws -> [[String: Any]] {
      let text = try program.run(["savings", "verify", "--format", "json"] + database).output
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      return try #require(object?["savings"] as? [[String: Any]], "\(text)")
    }
    for isRebuilt in [false, true] {
      if isRebuilt { #expect(try program.run(["rebuild"] + database).status == 0) }
      let one = try #require(try verified().first)
      #expect(one["id"] as? Int == 1 && one["requests_since"] as? Int == 20)
      // 20 of 80 requests for $0.1378, less 20 × $0.000195; and a quarter of a thirtieth of $3.666.
      #expect(one["saved_usd"] as? String == "0.03055", "\(one)")
      #expect(one["promised_usd"] as? String == "0.03055")
      #expect(one["share_of_promised"] as? Double == 1)
      #expect(one["cost_per_request_before_usd"] as? String == "0.0017225")
      #expect(one["cost_per_request_since_usd"] as? String == "0.000195")
      #expect(one["prompt_tokens_before"] as? Int == 900 && one["output_tokens_since"] as? Int == 100)
    }
    #expect(try program.run(["savings", "withdraw", "7"] + database).errors.contains("no accepted saving 7"))
    #expect(try program.run(["savings", "withdraw", "1"] + database).status == 0)
    #expect(try verified().isEmpty)
  }

  @Test("limits are held against the busiest minute")
  func limits() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(200))
    try program.write(
      "c.toml",
      """
      [[limit]]
      name = "mini"
      filter = { model = "gpt-4o-mini" }
      requests_per_minute = 66
      tokens_per_minute = 600000

      """)
    let options = ["--db", program.home + "/spend.db", "--config", program.home + "/c.toml"]
    #expect(try program.run(["ingest", program.home + "/logs"] + options).status == 0)
    // Sixty requests of a thousand tokens in a whole minute.
    let check = try program.run(["check", "limits"] + options)
    #expect(check.status == 1, "\(check.output)")
    #expect(check.output.contains("mini: 60 of 66 requests per minute"), "\(check.output)")
    #expect(try program.run(["check", "limits", "-w", "95", "-c", "99"] + options).status == 0)
    let metrics = try program.run(["export", "prometheus"] + options).output
    #expect(metrics.contains(#"spendtop_limit_used_ratio{limit="mini",kind="tokens"} 0.1"#), "\(metrics)")
    #expect(metrics.contains(#"spendtop_requests_per_second{percentile="100"} 2.0"#), "\(metrics)")
  }
}
