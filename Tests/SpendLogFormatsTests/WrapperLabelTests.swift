import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// Labels, processes and split lines of wrappers.
@Suite struct WrapperLabelTests {
  private static let record =
    #"{"request_id":"labelled-00001","model":"gpt-4o","input_tokens":10,"output_tokens":2}"#

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  struct Case: Sendable {
    var line: String
    var project = ""
    var environment = ""
  }

  static let labelled = [
    Case(
      line:
        #"{"streams":[{"stream":{"app":"shop","namespace":"live","pod":"shop-1"},"values":[["1790064000500000000","RECORD",{"structuredMetadata":{"trace":"\"1\""}}]]}]}"#,
      project: "shop", environment: "live"),
    Case(
      line:
        #"{"message":"RECORD","nodeName":"n1","namespace":"live","podName":"shop-1","containerName":"app"}"#,
      project: "app", environment: "live"),
    Case(
      line:
        #"{"date":1790064000.5,"log":"RECORD","stream":"stdout","kubernetes":{"pod_name":"shop-1","namespace_name":"live","labels":{"app.kubernetes.io/name":"shop"}}}"#,
      project: "shop", environment: "live"),
    Case(
      line:
        #"{"log":"RECORD\n","stream":"stdout","attrs":{"com.docker.compose.service":"shop"},"time":"2026-09-22T08:00:00.5Z"}"#,
      project: "shop"),
    Case(
      line:
        #"{"__REALTIME_TIMESTAMP":"1790064000500000","_HOSTNAME":"h","_SYSTEMD_UNIT":"docker.service","CONTAINER_NAME":"shop","MESSAGE":"RECORD"}"#,
      project: "shop"),
    Case(
      line:
        #"{"_id":"1","date":"2026-09-22T08:00:00.5Z","service":"shop","host":"h","tags":["team:a","env:live"],"message":"RECORD"}"#,
      project: "shop", environment: "live"),
    Case(
      line:
        #"{"resourceLogs":[{"resource":{"attributes":[{"key":"k8s.namespace.name","value":{"stringValue":"live"}},{"key":"k8s.container.name","value":{"stringValue":"app"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1790064000500000000","body":{"stringValue":"RECORD"}}]}]}]}"#,
      project: "app", environment: "live"),
    Case(
      line:
        #"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"deployment.environment.name","value":{"stringValue":"live"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1790064000500000000","body":{"stringValue":"RECORD"}}]}]}]}"#,
      project: "shop", environment: "live"),
  ]

  @Test("labels that a wrapper states", arguments: labelled)
  func labels(shape: Case) {
    let reader = Reader(shape.line.replacing("RECORD", with: Self.escaped(Self.record)))
    #expect(reader.rejects.isEmpty, "\(shape.line)")
    #expect(reader.events.map(\.requestID) == ["labelled-00001"], "\(shape.line)")
    #expect(reader.events.first?.project == shape.project, "\(shape.line)")
    #expect(reader.events.first?.environment == shape.environment, "\(shape.line)")
  }

