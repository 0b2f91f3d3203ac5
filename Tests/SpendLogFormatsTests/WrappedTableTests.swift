import SpendCore
import SpendLogFormats
import Testing

/// Tables and printed documents whose lines each have a wrapper around them.
@Suite struct WrappedTableTests {
  @Test("the wrapper of a row of a log search tool's export is in the registry")
  func registry() {
    let decoder = LogDecoder()
    let text =
      "Date,Host,Message\n2026-09-22T08:00:00Z,node-a,\"{\"\"model\"\":\"\"gpt-4o\"\",\"\"input_tokens\"\":5,\"\"output_tokens\"\":1}\""
    var count = 0
    SampleLines(Array(text.utf8)).decode(decoder) { _ in count += 1 }
    #expect(count == 1)
    #expect(decoder.wrapperNames == ["log-table"])
    #expect(WrapperRegistry.all.contains { "\($0.name)" == "log-table" })
  }

  private static func quoted(_ text: String) -> String {
    #""\#(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\t", with: "\\t"))""#
  }

  private static let fileTime = Instant(seconds: 1_790_100_000)

  /// A line of a process, inside what each runtime or collector writes.
  static let wrappers:
    [(name: String, wrap: @Sendable (_ process: String, _ second: Int, String) -> String)] = [
      (
        "docker",
        { process, second, text in
          let line = Self.quoted(text).dropLast() + #"\n""#
          return
            #"{"log":\#(line),"stream":"\#(process == "a" ? "stdout" : "stderr")","time":"2026-09-22T08:00:0\#(second).5Z"}"#
        }
      ),
      (
        "cri",
        { process, second, text in
          "2026-09-22T08:00:0\(second).500000001Z \(process == "a" ? "stdout" : "stderr") F \(text)"
        }
      ),
      (
        "fluent-bit",
        { process, second, text in
          #"{"date":179006400\#(second).5,"log":\#(Self.quoted(text)),"kubernetes":{"pod_name":"shop-\#(process)"}}"#
        }
      ),
      ("compose", { process, _, text in "shop-\(process)-1  | \(text)" }),
      (
        "compose with times",
        { process, second, text in "shop-\(process)-1  | 2026-09-22T08:00:0\(second).25Z \(text)" }
      ),
      ("kubectl", { process, _, text in "[pod/shop-\(process)/app] \(text)" }),
      ("journalctl", { process, second, text in "Sep 22 08:00:0\(second) node-\(process) shop[7]: \(text)" }),
      (
        "heroku",
        { process, second, text in "2026-09-22T08:00:0\(second).123456+00:00 app[\(process).1]: \(text)" }
      ),
    ]

  private static let table = [
    "timestamp,request_id,model,prompt_tokens,completion_tokens,note",
    "2026-09-22T08:00:01Z,wrapped-row-0001,gpt-4o,10,2,plain",
    #"2026-09-22T08:00:02Z,wrapped-row-0002,gpt-4o,11,2,"a ""b"", c""#,
  ]

