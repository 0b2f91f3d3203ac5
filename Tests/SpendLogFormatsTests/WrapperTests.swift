import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// A record inside a wrapper gives the event that it gives alone.
@Suite struct WrapperTests {
  /// A wrapped line of a registered sample.
  struct Shape: Sendable, CustomTestStringConvertible {
    var wrapper: String
    var text: String

    /// The record stands in the line as text only, not as an object.
    var holdsText: Bool { text.replacing("\"RECORD", with: "").firstRange(of: "RECORD") == nil }
    /// The line is a JSON object itself.
    var isJSON: Bool { text.hasPrefix("{") }
    var testDescription: String { text }

    func wrap(_ record: String) -> String {
      var result = text
      if let place = result.range(of: "\"RECORD") {
        result.replaceSubrange(place, with: "\"" + Self.escaped(record))
      }
      return result.replacing("RECORD", with: record)
    }

    private static func escaped(_ text: String) -> String {
      var result = ""
      for character in text.unicodeScalars {
        switch character {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\u{1B}": result += "\\u001b"
        default: result.unicodeScalars.append(character)
        }
      }
      return result
    }
  }

  static let shapes = WrapperRegistry.all.flatMap { wrapper in
    wrapper.samples.map { Shape(wrapper: "\(wrapper.name)", text: $0) }
  }

  /// Records of one line, and answers in envelopes.
  static let records: [String] = {
    let lines = FormatRegistry.all.flatMap(\.samples).map(\.lines).filter { line in
      line.hasPrefix("{") && !line.contains("\n") && Reader(line).events.count == 1
    }
    let answer =
      #""response":{"id":"chatcmpl-wrapped-1","object":"chat.completion","created":1790064123,"model":"gpt-4o-2024-08-06","choices":[{"message":{"content":"say \"a\\b\""}}],"usage":{"prompt_tokens":70,"completion_tokens":9,"total_tokens":79}}"#
    return lines + [
      #"{"ts":"2026-09-21T09:00:00Z","feature":"search","url":"https://api.openai.com/v1/chat/completions",\#(answer)}"#,
      #"{"request_id":"wrapped-untimed-1","model":"gpt-4o","input_tokens":10,"output_tokens":2,"team":"core"}"#,
    ]
  }()

  private static func expectSame(_ wrapped: String, as record: String, _ comment: Comment) {
    let bare = Reader(record).events
    let reader = Reader(wrapped)
    #expect(reader.rejects.isEmpty, comment)
    #expect(reader.events.count == bare.count, comment)
    for (event, own) in zip(reader.events, bare) {
      var event = event
      if own.time == nil { event.time = nil }
      #expect(event.requestID == own.requestID, comment)
      #expect(event.identity == own.identity, comment)
      #expect(event.model == own.model && event.provider == own.provider, comment)
      #expect(event.feature == own.feature && event.team == own.team && event.user == own.user, comment)
      #expect(event.queryType == own.queryType && event.tier == own.tier, comment)
      #expect(event.tokens == own.tokens && event.cost == own.cost && event.units == own.units, comment)
      #expect(event.outcome == own.outcome && event.format == own.format, comment)
      #expect(event.time == own.time, comment)
    }
  }

  @Test("every wrapper around every record", arguments: shapes)
  func samples(shape: Shape) {
    for record in Self.records where !Self.isPlainError(record, in: shape) {
      Self.expectSame(shape.wrap(record), as: record, "\(shape.wrap(record))")
    }
  }

