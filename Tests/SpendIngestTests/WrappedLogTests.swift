import Foundation
import SpendCore
import SpendIngest
import Testing

/// Logs as container runtimes keep them.
@Suite struct WrappedLogTests {
  private func cri(_ tag: String, _ text: some StringProtocol, stream: String = "stdout") -> String {
    "2026-05-28T20:30:00.500000001Z \(stream) \(tag) \(text)\n"
  }

  private func record(_ number: Int) -> String { String(TemporaryLogs.line(number).dropLast()) }

  @Test("parts of a line that arrive one after the other, with a restart between any two")
  func parts() throws {
    let shop = try TemporaryLogs()
    try shop.write("0.log", "")
    for number in 0..<4 {
      let text = record(number)
      let middle = text.index(text.startIndex, offsetBy: 40)
      try shop.append("0.log", cri("P", text[..<middle]))
      try shop.ingest()
      try shop.append("0.log", cri("F", record(100 + number), stream: "stderr") + cri("F", text[middle...]))
      try shop.ingest()
    }
    #expect(try shop.requests == 8)
    #expect(try shop.ingest().rejected == 0)
  }

  @Test("a part whose rest never comes does not stop the rest of the file")
  func endless() throws {
    let shop = try TemporaryLogs()
    let part = String(repeating: "x", count: 1 << 20)
    try shop.write(
      "0.log",
      String(repeating: cri("P", part), count: 40) + cri("F", "y") + cri("F", record(1))
        + cri("P", "{\"left\":"))
    let counts = try shop.ingest()
    #expect(try shop.requests == 1)
    #expect(counts.rejected > 0)
  }

