import Foundation
import Testing

/// `spendtop export events | spendtop ingest -` on another machine.
@Suite("Reading an export")
struct ExportReadingTests {
  private let program: Program

  init() throws {
    program = try Program()
  }

  private static let usage = #""usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}"#

  /// What the SDK of one host logs: answers, repeated lines without an id, an unpriced model, a logged cost, a
  /// failure, a name that a spreadsheet would calculate, billed units.
  private static let sdk: String =
    (0..<12).map { number in
      let answer =
        #"{"id":"chatcmpl-9f8e7d6c5b4a\#(number)x","object":"chat.completion","created":\#(1_790_000_000 + number),"model":"gpt-4o-2024-08-06","choices":[],\#(usage)}"#
      return
        #"{"timestamp":"2026-09-21T10:00:\#(10 + number).123456Z","latency_ms":900,"ttft_ms":200,"stream":true,"metadata":{"feature":"=search;\#(number % 3)","user_id":"u, \"1\"","customer":"acme"},"response":\#(answer)}"#
    }.joined(separator: "\n")
      + """

      {"ts":"2026-09-21T11:00:00Z","provider":"openai","model":"gpt-4o","prompt_tokens":70,"completion_tokens":7}
      {"ts":"2026-09-21T11:00:00Z","provider":"openai","model":"gpt-4o","prompt_tokens":70,"completion_tokens":7}
      {"ts":"2026-09-21T11:00:01Z","provider":"inhouse","model":"unheard-of","prompt_tokens":9,"completion_tokens":1}
      {"ts":"2026-09-21T11:00:02Z","provider":"inhouse","model":"unheard-of","prompt_tokens":9,"completion_tokens":1,"cost":"0.000000123"}
      {"ts":"2026-09-21T11:00:03Z","provider":"openai","model":"gpt-4o","status":429,"feature":"search"}
      {"ts":"2026-09-21T11:00:04Z","provider":"openai","model":"whisper-1","audio_seconds":37.5,"request_id":"whisper-5f4e3d2c1b"}

      """

  /// What the gateway of the other host logs of the same answers, without the usage of some.
  private static let gateway: String =
    (0..<12).map { number in
      let answer =
        #"{"id":"chatcmpl-9f8e7d6c5b4a\#(number)x","object":"chat.completion","created":\#(1_790_000_000 + number),"model":"gpt-4o-2024-08-06","choices":[]\#(number % 2 == 0 ? "," + usage : "")}"#
      return
        #"{"timestamp":"2026-09-21T10:00:\#(10 + number).500Z","metadata":{"team":"core"},"response":\#(answer)}"#
    }.joined(separator: "\n") + "\n"

  private func database(_ name: String) -> String { "\(program.home)/\(name).db" }

  /// The events of a database without what depends on where they were read.
  private func events(_ name: String, without left: Set<String> = ["path", "line", "offset"]) throws
    -> [String]
  {
    let run = try program.run("export", "events", "--db", database(name))
    #expect(run.status == 0, "\(run.errors)")
    return try run.output.split(separator: "\n").map { line in
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return object.filter { !left.contains($0.key) }.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }.sorted()
  }

  private func ingest(_ name: String, _ path: String, input: String? = nil) throws {
    let run = try program.run("ingest", "--db", database(name), path, input: input)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test(
    "an export gives the same requests, tokens and costs, once and twice", arguments: ["jsonl", "csv", "tsv"])
  func same(format: String) throws {
    defer { program.remove() }
    try program.write("sdk.jsonl", Self.sdk)
    try ingest("one", program.home + "/sdk.jsonl")
    let export = try program.run("export", "events", "--db", database("one"), "--format", format).output
    try ingest("other", "-", input: export)
    #expect(try events("other") == events("one"))
    #expect(try events("one").count == 18)
    try ingest("other", "-", input: export + "\n")
    try program.write("export.\(format)", export)
    try ingest("other", program.home + "/export.\(format)")
    #expect(try events("other") == events("one"))
    for sums in [
      "report --by feature,model,customer --since 2026-01-01 --until 2026-10-01 --format json", "verify",
    ] {
      let words = sums.split(separator: " ").map(String.init)
      let here = try program.run(words + ["--db", database("one")])
      let there = try program.run(words + ["--db", database("other")])
      #expect(there.status == 0, "\(there.output)\(there.errors)")
      if words[0] == "report" { #expect(here.output == there.output) }
    }
  }

  @Test("the exports of two hosts, joined, equal both logs read in one place")
  func joined() throws {
    defer { program.remove() }
    try program.write("logs/sdk.jsonl", Self.sdk)
    try program.write("logs/gateway.jsonl", Self.gateway)
    try ingest("both", program.home + "/logs")
    try ingest("a", program.home + "/logs/sdk.jsonl")
    try ingest("b", program.home + "/logs/gateway.jsonl")
    for order in [["a", "b"], ["b", "a"]] {
      let name = order.joined()
      for (part, format) in zip(order, ["jsonl", "csv"]) {
        let export = try program.run("export", "events", "--db", database(part), "--format", format).output
        try ingest(name, "-", input: export)
      }
      #expect(try events(name) == events("both"))
    }
  }

  @Test("an export carries the host that the configuration names")
  func host() throws {
    defer { program.remove() }
    try program.write("config/spendtop/config.toml", "host = \"web-7\"\n")
    try program.write("sdk.jsonl", Self.sdk)
    try ingest("one", program.home + "/sdk.jsonl")
    #expect(try events("one").allSatisfy { $0.contains("host=web-7") })
    let report = try program.run(
      "report", "--by", "host", "--since", "2026-01-01", "--filter", "host=web-7", "--format", "json",
      "--db", database("one"))
    #expect(report.output.contains("\"host\":\"web-7\""), "\(report.output)")
  }
}