  @Test("a table", arguments: wrappers.indices, [",", ";", "\t"])
  func rows(wrapper: Int, delimiter: String) {
    let lines = Self.table.enumerated().map { number, row in
      Self.wrappers[wrapper].wrap("a", number, row.replacing(",", with: delimiter))
    }
    let reader = Reader(lines.joined(separator: "\n"), fileTime: Self.fileTime)
    #expect(reader.events.map(\.requestID) == ["wrapped-row-0001", "wrapped-row-0002"], "\(lines[1])")
    #expect(reader.events.map(\.tokens.input) == [10, 11])
    #expect(
      reader.events.map { $0.time?.microseconds } == [1_790_064_001_000_000, 1_790_064_002_000_000])
    #expect(reader.rejects.isEmpty)
  }

  @Test("a table among other lines, and beside that of another process", arguments: wrappers.indices)
  func mixed(wrapper: Int) {
    let wrap = Self.wrappers[wrapper].wrap
    var lines = [wrap("a", 0, "ready, and waiting"), wrap("a", 0, Self.table[0])]
    lines.append(wrap("b", 0, "model;input_tokens;output_tokens"))
    lines.append(wrap("a", 1, Self.table[1]))
    lines.append(wrap("b", 1, "gpt-4o-mini;7;1"))
    lines.append(wrap("a", 1, "a line, with commas"))
    lines.append(
      wrap("a", 1, #"{"request_id":"wrapped-row-0003","model":"gpt-4o","input_tokens":12,"output_tokens":1}"#)
    )
    lines.append(wrap("a", 2, Self.table[2]))
    let reader = Reader(lines.joined(separator: "\n"), fileTime: Self.fileTime)
    #expect(reader.events.map(\.tokens.input) == [10, 7, 12, 11])
    #expect(reader.rejects.isEmpty)
  }

  @Test("a row without a time has the wrapper's", arguments: ["docker", "cri", "journalctl", "heroku"])
  func time(name: String) throws {
    let wrap = try #require(Self.wrappers.first { $0.name == name }).wrap
    let text = wrap("a", 0, "model,input_tokens,output_tokens") + "\n" + wrap("a", 4, "gpt-4o,5,1")
    let time = try #require(Reader(text, fileTime: Self.fileTime).events.first?.time)
    #expect(time.microseconds / 1_000_000 == 1_790_064_004)
  }

  // MARK: Documents

  private static func document(_ id: String) -> [String] {
    """
    {
      "id": "\(id)",
      "object": "chat.completion",
      "created": 1790064000,
      "model": "gpt-4o",
      "choices": [
        {
          "index": 0,
          "message": {
            "content": "}"
          }
        }
      ],
      "usage": {
        "prompt_tokens": 30,
        "completion_tokens": 4,
        "total_tokens": 34
      }
    }
    """.split(separator: "\n").map(String.init)
  }

  @Test("a printed document, twice", arguments: wrappers.indices)
  func documents(wrapper: Int) {
    let lines = (Self.document("chatcmpl-printed00001") + Self.document("chatcmpl-printed00002")).enumerated()
      .map { Self.wrappers[wrapper].wrap("a", $0 / 9, $1) }
    let reader = Reader(lines.joined(separator: "\n"), fileTime: Self.fileTime)
    #expect(reader.events.map(\.requestID) == ["chatcmpl-printed00001", "chatcmpl-printed00002"])
    #expect(reader.events.map(\.tokens.input) == [30, 30])
    #expect(reader.rejects.isEmpty)
  }

  @Test(
    "documents of two processes at once, with a restart between any two lines", arguments: wrappers.indices)
  func interleaved(wrapper: Int) {
    let wrap = Self.wrappers[wrapper].wrap
    let pairs = zip(Self.document("chatcmpl-printed00001"), Self.document("chatcmpl-printed00002"))
    var decoder = LogDecoder()
    decoder.fileTime = Self.fileTime
    var ids: [String] = []
    for (a, b) in pairs {
      for line in [wrap("a", 1, a), wrap("b", 2, b)] {
        SampleLines(Array(line.utf8)).decode(
          decoder, emit: { ids.append($0.requestID.string) }, reject: { Issue.record("\($0)") })
        decoder = LogDecoder(resuming: decoder.state)
        decoder.fileTime = Self.fileTime
      }
    }
    #expect(ids == ["chatcmpl-printed00001", "chatcmpl-printed00002"])
  }

  @Test("behind the text of a logger on its first line")
  func loggers() {
    let lines = Self.document("chatcmpl-printed00003")
    for start in [
      "2026-09-22 08:00:00,500 INFO shop.usage ", "INFO:shop.usage:", "[2026-09-22T08:00:00Z] info: ",
    ] {
      let text = ([start + lines[0]] + lines.dropFirst()).joined(separator: "\n")
      #expect(Reader(text).events.map(\.tokens.input) == [30], "\(start)")
      let composed = text.split(separator: "\n").map { "shop-1  | " + $0 }.joined(separator: "\n")
      #expect(Reader(composed).events.map(\.tokens.input) == [30], "\(start)")
    }
  }

  @Test("what only looks like the beginning of a document holds nothing up")
  func lookalikes() {
    let record = #"{"request_id":"after-it-00001","model":"gpt-4o","input_tokens":5,"output_tokens":1}"#
    for text in [
      "shop-1  | function usage() {\nshop-1  |   return 1\nshop-1  | }\nshop-1  | \(record)",
      "shop-1  | usage: {\nshop-1  |   tokens: 5,\nshop-1  | }\nshop-1  | \(record)",
      "INFO shop {\n\(record)",
      "INFO shop {\n  \"id\": \"x\",\nINFO shop \(record)",
    ] {
      #expect(Reader(text).events.map(\.requestID) == ["after-it-00001"], "\(text)")
    }
  }

  @Test(
    "exports of log search tools have a record in a column",
    arguments: [
      "@timestamp,@message", "_time,_raw", "Date,Content", "Timestamp,message", "TimeGenerated,LogMessage",
    ], [",", ";"])
  func columns(header: String, delimiter: String) throws {
    let record = #"{"request_id":"column-000001","model":"gpt-4o","input_tokens":9,"output_tokens":1}"#
    let names = header.replacing(",", with: delimiter) + delimiter + "host"
    let row =
      #"2026-09-22T08:00:04Z\#(delimiter)"\#(record.replacing("\"", with: "\"\""))"\#(delimiter)node-a"#
    let text = [names, "2026-09-22T08:00:03Z\(delimiter)ready\(delimiter)node-a", row].joined(separator: "\n")
    let event = try #require(Reader(text).events.first, "\(text)")
    #expect(event.identity == "column-000001")
    #expect(event.tokens.input == 9)
    #expect(event.time == Instant(seconds: 1_790_064_004))
  }
}
