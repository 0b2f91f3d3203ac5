import Foundation
import SpendCore
import SpendDemo
import Testing

@Suite struct DemoLogWriterTests {
  private static let end = CivilTime(year: 2026, month: 11, day: 20, hour: 15).instant()
  /// A day with the incident, errors of it included.
  private static let requests = Array(DemoWorkload(seed: 2).history(days: 1, until: end).prefix(1_500))

  @Test("every line is one line of valid JSON", arguments: DemoLogWriter.Format.allCases.filter(\.isJSON))
  func json(format: DemoLogWriter.Format) throws {
    var line = LineBuffer()
    for request in Self.requests {
      line.removeAll()
      DemoLogWriter.append(request, format, to: &line)
      #expect(!line.bytes.contains { $0 < 0x20 })
      let object = try JSONSerialization.jsonObject(with: Data(line.bytes))
      #expect(object is [String: Any])
      #expect(String(validating: line.bytes, as: UTF8.self) == DemoLogWriter.line(request, format))
    }
  }

  @Test(
    "the counts of a line add up to the request's, in the family of its format",
    arguments: [
      (.openAIChat, ["response", "usage"], ["prompt_tokens"], ["completion_tokens"]),
      (.openAIChatBare, ["usage"], ["prompt_tokens"], ["completion_tokens"]),
      (.openAIResponses, ["response", "usage"], ["input_tokens"], ["output_tokens"]),
      (
        .anthropic, ["response", "usage"],
        ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"], ["output_tokens"]
      ),
      (
        .claudeCode, ["message", "usage"],
        ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"], ["output_tokens"]
      ),
      (
        .gemini, ["response", "usageMetadata"], ["promptTokenCount"],
        ["candidatesTokenCount", "thoughtsTokenCount"]
      ),
      (.liteLLM, [], ["prompt_tokens"], ["completion_tokens"]),
      (.jsonl, [], ["prompt_tokens"], ["completion_tokens"]),
    ] as [(DemoLogWriter.Format, [String], [String], [String])])
  func counts(format: DemoLogWriter.Format, path: [String], prompt: [String], output: [String]) throws {
    for request in Self.requests where !request.isError && request.queryType != "embedding" {
      let line = Data(DemoLogWriter.line(request, format).utf8)
      var object = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      for name in path { object = try #require(object[name] as? [String: Any]) }
      func sum(_ names: [String]) -> Int64 { names.reduce(0) { $0 + (object[$1] as? Int64 ?? 0) } }
      #expect(sum(prompt) == request.tokens.prompt)
      #expect(sum(output) == Int64(request.tokens.output ?? 0))
    }
  }

  @Test("a row has as many cells as the header, quoted as RFC 4180 says")
  func csv() throws {
    let header = try #require(DemoLogWriter.Format.csv.header).split(separator: ",").map(String.init)
    for request in Self.requests {
      let row = try #require(Self.cells(DemoLogWriter.line(request, .csv)))
      try #require(row.count == header.count)
      let cells = Dictionary(uniqueKeysWithValues: zip(header, row))
      #expect(cells["timestamp"] == request.time.rfc3339)
      #expect(cells["model"] == request.model && cells["feature"] == request.feature)
      #expect(cells["prompt_tokens"] == "\(request.tokens.prompt)")
      #expect(cells["cached_tokens"] == request.tokens.cacheRead.map { "\($0)" } ?? "")
      #expect(cells["status"] == (request.isError ? "error" : "ok"))
      #expect((cells["message"] ?? "").contains("\"slow down\"") == request.isError)
    }
  }

  @Test("pairs have a key, and a value without blanks unless it is quoted")
  func logfmt() throws {
    let pair = /[a-z_]+=("([^"\\]|\\.)*"|[^ "=]+)/
    for request in Self.requests {
      let line = DemoLogWriter.line(request, .logfmt)
      let pairs = line.matches(of: pair).map { String($0.output.0) }
      #expect(pairs.joined(separator: " ") == line)
      #expect(pairs.contains("completion_tokens=\(request.tokens.output ?? -1)"))
      #expect(pairs.contains("status=\(request.status)"))
    }
  }

  @Test("each program writes in its own format, and between them they use nearly all")
  func natural() {
    let formats = Set(Self.requests.map(DemoLogWriter.natural))
    #expect(formats == Set(DemoLogWriter.Format.allCases))
    // A failed call in a transcript or a bare answer says too little to be counted.
    #expect(
      Self.requests.allSatisfy {
        !$0.isError || ![.claudeCode, .openAIChatBare].contains(DemoLogWriter.natural($0))
      })
  }

  @Test(
    "times are written as everywhere else",
    arguments: [(1970, 1, 1, 0), (2024, 2, 29, 999), (2026, 12, 31, 7), (2100, 3, 1, 120)])
  func times(year: Int, month: Int, day: Int, millisecond: Int) {
    var request = Self.requests[0]
    request.time =
      CivilTime(
        year: year, month: month, day: day, hour: 23, minute: 59, second: 58, microsecond: millisecond * 1_000
      ).instant()
    #expect(DemoLogWriter.line(request, .csv).hasPrefix(request.time.rfc3339 + ","))
  }

  /// The cells of a row; nil when its quotes do not fit.
  private static func cells(_ row: String) -> [String]? {
    var cells: [String] = []
    var rest = row[...]
    while true {
      guard rest.first == "\"" else {
        let end = rest.firstIndex(of: ",") ?? rest.endIndex
        guard !rest[..<end].contains("\"") else { return nil }
        cells.append(String(rest[..<end]))
        if end == rest.endIndex { return cells }
        rest = rest[rest.index(after: end)...]
        continue
      }
      var cell = ""
      rest = rest.dropFirst()
      while let end = rest.firstIndex(of: "\"") {
        cell += rest[..<end]
        rest = rest[rest.index(after: end)...]
        guard rest.first == "\"" else { break }
        cell += "\""
        rest = rest.dropFirst()
      }
      cells.append(cell)
      if rest.isEmpty { return cells }
      guard rest.first == "," else { return nil }
      rest = rest.dropFirst()
    }
  }
}
