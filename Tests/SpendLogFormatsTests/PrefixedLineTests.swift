import SpendCore
import SpendLogFormats
import Testing

/// Records among the texts of consoles, loggers and collectors.
@Suite struct PrefixedLineTests {
  private static func record(_ id: String = "prefixed-000001", time: String? = nil) -> String {
    let start = time.map { #""ts":"\#($0)","# } ?? ""
    return #"{\#(start)"request_id":"\#(id)","model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
  }

  private static let tokens = TokenCounts(input: 10, output: 2)

  @Test(
    "colours behind the record, before it, and around everything",
    arguments: [
      "\u{1B}[32mRECORD\u{1B}[0m", "2026-09-22T08:00:00Z 01O \u{1B}[0;mRECORD\u{1B}[0;m",
      "\u{1B}[0K\u{1B}[36;1mRECORD\u{1B}[0;m",
      "\u{1B}[90m08:00AM\u{1B}[0m \u{1B}[32mINF\u{1B}[0m \u{1B}[1mRECORD\u{1B}[0m",
      "\u{1B}[32minfo\u{1B}[39m: \u{1B}[32mRECORD\u{1B}[39m",
      "\u{1B}[36mshop \u{1B}[0mRECORD \u{1B}[36m+3ms\u{1B}[0m",
    ])
  func colours(line: String) {
    let reader = Reader(line.replacing("RECORD", with: Self.record()))
    #expect(reader.events.map(\.tokens) == [Self.tokens])
    #expect(reader.rejects.isEmpty)
  }

  @Test(
    "what loggers write behind a record",
    arguments: [
      "2026-09-22T08:00:00Z  INFO shop::usage: RECORD request_id=abc elapsed=3ms",
      "2026-09-22T08:00:00Z INFO usage RECORD trace_id=abc span_id=def",
      "2026-09-22T08:00:00Z | INFO | usage | RECORD | usage.py:12",
      "2026-09-22T08:00:00Z INFO usage RECORD (usage.py:12)", "2026-09-22T08:00:00Z INFO usage 'RECORD'",
      "2026-09-22T08:00:00Z INFO llm_usage=RECORD user=kim", "INFO:usage:RECORD done in 3ms",
      "[22-Sep-2026 08:00:00] WARNING: [pool www] child 7 said into stdout: \"RECORD\"",
      "2026/09/22 08:00:00 [error] 7#7: *1 FastCGI sent in stderr: \"PHP message: RECORD\" while reading response header from upstream, client: 10.0.0.1",
    ])
  func trailers(line: String) {
    let reader = Reader(line.replacing("RECORD", with: Self.record()))
    #expect(reader.events.map(\.tokens) == [Self.tokens], "\(line)")
    #expect(reader.events.first?.requestID == "prefixed-000001")
  }

  @Test("dashes between the fields of a line, and a date that is a log stream's name")
  func fields() {
    let dashes = "2026-09-22 08:00:00 +0000 - shop - DEBUG - job - 0a1b - 42 - STEP - "
    #expect(Reader(dashes + Self.record()).events.map { $0.time?.rfc3339 } == ["2026-09-22T08:00:00.000Z"])
    let stream = "/aws/lambda/shop 2026/09/22/[$LATEST]0a1b2c3d "
    #expect(Reader(stream + Self.record()).events.map { $0.time } == [nil])
    #expect(Reader("2026-09-22 08:00:00 INFO shop - the user asked us " + Self.record()).events.isEmpty)
  }

  @Test(
    "text that continues a sentence, and pairs that state usage",
    arguments: [
      "2026-09-22T08:00:00Z INFO the call has finished with: RECORD as we said",
      "2026-09-22T08:00:00Z INFO usage RECORD did it cost so much?",
      "2026-09-22T08:00:00Z INFO usage RECORD input_tokens=900",
    ])
  func sentences(line: String) {
    #expect(Reader(line.replacing("RECORD", with: Self.record())).events.isEmpty)
  }

  @Test(
    "all records of one line are read",
    arguments: [
      ("2026-09-22 08:00:00,500 INFO shop A2026-09-22 08:00:01,500 INFO shop B", 2), ("INFO:usage:A B", 2),
      ("INFO:usage:A, B", 2),
      (
        "90 <190>1 2026-09-22T08:00:00Z h shop web.1 - A91 <190>1 2026-09-22T08:00:01Z h shop web.1 - B"
          + "92 <190>1 2026-09-22T08:00:02Z h shop web.1 - C", 3
      ),
    ])
  func several(line: String, count: Int) {
    var text = line
    for name in ["A", "B", "C"].prefix(count) {
      // The last of each letter: the prefixes have capitals, too.
      guard let place = text.lastIndex(of: Character(name)) else { continue }
      text.replaceSubrange(place...place, with: Self.record("prefixed-\(name)-00001"))
    }
    let reader = Reader(text)
    #expect(
      reader.events.map(\.requestID).sorted() == ["A", "B", "C"].prefix(count).map { "prefixed-\($0)-00001" })
    #expect(reader.rejects.isEmpty)
  }

