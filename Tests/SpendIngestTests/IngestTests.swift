import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore
import Testing

@Suite struct IngestTests {
  @Test("a file read twice counts once, what is added counts once")
  func twiceAndMore() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<500))
    #expect(try shop.ingest().events == 500)
    #expect(try shop.ingest().lines == 0)
    try shop.append("a.jsonl", TemporaryLogs.lines(500..<700))
    let third = try shop.ingest()
    #expect((third.lines, third.events) == (200, 200))
    #expect(try shop.requests == 700)
  }

  @Test("a renamed file, its compressed form and copies are the same stream")
  func carriers() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<300))
    try shop.ingest()
    try FileManager.default.moveItem(atPath: shop.path("a.jsonl"), toPath: shop.path("a.jsonl.1"))
    #expect(try shop.ingest().lines == 0)
    try shop.run("/bin/gzip", shop.path("a.jsonl.1"))
    #expect(try shop.ingest().lines == 0)
    try FileManager.default.copyItem(atPath: shop.path("a.jsonl.1.gz"), toPath: shop.path("copy.gz"))
    #expect(try shop.ingest().lines == 0)
    try shop.write("a.jsonl", TemporaryLogs.lines(300..<400))
    #expect(try shop.ingest().events == 100)
    #expect(try shop.requests == 400)
  }

  @Test("members one behind the other are all read, and zero bytes behind the last are nothing")
  func members() throws {
    let shop = try TemporaryLogs()
    for part in 0..<3 {
      try shop.write("part\(part)", TemporaryLogs.lines(part * 50..<part * 50 + 50))
      try shop.run("/bin/gzip", shop.path("part\(part)"))
    }
    var all = Data()
    for part in 0..<3 {
      all += try Data(contentsOf: URL(fileURLWithPath: shop.path("part\(part).gz")))
      try FileManager.default.removeItem(atPath: shop.path("part\(part).gz"))
    }
    try (all + Data(repeating: 0, count: 512)).write(to: URL(fileURLWithPath: shop.path("all.gz")))
    #expect(try shop.ingest().events == 150)
  }

  @Test("a compressed file that is still being written is read when it is whole")
  func unfinished() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<2_000))
    try shop.run("/bin/gzip", shop.path("a.jsonl"))
    let whole = try Data(contentsOf: URL(fileURLWithPath: shop.path("a.jsonl.gz")))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: shop.path("a.jsonl.gz")))
    let first = try shop.ingest().events
    #expect(first > 0 && first < 2_000)
    try whole.write(to: URL(fileURLWithPath: shop.path("a.jsonl.gz")))
    try shop.ingest()
    #expect(try shop.requests == 2_000)
  }

  @Test("truncated and regrown past the old offset: everything new counts, nothing twice")
  func truncated() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    try shop.write("a.jsonl", TemporaryLogs.lines(1_000..<1_400))
    #expect(try shop.ingest().events == 400)
    #expect(try shop.requests == 500)
  }

  @Test("two files with the same beginning both count")
  func sameBeginning() throws {
    let shop = try TemporaryLogs()
    let header = "timestamp,request_id,model,prompt_tokens,completion_tokens\n"
    try shop.write(
      "a.csv", header + (0..<40).map { "178000\($0 + 1000),row-a-\($0)-0000000,gpt-4o,5,5\n" }.joined())
    try shop.write(
      "b.csv", header + (0..<60).map { "178000\($0 + 2000),row-b-\($0)-0000000,gpt-4o,5,5\n" }.joined())
    #expect(try shop.ingest().events == 100)
  }

  @Test("a line that is cut waits for its rest; cut at every byte the result is the same")
  func partialLine() throws {
    let text = TemporaryLogs.lines(0..<2)
    for cut in stride(from: 1, to: text.utf8.count, by: 13) {
      let shop = try TemporaryLogs()
      try shop.write("a.jsonl", String(text.utf8.prefix(cut)) ?? "")
      let first = try shop.ingest()
      #expect(first.rejected == 0)
      try shop.write("a.jsonl", text)
      try shop.ingest()
      #expect(try shop.requests == 2)
    }
  }

  @Test("equal lines without an id are two requests, in a copy they are the same two")
  func equalLines() throws {
    let shop = try TemporaryLogs()
    let line = "{\"model\":\"gpt-4o\",\"prompt_tokens\":7,\"completion_tokens\":3}\n"
    try shop.write("a.jsonl", line + line + line)
    try shop.ingest()
    #expect(try shop.requests == 3)
    try shop.write("b.jsonl", line + line + "\n" + line + line)
    try shop.ingest()
    #expect(try shop.requests == 4)
  }

  @Test("what cannot be read is counted and stops nothing")
  func rejects() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.jsonl",
      "\u{FEFF}" + TemporaryLogs.line(1) + "{\"broken\": \n\r\n   \n"
        + TemporaryLogs.line(2).replacingOccurrences(of: "\n", with: "\r\n")
        + "{\"model\":\"gpt-4o\",\"prompt_tokens\":-5}\n" + "plain words\n" + TemporaryLogs.line(3))
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected, counts.unrecognised) == (3, 2, 1))
  }

  @Test("a document over several lines is one record; a line that is only a bracket costs no other")
  func documents() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.json",
      "{\n  \"model\": \"gpt-4o\",\n  \"request_id\": \"document-0001\",\n  \"prompt_tokens\": 5,\n  \"completion_tokens\": 1\n}"
    )
    #expect(try shop.ingest().events == 1)
    try shop.write(
      "b.jsonl",
      TemporaryLogs.line(1) + "{\n" + TemporaryLogs.line(2) + TemporaryLogs.line(3) + "[\n"
        + TemporaryLogs.line(4))
    let counts = try shop.ingest()
    // The brace was cut off; the bracket may begin a list that has a line for each element.
    #expect((counts.events, counts.rejected) == (4, 1))
  }

  @Test("binary files are passed over with a word")
  func binary() throws {
    let shop = try TemporaryLogs()
    try Data([0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0]).write(to: URL(fileURLWithPath: shop.path("wide.log")))
    try Data([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 0]).write(to: URL(fileURLWithPath: shop.path("program")))
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<5))
    #expect(try shop.ingest().events == 5)
    #expect(shop.notices.filter { $0.kind == .notText }.count == 2)
  }

  @Test("a line longer than the limit is rejected, the next one is read")
  func longLine() throws {
    let shop = try TemporaryLogs()
    let long = "{\"prompt\":\"" + String(repeating: "x", count: 17 << 20) + "\"}\n"
    try shop.write("a.jsonl", TemporaryLogs.line(1) + long + TemporaryLogs.line(2))
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (2, 1))
  }

  @Test("the configuration sets features by path, by field and by rule")
  func attribution() throws {
    let shop = try TemporaryLogs()
    try FileManager.default.createDirectory(atPath: shop.path("team-a"), withIntermediateDirectories: true)
    try shop.write(
      "team-a/x.jsonl",
      "{\"ts\":1780000000,\"request_id\":\"attribution-1\",\"model\":\"gpt-4o\",\"prompt_tokens\":1,\"completion_tokens\":1,\"route\":\"/v1/search/q\"}\n"
    )
    try shop.ingest(
      rules: [
        AttributionRule(
          when: ["route": "/v1/search/*", "model": "gpt-4o*"], set: [LabelAssignment(.feature, "search")])
      ],
      assignments: [LabelAssignment(.team, "{path.1}"), LabelAssignment(.environment, "production")])
    #expect(try shop.rows(.feature) == ["search": 1])
    #expect(try shop.rows(.team) == ["team-a": 1])
    #expect(try shop.rows(.environment) == ["production": 1])
  }

  @Test("ten readings in any order of files give the same sums")
  func order() throws {
    let parts = (0..<6).map { part in (part * 40..<part * 40 + 70).map { TemporaryLogs.line($0) }.joined() }
    var sums: Set<SpendSums> = []
    for seed in 0..<5 {
      let shop = try TemporaryLogs()
      var random = SystemRandomNumberGenerator()
      for (index, part) in parts.enumerated().shuffled(using: &random) {
        try shop.write("\(index).jsonl", part)
        if seed.isMultiple(of: 2) { try shop.ingest() }
      }
      try shop.ingest()
      sums.insert(try shop.total)
    }
    #expect(sums.count == 1)
    #expect(sums.first?.requests == 270)
  }
}