  @Test("up to three wrappers around each other", arguments: [UInt64](1...40))
  func chains(seed: UInt64) throws {
    var random = FuzzTests.Generator(state: seed)
    for _ in 0..<100 {
      let record = try #require(Self.records.randomElement(using: &random))
      var line = record
      var isPrefixed = false
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let fitting = Self.shapes.filter {
          ($0.holdsText || !$0.isJSON || line.hasPrefix("{")) && !(isPrefixed && !$0.isJSON)
            && !Self.isPlainError(record, in: $0)
            && !($0.wrapper == "structured-log" && line.hasPrefix("{\"streams\""))
            && !($0.wrapper == "structured-log" && line.hasPrefix("{\"resourceLogs\""))
        }
        let shape = try #require(fitting.randomElement(using: &random))
        line = shape.wrap(line)
        isPrefixed = !shape.isJSON
      }
      Self.expectSame(line, as: record, "seed \(seed): \(line)")
    }
  }

  @Test("a message of a queue whose attributes have attributes of their own")
  func nestedAttributes() {
    let record = Self.records[Self.records.count - 1]
    let text = record.replacing("\"", with: "\\\"")
    let queue =
      #"{"messageId":"m1","receiptHandle":"r1","body":"\#(text)","attributes":{"SentTimestamp":"1790064000500"}}"#
    Self.expectSame(
      #"{"_id":"AQ1","date":"2026-09-22T08:00:00.500Z","service":"shop","host":"node-a","attributes":\#(queue),"message":"usage"}"#,
      as: record, "\(queue)")
  }

  @Test("a line that is cut, or damaged in its wrapper, is read or rejected", arguments: [UInt64](1...10))
  func damage(seed: UInt64) throws {
    var random = FuzzTests.Generator(state: seed)
    for shape in Self.shapes {
      let record = try #require(Self.records.randomElement(using: &random))
      let original = Array(shape.wrap(record).utf8)
      let wrapper = try #require(shape.text.firstRange(of: "RECORD")).lowerBound
      let before = max(1, shape.text.utf8.distance(from: shape.text.startIndex, to: wrapper))
      for _ in 0..<30 {
        var bytes = original
        let place = Int.random(in: 0..<before, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(Int.random(in: 0..<bytes.count, using: &random)...)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
        }
        let reader = Reader(bytes + [0x0A] + Array(record.utf8))
        #expect(
          reader.events.contains { $0.tokens == Reader(record).events[0].tokens },
          "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  @Test("a member whose name is like another's sends no later line to another reader")
  func likeNames() {
    // Equal in length, ends and middle.
    let usage = #"{"prompt_tokens":7,"completion_tokens":1}"#
    let start = #"{"time":"2026-09-21T09:00:00Z","id":"like-000001","model":"gpt-4o","choices":[]"#
    let lines = """
      \(start),"uxage":\(usage)}
      \(start),"usage":\(usage)}
      """
    #expect(Reader(lines).events.last?.format == "openai-chat")
  }

  // MARK: Documents over several lines

  private static let document = """
    {
      "ts": "2026-09-21T09:00:00.5Z",
      "model": "gpt-4o",
      "usage": {
        "prompt_tokens": 70,
        "completion_tokens": 9
      },
      "tags": [
        "a"
      ]
    }
    """

  private static let carriers: [@Sendable (String) -> String] = [
    {
      #"{"log":"\#($0.replacing("\"", with: "\\\""))\n","stream":"stdout","time":"2026-09-22T08:00:00.5Z"}"#
    },
    { "2026-09-22T08:00:00.500000001Z stdout F \($0)" },
    {
      #"{"message":"\#($0.replacing("\"", with: "\\\""))","source_type":"file","file":"/a","host":"h","timestamp":"2026-09-22T08:00:00Z"}"#
    },
    {
      #"{"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1790064000000000","_HOSTNAME":"h","MESSAGE":"\#($0.replacing("\"", with: "\\\""))"}"#
    },
  ]

  @Test("a document that a wrapper holds line by line is one record", arguments: 0..<4)
  func documents(carrier: Int) {
    let lines = Self.document.split(separator: "\n").map(String.init)
    let record = #"{"model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    let whole = (["started"] + lines + lines + [record]).map(Self.carriers[carrier])
    let reader = Reader(whole.joined(separator: "\n"))
    #expect(reader.events.map(\.tokens.input) == [70, 70, 10])
    #expect(reader.events.first?.time?.rfc3339 == "2026-09-21T09:00:00.500Z")
    #expect(reader.rejects.isEmpty)
    // One that breaks off costs no other record.
    let broken = (lines.dropLast(3) + [record] + lines).map(Self.carriers[carrier])
    let rest = Reader(broken.joined(separator: "\n"))
    #expect(rest.events.map(\.tokens.input) == [10, 70])
    #expect(rest.rejects.count == 1)
  }

  @Test(
    "documents of two output streams are joined apart, also when the reading was left between any two lines")
  func interleavedDocuments() {
    var state: [UInt8] = []
    var inputs: [Int32?] = []
    for line in Self.document.split(separator: "\n") {
      for stream in ["stdout", "stderr"] {
        let decoder = LogDecoder(resuming: state)
        SampleLines(Array("2026-09-22T08:00:00.5Z \(stream) F \(line)".utf8)).decode(decoder) {
          inputs.append($0.tokens.input)
        }
        state = decoder.state
      }
    }
    #expect(inputs == [70, 70])
  }

  @Test("a document without an end is given up")
  func endlessDocument() {
    let carrier = Self.carriers[1]
    let member = #" "a": "\#(String(repeating: "x", count: 1_000))","#
    let endless = [carrier("{")] + [String](repeating: carrier(member), count: 2_000)
    let whole = endless + Self.document.split(separator: "\n").map { carrier(String($0)) }
    let reader = Reader(whole.joined(separator: "\n"))
    #expect(reader.events.map(\.tokens.input) == [70])
    #expect(reader.rejects.count == 1)
  }

  /// An error object in a program's own log is not an answer of a provider.
  private static func isPlainError(_ record: String, in shape: Shape) -> Bool {
    shape.wrapper == "structured-log"
      && (record.contains("overloaded_error") || record.contains("ThrottlingException"))
  }

  // MARK: Fields of the wrapper

  @Test("what the record lacks comes from the wrapper")
  func defaults() throws {
    let record = #"{"model":"gpt-4o","input_tokens":10,"output_tokens":2,"environment":"own"}"#
    let shape = Shape(
      wrapper: "",
      text:
        #"{"log":"RECORD","stream":"stdout","time":"2026-09-22T08:00:00.5Z","kubernetes":{"pod_name":"shop-1","namespace_name":"live","host":"node-a","container_name":"app"}}"#
    )
    let event = try #require(Reader(shape.wrap(record)).events.first)
    #expect(event.time?.rfc3339 == "2026-09-22T08:00:00.500Z")
    #expect(event.environment == "own")
    #expect(event.project == "app")
  }

  @Test("a shipper's own ids are not the request's", arguments: shapes.filter(\.isJSON))
  func foreignIDs(shape: Shape) {
    let record = #"{"model":"gpt-4o","input_tokens":10,"output_tokens":2,"ts":"2026-09-21T09:00:00Z"}"#
    let line = shape.wrap(record).replacingOccurrences(
      of: "{", with: #"{"id":"shipper-1","requestId":"shipper-2","_id":"shipper-3","#, options: .anchored)
    for event in Reader(line).events { #expect(event.requestID == "", "\(line)") }
  }

  @Test("a date without a year is the last one before the file was written")
  func years() throws {
    let record = #"{"model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    let written = Instant(microseconds: 1_799_020_800_000_000)  // 2027-01-04
    func time(_ prefix: String) -> String? {
      Reader(prefix + record, fileTime: written).events.first?.time?.rfc3339
    }
    #expect(time("Jan  3 10:00:00 node-a shop[7]: ") == "2027-01-03T10:00:00.000Z")
    #expect(time("Dec 31 23:59:59 node-a shop[7]: ") == "2026-12-31T23:59:59.000Z")
    #expect(time("I0103 10:00:00.250000 1 usage.go:7] ") == "2027-01-03T10:00:00.250Z")
    #expect(time("Feb 29 10:00:00 node-a shop[7]: ") == "2024-02-29T10:00:00.000Z")
    #expect(Reader("Jan  3 10:00:00 node-a shop[7]: " + record).events.first?.time == nil)
  }

  // MARK: What is no wrapper

  @Test(
    "JSON inside a text that people or models wrote is no record",
    arguments: [
      #"{"role":"user","content":"{\"model\":\"gpt-4o\",\"input_tokens\":9,\"output_tokens\":9}"}"#,
      #"{"level":"info","ts":1790064000.5,"role":"user","message":"{\"model\":\"gpt-4o\",\"input_tokens\":9}"}"#,
      #"{"level":"info","ts":1790064000.5,"prompt":"{\"model\":\"gpt-4o\",\"input_tokens\":9}"}"#,
      #"The answer of the model was then {"model":"gpt-4o","input_tokens":9,"output_tokens":9}"#,
      #"2026-09-22 08:00:00 INFO shop the user asked us what {"model":"gpt-4o","input_tokens":9} costs"#,
      #"2026-09-22 08:00:00 INFO shop did you mean? {"model":"gpt-4o","input_tokens":9}"#,
    ])
  func prose(line: String) {
    #expect(Reader(line).events.isEmpty)
  }

  @Test(
    "a message that announces a record ends with a colon, in a line with a time",
    arguments: [
      "2026-09-22 08:00:00,500 INFO shop Call to the model finished: ",
      "2026-09-22T08:00:00Z INFO request completed and usage recorded: ",
    ])
  func announced(prefix: String) {
    let record = #"{"model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    #expect(Reader(prefix + record).events.map(\.tokens) == [TokenCounts(input: 10, output: 2)])
    let text = "Call to the model finished: " + record
    let quoted = text.replacing("\"", with: "\\\"")
    let line = #"{"level":"info","timestamp":"2026-09-22T08:00:00Z","message":"\#(quoted)"}"#
    #expect(Reader(line).events.map(\.tokens) == [TokenCounts(input: 10, output: 2)])
    // Without the colon, without a time, and with something behind the record it is a sentence.
    #expect(Reader(prefix.replacing(": ", with: " ") + record).events.isEmpty)
    #expect(Reader(text).events.isEmpty)
    #expect(Reader(prefix + record + " as we said").events.isEmpty)
  }

  @Test("the line's own usage comes before JSON in one of its texts")
  func ownUsage() {
    let lines = """
      {"level":"info","ts":1790064000.5,"model":"gpt-4o","input_tokens":5,"output_tokens":1,"message":"{\\"model\\":\\"gpt-4o\\",\\"input_tokens\\":900}"}
      {"log":"{\\"model\\":\\"gpt-4o\\",\\"input_tokens\\":900}","stream":"stdout","time":"2026-09-22T08:00:00Z","model":"gpt-4o","input_tokens":5}
      time=2026-09-22T08:00:00Z model=gpt-4o prompt_tokens=5 completion_tokens=1 msg="{\\"model\\":\\"gpt-4o\\",\\"input_tokens\\":900}"
      {"ts":"2026-09-22T08:00:00Z","response":{"id":"chatcmpl-own-usage-1","object":"chat.completion","model":"gpt-4o","choices":[{"message":{"content":"{\\"model\\":\\"gpt-4o\\",\\"input_tokens\\":900}"}}],"usage":{"prompt_tokens":5,"completion_tokens":1}}}
      """
    #expect(Reader(lines).events.map(\.tokens.input) == [5, 5, 5, 5])
  }

  @Test("a record that is nested deeper than wrappers are is left alone")
  func depth() {
    var line = #"{"model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    for _ in 0..<12 { line = #"{"schema":null,"payload":\#(line)}"# }
    #expect(Reader(line).events.isEmpty)
    let next = #"{"model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    #expect(Reader(line + "\n" + next).events.count == 1)
  }

  // MARK: Several records in one line

  @Test("a subscription's events are records of their own")
  func lists() {
    func escaped(_ id: Int) -> String {
      #"{\"request_id\":\"listed-\#(id)\",\"model\":\"gpt-4o\",\"input_tokens\":10,\"output_tokens\":2}"#
    }
    let lines = """
      {"messageType":"DATA_MESSAGE","owner":"1","logGroup":"/shop","logStream":"s","logEvents":[{"id":"31","timestamp":1790064000500,"message":"\(escaped(1))"},{"id":"32","timestamp":1790064001500,"message":"\(escaped(2))"}]}
      {"hits":{"total":{"value":2},"hits":[{"_index":"logs","_id":"a","_source":{"@timestamp":"2026-09-22T08:00:00Z","message":"\(escaped(3))"}},{"_index":"logs","_id":"b","_source":{"request_id":"listed-4","model":"gpt-4o","input_tokens":1,"output_tokens":2}}]}}
      {"streams":[{"stream":{"app":"shop"},"values":[["1790064000500000000","\(escaped(5))"],["1790064001500000000","\(escaped(6))"]]}]}
      {"status":"success","data":{"resultType":"streams","result":[{"stream":{"app":"shop"},"values":[["1790064000500000000","\(escaped(7))"]]}]}}
      {"Records":[{"messageId":"m1","receiptHandle":"r","body":"\(escaped(8))"}]}
      """
    let reader = Reader(lines)
    #expect(reader.events.map(\.requestID) == (1...8).map { "listed-\($0)" })
    #expect(
      reader.events.allSatisfy { $0.time != nil || $0.requestID == "listed-4" || $0.requestID == "listed-8" })
  }

  @Test("a body of members is the record of its members")
  func members() throws {
    func member(_ key: String, _ value: String) -> String { #"{"key":"\#(key)","value":\#(value)}"# }
    let members = [
      member("model", #"{"stringValue":"gpt-4o"}"#),
      member("request_id", #"{"stringValue":"kv-0000000001"}"#),
      member(
        "usage",
        #"{"kvlistValue":{"values":[\#(member("input_tokens", #"{"intValue":"10"}"#)),\#(member("output_tokens", #"{"intValue":2}"#))]}}"#
      ),
    ].joined(separator: ",")
    let line =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1790064000500000000","body":{"kvlistValue":{"values":[\#(members)]}}}]}]}]}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.requestID == "kv-0000000001")
    #expect(event.tokens == TokenCounts(input: 10, output: 2))
    #expect(event.time?.rfc3339 == "2026-09-22T08:00:00.500Z")
  }

  @Test("base64 and lists of bytes stand for their text")
  func encodings() {
    let record = #"{"request_id":"encoded-1","model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    let base64 = Data(record.utf8).base64EncodedString()
    let list = record.utf8.map(String.init).joined(separator: ",")
    for line in [
      #"{"specversion":"1.0","id":"c","type":"usage","source":"/s","data_base64":"\#(base64)"}"#,
      #"{"SequenceNumber":1,"EnqueuedTimeUtc":"2026-09-22T08:00:00Z","Body":"\#(base64)"}"#,
      #"{"message":{"data":"\#(base64)","messageId":"1","publishTime":"2026-09-22T08:00:00Z"},"subscription":"s"}"#,
      #"{"__REALTIME_TIMESTAMP":"1790064000500000","_HOSTNAME":"node-a","MESSAGE":[\#(list)]}"#,
    ] {
      #expect(Reader(line).events.map(\.requestID) == ["encoded-1"], "\(line)")
    }
  }

  // MARK: Journal export

  @Test("entries of the journal's export end with an empty line")
  func journal() {
    let record = #"{"request_id":"journal-1","model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    var binary = Array(
      "__CURSOR=s=2\n__REALTIME_TIMESTAMP=1790064002000000\n_HOSTNAME=node-a\nMESSAGE\n".utf8)
    let text = Array("line one\n\n\(record)".utf8)
    binary += withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init)
    binary += text + Array("\n_PID=7\n\n".utf8)
    let plain = "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1790064001000000\nMESSAGE=\(record)\n_HOSTNAME=node-a\n\n"
    let reader = Reader(Array(plain.utf8) + binary + Array(plain.utf8))
    #expect(reader.rejects.isEmpty)
    #expect(
      reader.events.map(\.time?.rfc3339) == [
        "2026-09-22T08:00:01.000Z", "2026-09-22T08:00:02.000Z", "2026-09-22T08:00:01.000Z",
      ])
    #expect(
      Reader("__CURSOR=s=1\n__REALTIME_TIMESTAMP=1790064001000000\n" + record + "\n").rejects.count == 1)
  }
}