  @Test(
    "requests of one trace or of one call of a service are requests of their own, records of one request are not",
    arguments: [
      (#""trace_id":"ID""#, 3), (#""correlation_id":"ID""#, 3), (#""request_id":"ID""#, 1),
      (#""req":{"id":"ID","method":"POST","url":"/chat"}"#, 3), (#""context":{"request_id":"ID"}"#, 3),
      (#""http":{"request_id":"ID"}"#, 3), (#""metadata":{"request_id":"ID","user":"bob"}"#, 3),
      (#""response":{"id":"chatcmpl-ID"}"#, 1), (#""answer":{"id":"msg_01ID"}"#, 1),
    ])
  func traces(member: String, requests: Int64) throws {
    let shop = try TemporaryLogs()
    let member = member.replacing("ID", with: "0af7651916cd43dd8448eb211c80319c")
    let lines = [("gpt-4o", 1), ("gpt-4o-mini", 1), ("gpt-4o", 2), ("gpt-4o", 2)].map { model, second in
      #"{"ts":"2026-05-28T20:30:0\#(second)Z",\#(member),"model":"\#(model)","input_tokens":9,"output_tokens":1}"#
    }
    try shop.write("a.jsonl", lines.joined(separator: "\n") + "\n")
    try shop.ingest()
    #expect(try shop.requests == requests)
  }

  @Test("an answer's own id and that of its HTTP answer lead to the records of other loggers")
  func otherLoggers() throws {
    let records = [
      #"{"ts":"2026-05-28T20:30:00.25Z","request_id":"gw-7f3c9a1e2b4d5f60","response":{"id":"chatcmpl-BxAbCdEfGhIjKl12","model":"gpt-4o","usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}}"#,
      #"{"id":"chatcmpl-BxAbCdEfGhIjKl12","object":"chat.completion","created":1780000200,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":""}}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}"#,
      #"{"ts":"2026-05-28T20:30:00.25Z","model":"amazon.nova-pro-v1:0","response":{"ResponseMetadata":{"RequestId":"7f3c9a1e-2b4d-4f60-aaaa-bbbbccccdddd","HTTPStatusCode":200},"output":{"message":{"role":"assistant","content":[]}},"usage":{"inputTokens":9,"outputTokens":1,"totalTokens":10},"metrics":{"latencyMs":9}}}"#,
      #"{"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"2026-05-28T20:30:01Z","region":"us-east-1","requestId":"7f3c9a1e-2b4d-4f60-aaaa-bbbbccccdddd","operation":"Converse","modelId":"amazon.nova-pro-v1:0","input":{"inputTokenCount":9},"output":{"outputTokenCount":1}}"#,
    ]
    for order in [records, records.reversed()] {
      let shop = try TemporaryLogs()
      try shop.write("a.log", order.joined(separator: "\n") + "\n")
      try shop.ingest()
      #expect(try shop.requests == 2)
    }
  }

  // MARK: Records without an id

  private func docker(_ text: String, at time: String) -> String {
    #"{"log":"\#(text.replacing("\"", with: "\\\""))\n","stream":"stdout","time":"\#(time)"}"# + "\n"
  }

  @Test("a record without an id counts once, bare and in every wrapper")
  func copies() throws {
    let shop = try TemporaryLogs()
    let text = #"{"ts":"2026-05-28T20:30:00.25Z","model":"gpt-4o","input_tokens":9,"output_tokens":1}"#
    try shop.write("a.log", text + "\n" + text + "\n")
    try shop.write(
      "b.log", docker(text, at: "2026-05-28T20:30:01Z") + docker(text, at: "2026-05-28T20:30:02Z"))
    try shop.write("c.log", cri("F", text) + cri("F", text))
    try shop.write(
      "d.log",
      #"{"file":"/a","host":"h","message":"\#(text.replacing("\"", with: "\\\""))","source_type":"file","timestamp":"2026-05-28T20:30:07Z"}"#
        + "\n")
    try shop.ingest()
    #expect(try shop.requests == 2)
  }

  @Test("equal records without a time of their own are told apart by the wrapper's, and are the same with it")
  func untimed() throws {
    let shop = try TemporaryLogs()
    let text = #"{"model":"gpt-4o","input_tokens":9,"output_tokens":1}"#
    try shop.write(
      "a.log", docker(text, at: "2026-05-28T20:30:01.25Z") + docker(text, at: "2026-05-28T20:30:02.25Z"))
    try shop.write(
      "b.log", "2026-05-28T20:30:01.25Z stdout F \(text)\n2026-05-28T20:30:03.25Z stdout F \(text)\n")
    try shop.ingest()
    #expect(try shop.requests == 3)
  }

  @Test("equal records of two processes within a second are two requests")
  func wholeSeconds() throws {
    let shop = try TemporaryLogs()
    let text = #"{"ts":"2026-05-28T20:30:00Z","model":"gpt-4o","input_tokens":9,"output_tokens":1}"#
    try shop.write("a.log", docker(text, at: "2026-05-28T20:30:00.25Z"))
    try shop.write("b.log", docker(text, at: "2026-05-28T20:30:00.5Z"))
    try shop.ingest()
    #expect(try shop.requests == 2)
  }

  @Test("links to a container's logs are read once, whatever names lead to them")
  func links() throws {
    for place in ["/containers", "/containers/*.log", "/*/*.log", ""] {
      let shop = try TemporaryLogs()
      let files = FileManager.default
      try shop.write("pods/live_shop/app/0.log", Array((0..<5).map { cri("F", record($0)) }.joined().utf8))
      try files.createDirectory(atPath: shop.path("containers"), withIntermediateDirectories: true)
      try files.createSymbolicLink(
        atPath: shop.path("containers/shop-1_live_app.log"),
        withDestinationPath: "../pods/live_shop/app/0.log")
      try files.createSymbolicLink(
        atPath: shop.path("containers/shop-2_live_app.log"),
        withDestinationPath: shop.path("pods/live_shop/app/0.log"))
      let counts = try shop.ingest(place)
      #expect(try shop.requests == 5, "\(place)")
      #expect(counts.duplicates == 0, "\(place)")
    }
  }

  @Test("a link out of a folder that no source names stays unread")
  func foreignLinks() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.line(1))
    try TemporaryLogs.line(2).write(toFile: shop.folder + "/secret.jsonl", atomically: false, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      atPath: shop.path("b.jsonl"), withDestinationPath: shop.folder + "/secret.jsonl")
    try shop.ingest()
    try shop.ingest("/**/*.jsonl")
    #expect(try shop.requests == 1)
    try shop.ingest("/*.jsonl")
    #expect(try shop.requests == 2)
  }

  @Test("a journal entry that breaks off costs no other line")
  func brokenJournal() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.export",
      "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1780000000000000\n" + TemporaryLogs.line(1)
        + "__CURSOR=s=2\n__REALTIME_TIMESTAMP=1780000001000000\nMESSAGE=" + TemporaryLogs.line(2) + "\n")
    let counts = try shop.ingest()
    #expect(try shop.requests == 2)
    #expect(counts.rejected == 1)
  }

  @Test("lines of no known format are counted apart from those without usage")
  func unrecognised() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.log",
      "started\n" + cri("F", "listening on port 80") + "{\"level\":\"info\",\"msg\":\"ready\"}\n"
        + "{\"object\":\"batch\",\"id\":\"batch_1\",\"usage\":{\"input_tokens\":9,\"output_tokens\":9}}\n"
        + TemporaryLogs.line(1))
    let counts = try shop.ingest()
    #expect(counts.events == 1)
    #expect(counts.ignored == 1)
    #expect(counts.unrecognised == 3)
    #expect(counts.lines == 5)
  }

  @Test(
    "a label that the program's log states and the record lacks is the request's",
    arguments: [
      ("feature", SpendCore.Dimension.feature), ("team", .team), ("customer", .customer),
      ("environment", .environment), ("project", .project),
    ])
  func outerLabels(name: String, dimension: SpendCore.Dimension) throws {
    let shop = try TemporaryLogs()
    let record =
      #"{\"id\":\"chatcmpl-AbCdEfGhIjKlMnOpQrSt1\",\"object\":\"chat.completion\",\"created\":1780000000,"#
      + #"\"model\":\"gpt-4o\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"#
    try shop.write(
      "a.jsonl",
      "{\"time\":\"2026-05-28T20:30:00Z\",\"level\":\"info\",\"\(name)\":\"outer-1\",\"message\":\"\(record)\"}\n"
    )
    try shop.ingest()
    #expect(try shop.rows(dimension) == ["outer-1": 1])
  }
}