  @Test("a second record that breaks off is counted, and the first one is read")
  func damaged() {
    let reader = Reader("INFO:usage:\(Self.record()) {\"model\":\"gpt-4o\",\"input_tok")
    #expect(reader.events.map(\.tokens) == [Self.tokens])
    #expect(reader.rejects.values.map { $0 } == [.notJSON])
  }

  @Test("many records of one line take time in proportion to them")
  func long() {
    let line = "INFO:usage:" + (0..<2_000).map { Self.record("prefixed-\($0)") }.joined(separator: " ")
    #expect(Reader(line).events.count == 2_000)
    let quoted =
      "INFO:usage:" + [String](repeating: "\"\(Self.record())\"", count: 2_000).joined(separator: " ")
    #expect(Reader(quoted).events.count <= 2_000)
  }

  @Test("a message of several lines holds one of them")
  func message() {
    let text =
      "START RequestId: 0b7c Version: 4\n2026-09-22T08:00:00.500Z\t0b7c\tINFO\t\(Self.record())\nEND RequestId: 0b7c\n"
    let escaped = text.replacing("\"", with: "\\\"").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    let line = #"{"id":"1","message":"\#(escaped)","timestamp":1790064001000,"source":"lambda","host":"h"}"#
    let reader = Reader(line)
    #expect(reader.events.map(\.requestID) == ["prefixed-000001"])
    #expect(reader.events.first?.time?.rfc3339 == "2026-09-22T08:00:00.500Z")
  }

  // MARK: Times

  static let times = [
    ("2026-09-22_08:00:00.25000 ", "2026-09-22T08:00:00.250Z"),
    ("2026/09/22/[$LATEST]0a1b2c3d 2026-09-22T08:00:00.250000 ", "2026-09-22T08:00:00.250Z"),
    ("[2026-09-22, 08:00:00 UTC] {usage.py:42} INFO - ", "2026-09-22T08:00:00.000Z"),
    ("2026-09-22\t08:00:00\t", "2026-09-22T08:00:00.000Z"),
    ("2026-09-22 | 08:00:00 | INFO | ", "2026-09-22T08:00:00.000Z"),
    ("[22/Sep/2026:08:00:00 +0200] ", "2026-09-22T06:00:00.000Z"),
    ("[22/Sep/2026 08:00:00] ", "2026-09-22T08:00:00.000Z"),
    ("22-Sep-2026 08:00:00.250 INFO [main] ", "2026-09-22T08:00:00.250Z"),
    ("[22-Sep-2026 08:00:00 UTC] ", "2026-09-22T08:00:00.000Z"),
    ("I20260922 08:00:00.250000 7 usage.cc:42] ", "2026-09-22T08:00:00.250Z"),
    ("[Nest] 42  - 09/22/2026, 08:00:00 PM     LOG [Usage] ", "2026-09-22T20:00:00.000Z"),
    ("[09/22/26 08:00:00] INFO     ", "2026-09-22T08:00:00.000Z"),
    ("20260922T080000Z ", "2026-09-22T08:00:00.000Z"), ("2026.09.22 08:00:00 ", "2026-09-22T08:00:00.000Z"),
    ("22.09.2026 08:00:00 INFO ", "2026-09-22T08:00:00.000Z"),
    ("@400000006ab2358a0ee6b280 ", "2026-09-22T08:00:00.250Z"),
    ("\u{1B}_bk;t=1790064000250\u{7}", "2026-09-22T08:00:00.250Z"),
    ("Tue 2026-09-22 10:00:00 CEST node-a shop[7]: ", "2026-09-22T08:00:00.000Z"),
  ]