  @Test("the attributes of a log record are the record, beside a text")
  func attributes() {
    func attribute(_ key: String, _ value: String) -> String { #"{"key":"\#(key)","value":\#(value)}"# }
    let list = [
      attribute("request_id", #"{"stringValue":"labelled-00001"}"#),
      attribute("model", #"{"stringValue":"gpt-4o"}"#),
      attribute("input_tokens", #"{"intValue":"10"}"#), attribute("output_tokens", #"{"intValue":"2"}"#),
    ].joined(separator: ",")
    let line =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1790064000500000000","body":{"stringValue":"llm call"},"attributes":[\#(list)]}]}]}]}"#
    #expect(Reader(line).events.map(\.tokens) == [TokenCounts(input: 10, output: 2)])
  }

  // MARK: Streams of several processes

  static let processes: [@Sendable (_ process: Int, _ text: String) -> String] = [
    { "Sep 22 08:00:00 h shop-\($0)[7]: \($1)" }, { "Sep 22 08:00:00 h shop[\($0)]: \($1)" },
    { "<14>1 2026-09-22T08:00:00Z h shop \($0) - - \($1)" }, { "shop-\($0) app \($1)" },
    { "live shop-\($0) app \($1)" },
    { "live/shop-\($0)[app]: \($1)" }, { "2026-09-22T08:00:00Z app[web.\($0)]: \($1)" },
    { "2026-09-22T08:00:00.123000+00:00 shop/app/\($0) \($1)" },
    { "2026-09-22T08:00:00Z {app=\"shop\", instance=\"\($0)\"} \($1)" },
    { "2026-09-22T08:00:00.500Z\t6f1e-000\($0)\tINFO\t\($1)" },
    { "2026-09-22 08:00:00,500 INFO [Thread-\($0)] \($1)" },
    {
      #"{"__REALTIME_TIMESTAMP":"1790064000500000","_HOSTNAME":"h","_PID":"\#($0)","MESSAGE":"\#(escaped($1))"}"#
    },
    {
      #"{"@timestamp":"2026-09-22T08:00:00Z","log":{"file":{"path":"/\#($0).log"}},"message":"\#(escaped($1))","agent":{"type":"filebeat"},"host":{"name":"h"}}"#
    },
    {
      #"{"container_id":"c\#($0)","container_name":"/w","source":"stdout","log":"\#(escaped($1))"}"#
    },
    { #"{"logStreamName":"s\#($0)","timestamp":1790064000500,"message":"\#(escaped($1))","eventId":"1"}"# },
    { #"{"level":30,"time":1790064000500,"pid":\#($0),"hostname":"h","msg":"\#(escaped($1))"}"# },
    {
      #"{"level":30,"time":1790064000500,"pid":7,"hostname":"h","reqId":"r\#($0)","msg":"\#(escaped($1))"}"#
    },
    {
      #"{"_id":"1","date":"2026-09-22T08:00:00Z","service":"s\#($0)","host":"h","message":"\#(escaped($1))"}"#
    },
    {
      #"{"insertId":"1","textPayload":"\#(escaped($1))","resource":{"labels":{"service_name":"s"}},"labels":{"instanceId":"\#($0)"},"timestamp":"2026-09-22T08:00:00Z"}"#
    },
  ]

  private static func start(_ number: Int) -> String {
    #"data: {"type":"message_start","message":{"id":"msg_01Process00000000000\#(number)","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":\#(number)000,"output_tokens":1}}}"#
  }

  private static func end(_ number: Int) -> String {
    #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":\#(number)00}}"#
  }

  @Test("the streams of two processes are kept apart", arguments: processes.indices)
  func streams(index: Int) {
    let wrap = Self.processes[index]
    let lines = [wrap(1, Self.start(1)), wrap(2, Self.start(2)), wrap(1, Self.end(1)), wrap(2, Self.end(2))]
    let written = Instant(microseconds: 1_799_020_800_000_000)
    let tokens = Reader(lines.joined(separator: "\n"), fileTime: written).settled.map(\.tokens)
    let expected = [TokenCounts(input: 1_000, output: 100), TokenCounts(input: 2_000, output: 200)]
    #expect(Set(tokens) == Set(expected) && tokens.count == 2, "\(lines[0])")
  }

  @Test("an answer whose lines come from several threads is one")
  func threads() {
    let lines = [
      "2026-09-22 08:00:00,500 INFO [worker-1] \(Self.start(1))",
      "2026-09-22 08:00:01,500 INFO [worker-2] \(Self.end(1))",
    ]
    #expect(
      Reader(lines.joined(separator: "\n")).settled.map(\.tokens) == [TokenCounts(input: 1_000, output: 100)])
  }

  // MARK: Split lines

  private static let parts = [
    #"{"request_id":"labelled-ID","model":"gpt-4o","#, #""input_tokens":10,"#, #""output_tokens":2}"#,
  ]

  static let split: [@Sendable (_ process: Int, _ text: String, _ isLast: Bool) -> String] = [
    {
      #"{"date":1790064000.5,"log":"2026-09-22T08:00:00.5Z stdout \#($2 ? "F" : "P") \#(escaped($1))","kubernetes":{"pod_name":"w\#($0)","namespace_name":"live"}}"#
    },
    {
      let line =
        #"{"log":"\#(escaped($1))\#($2 ? "\\n" : "")","stream":"stdout","time":"2026-09-22T08:00:00.5Z"}"#
      return
        #"{"@timestamp":"2026-09-22T08:00:00Z","message":"\#(escaped(line))","log":{"file":{"path":"/\#($0).log"}},"agent":{"type":"filebeat"}}"#
    },
    {
      #"{"__REALTIME_TIMESTAMP":"1790064000500000","_HOSTNAME":"h","_PID":"\#($0)","MESSAGE":"\#(escaped($1))"\#($2 ? "" : #","_LINE_BREAK":"line-max""#)}"#
    },
    {
      #"{"host":"h","message":"\#(escaped($1))","source_type":"kubernetes_logs","kubernetes":{"pod_name":"w\#($0)"},"stream":"stdout","timestamp":"2026-09-22T08:00:00Z"\#($2 ? "" : #","_partial":true"#)}"#
    },
    {
      "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1790064000500000\n_PID=\($0)\nMESSAGE=\($1)\n\($2 ? "" : "_LINE_BREAK=line-max\n")"
    },
  ]

  @Test("parts of two processes are joined apart, with the marks of each collector", arguments: split.indices)
  func partialLines(index: Int) {
    var lines: [String] = []
    for (place, part) in Self.parts.enumerated() {
      for process in 1...2 {
        let text = part.replacing("ID", with: "0000\(process)")
        lines.append(Self.split[index](process, text, place == Self.parts.count - 1))
      }
    }
    let reader = Reader(lines.joined(separator: "\n") + "\n\n")
    #expect(reader.rejects.isEmpty, "\(lines[0])")
    #expect(reader.events.map(\.requestID) == ["labelled-00001", "labelled-00002"], "\(lines[0])")
    #expect(reader.events.allSatisfy { $0.tokens == TokenCounts(input: 10, output: 2) })
  }

  // MARK: Compressed contents

  /// A subscription's message with one event, compressed with gzip, in base64.
  private static let compressed =
    "H4sIAAAAAAACA1WNwQ6CMBBE/2XPEBdFjdxIJJw8wc0aUsMGiYXWtmgM4d9dIR68zbyZyYzQkXOyofJtCBI4pmVanbKiSPMMAtCvnizjiLXSTW71YNiu3E2bBRXekuyYucVnT+q9g+Q8Qlsz3nynvuUXLzveRvsD4i5GxC1i8Hvn4ijA0mPgXtXWAhIBSl5JKapDLmMkIBDQ6ZrUHDbGh7GeYdubwVde36l3nEXITA/+D64nmC7TB5Hhc0TuAAAA"

  @Test(
    "the events of a CloudWatch subscription are compressed",
    arguments: [
      #"{"awslogs":{"data":"DATA"}}"#,
      #"{"Records":[{"kinesis":{"partitionKey":"p","data":"DATA","approximateArrivalTimestamp":1790064000.5}}]}"#,
      #"{"requestId":"r","timestamp":1790064000500,"records":[{"data":"DATA"}]}"#,
    ])
  func subscription(line: String) {
    let reader = Reader(line.replacing("DATA", with: Self.compressed))
    #expect(reader.events.map(\.requestID) == ["labelled-00001"], "\(line)")
    let cut = Reader(line.replacing("DATA", with: String(Self.compressed.prefix(120))))
    #expect(cut.events.isEmpty, "\(line)")
  }
}
