import Foundation
import SpendCore
import SpendLogFormats
import SpendIngest
import Testing

/// Records that do not end: stray quotes, documents that were cut, samples at every place.
@Suite struct OpenRecordTests {
  private static let header = "timestamp,model,feature,prompt_tokens,completion_tokens\n"

  private static func row(_ number: Int, _ feature: String = "search") -> String {
    "2026-11-01T00:\(10 + number / 60 % 50):\(10 + number % 50)Z,gpt-4o,\(feature),\(100 + number),7\n"
  }

  @Test(
    "a stray quote costs one row",
    arguments: [
      // Without another quote in the table.
      ("\"search", "search"), ("\"", "search"), ("\"se\"\"arch", "search"),
      // With quoted fields behind it.
      ("\"search", "\"a, b\""), ("\"search", "\"a \"\"b\"\" c\""),
    ])
  func strayQuote(stray: String, others: String) throws {
    for place in [0, 3, 38] {
      let shop = try TemporaryLogs()
      let rows = (0..<40).map { Self.row($0, $0 == place ? stray : others) }
      try shop.write("t.csv", Self.header + rows.joined())
      let counts = try shop.ingest()
      #expect((counts.events, counts.rejected) == (39, 1), "\(stray) before \(others) in row \(place)")
      #expect(shop.rejects.map(\.line) == [Int64(place) + 2])
      #expect(try shop.ingest().events == 0)
    }
  }

  @Test("a stray quote in the last row waits for more, and is given up when a row follows")
  func lastRow() throws {
    let shop = try TemporaryLogs()
    try shop.write("t.csv", Self.header + Self.row(0) + Self.row(1, "\"search"))
    #expect(try shop.ingest().events == 1)
    try shop.append("t.csv", Self.row(2) + Self.row(3))
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (2, 1))
  }

  @Test("text over many lines is one field, however it is written")
  func longField() throws {
    let shop = try TemporaryLogs()
    let text = (0..<2_000).map { "line \($0), with a comma and \"\"quotes\"\"" }.joined(separator: "\n")
    let rows = Self.row(0, "\"\(text)\"") + Self.row(1)
    let bytes = Array((Self.header + rows).utf8)
    try shop.write("t.csv", bytes[..<40_000])
    #expect(try shop.ingest().rejected == 0)
    try shop.append("t.csv", String(decoding: bytes[40_000...], as: UTF8.self))
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (2, 0))
  }

  @Test("an open quote is bounded, read once, and given up for its line alone")
  func bound() throws {
    let shop = try TemporaryLogs()
    let text = String(repeating: "some words, and more of them, and no row at all\n", count: 100_000)
    try shop.write("t.csv", Self.header + Self.row(0, "\"open") + text + Self.row(1))
    let counts = try shop.ingest()
    #expect(counts.rejected == 1)
    #expect(try shop.rows(.feature)["search"] == 1)
  }

  @Test("two stray quotes in one column do not swallow the rows between them")
  func pairOfStrays() throws {
    let shop = try TemporaryLogs()
    let rows = (0..<20).map { Self.row($0, $0 == 2 ? "\"a" : $0 == 12 ? "b\"" : "search") }
    try shop.write("t.csv", Self.header + rows.joined())
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (19, 1))
  }

  @Test("a document that was cut costs itself, not what follows it", arguments: ["{", "[", "{\n  \"a\": 1,"])
  func cutDocument(start: String) throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", start + "\n" + TemporaryLogs.lines(0..<30))
    let counts = try shop.ingest()
    #expect(counts.events == 30)
    #expect(counts.rejected == (start == "[" ? 0 : 1))
  }

  @Test("a document with many parts that was cut is read once")
  func largeCutDocument() throws {
    let shop = try TemporaryLogs()
    let parts = (0..<30_000).map { "  {\n    \"a\": \($0)\n  },\n" }.joined()
    try shop.write("a.json", "[\n" + parts + TemporaryLogs.lines(0..<5))
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (5, 1))
    #expect(shop.rejects.map(\.line) == [1])
  }

  @Test("indented records behind a stray brace stand for themselves")
  func strayBrace() throws {
    let shop = try TemporaryLogs()
    let lines = (0..<5).map { "  " + TemporaryLogs.line($0) }.joined()
    try shop.write("a.jsonl", "{\n" + lines + TemporaryLogs.lines(5..<9))
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (9, 1))
  }

  @Test("the inspection of a sample that was cut anywhere ends, and so does ingest")
  func prefixes() throws {
    let shop = try TemporaryLogs()
    var number = 0
    for format in FormatRegistry.all {
      for sample in format.samples {
        let bytes = Array(sample.lines.utf8)
        let breaks = bytes.indices.filter { bytes[$0] == 0x0A }.flatMap { [$0, $0 + 1] }
        let steps = stride(from: 1, to: bytes.count, by: max(1, bytes.count / 12))
        for end in Set(breaks).union(steps).union([1, 2, bytes.count]) where end <= bytes.count {
          var inspector = LogInspector()
          try shop.write("sample", bytes[..<end])
          try inspector.read(path: shop.path("sample")) { _ in }
          number += 1
        }
      }
    }
    #expect(number > 1_000)
    for text in [
      "{", "[", "{\n", "[\n", "{\n \"a\": 1,\n", "{\n \"a\": [\n  {", "a,b\n\"", "\"", "{\r\n \"a\": 1",
    ] {
      var inspector = LogInspector()
      var said: [String] = []
      try shop.write("sample", text)
      try inspector.read(path: shop.path("sample")) { said.append($0) }
      try shop.ingest()
      #expect(said.count >= 1, "\(text)")
    }
  }
}