  @Test("times before a record in the forms of loggers", arguments: times)
  func time(prefix: String, expected: String) {
    let reader = Reader(prefix + Self.record())
    #expect(reader.events.map { $0.time?.rfc3339 } == [expected], "\(prefix)")
  }

  @Test(
    "a date in no form that is read rejects a record without a time, and no other",
    arguments: [
      "2026-09-22 INFO usage ", "[05/06/2026 08:00:00] ", "Tue 2026-09-22 10:00:00 IST node-a shop[7]: ",
      "05/06/2026, 08:00:00 AM LOG ",
    ])
  func unread(prefix: String) {
    let reader = Reader(prefix + Self.record())
    #expect(reader.events.isEmpty, "\(prefix)")
    #expect(reader.rejects.values.map { $0 } == [.unreadableTime], "\(prefix)")
    let own = Reader(prefix + Self.record(time: "2026-09-21T09:00:00Z"))
    #expect(own.events.map { $0.time?.rfc3339 } == ["2026-09-21T09:00:00.000Z"], "\(prefix)")
  }

  // MARK: Names

  static let names = [
    ("Sep 22 08:00:00 node-a shop: ", "shop"), ("2026-09-22T08:00:00.250000+00:00 node-a shop: ", "shop"),
    ("shop.1.xk2@node-a    | ", "shop"), ("shop-7f5c-x app ", "app"), ("live shop-7f5c-x app ", "app"),
    ("live shop-7f5c-x › app ", "app"), ("live/shop-1[app]: ", "app"),
    ("2026-09-22T08:00:00Z INFO usage: ", ""), ("llm usage ", ""),
  ]

  @Test("the program before a record is its project", arguments: names)
  func project(prefix: String, expected: String) throws {
    let written = Instant(microseconds: 1_799_020_800_000_000)
    let event = try #require(Reader(prefix + Self.record(), fileTime: written).events.first)
    #expect(event.project == expected, "\(prefix)")
    #expect(event.environment == (prefix.contains("live") ? "live" : ""), "\(prefix)")
  }

  // MARK: Fluent Bit

  @Test(
    "the outputs of Fluent Bit",
    arguments: [
      #"[0] shop.web: [[1790064000.250000000, {}], {"log"=>"RECORD"}]"#,
      #"[12] shop.web: [1790064000.250000000, {"stream"=>"stdout", "log"=>"RECORD", "n"=>1}]"#,
      #"[0] shop.web: [[1790064000.250000000, {}], {"log"=>"ESCAPED", "kubernetes"=>{"pod_name"=>"shop-1"}}]"#,
      #"shop.web: [1790064000.250000000, {"log":"ESCAPED"}]"#, "shop.web: [1790064000.250000000, RECORD]",
      #"shop.web: [[1790064000.250000000, {}], {"log":"ESCAPED"}]"#,
    ])
  func fluentBit(line: String) {
    let record = Self.record()
    let text = line.replacing("RECORD", with: record).replacing(
      "ESCAPED", with: record.replacing("\"", with: "\\\""))
    let reader = Reader(text)
    #expect(reader.rejects.isEmpty, "\(line)")
    #expect(reader.events.map(\.requestID) == ["prefixed-000001"], "\(line)")
    #expect(reader.events.first?.time?.rfc3339 == "2026-09-22T08:00:00.250Z")
  }
}
