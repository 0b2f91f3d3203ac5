import SpendCore
import SpendLogFormats
import Testing

/// Records as consoles of workers, delivery streams, queries and browsers hold them.
@Suite struct ConsoleLogTests {
  private static func record(_ id: Int) -> String {
    #"{"request_id":"console-\#(id)","model":"gpt-4o","input_tokens":10,"output_tokens":2,"ts":"2026-09-22T08:00:00Z"}"#
  }

  private static func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\\\"") + "\"" }

  @Test("records without line breaks between them")
  func concatenated() {
    let reader = Reader(Self.record(1) + Self.record(2) + " " + Self.record(3) + "\n" + Self.record(4))
    #expect(reader.events.map(\.requestID) == (1...4).map { "console-\($0)" })
    let line = Self.quoted(Self.record(5) + Self.record(6)).dropLast() + #"\n""#
    let wrapped = #"{"log":\#(line),"stream":"stdout","time":"2026-09-22T08:00:00Z"}"#
    #expect(Reader(wrapped).events.map(\.requestID) == ["console-5", "console-6"])
  }

  @Test("other text behind a record rejects the line")
  func trailing() {
    let reader = Reader(
      [Self.record(1) + "{", Self.record(2) + "x", Self.record(3) + "}"].joined(separator: "\n"))
    #expect(reader.events.isEmpty)
    #expect(reader.rejects == [1: .trailingBytes, 2: .trailingBytes, 3: .trailingBytes])
  }

  @Test(
    "the arguments of a console's call are a list of texts",
    arguments: [
      #"{"EventTimestampMs":1790064000500,"Outcome":"ok","ScriptName":"shop","Logs":[{"Level":"log","Message":[RECORD,"x"],"TimestampMs":1790064000500}],"Exceptions":[]}"#,
      #"{"outcome":"ok","scriptName":"shop","eventTimestamp":1790064000500,"logs":[{"message":[RECORD],"level":"log","timestamp":1790064000500}],"exceptions":[]}"#,
      #"{"message":RECORD,"timestamp":"2026-09-22T08:00:00.500Z","type":"out","process_id":0,"app_name":"shop"}"#,
      #"{"results":[[{"field":"@timestamp","value":"2026-09-22 08:00:00.500"},{"field":"@message","value":RECORD},{"field":"@ptr","value":"Cm"}]],"status":"Complete"}"#,
    ])
  func arguments(line: String) throws {
    let reader = Reader(line.replacing("RECORD", with: Self.quoted(Self.record(7))))
    #expect(reader.events.map(\.requestID) == ["console-7"])
    #expect(reader.events.map(\.tokens) == [TokenCounts(input: 10, output: 2)])
  }

  @Test("an archive of a browser's requests")
  func archive() throws {
    let answer = Self.quoted(
      #"{"id":"chatcmpl-archived-Ab1","object":"chat.completion","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":70,"completion_tokens":9}}"#
    )
    let entry =
      #"{"startedDateTime":"2026-09-22T08:00:00.500Z","time":800,"request":{"method":"POST","url":"https://api.openai.com/v1/chat/completions"},"response":{"status":200,"content":{"mimeType":"application/json","text":\#(answer)}}}"#
    for text in [entry, #"{"log":{"version":"1.2","entries":[\#(entry)]}}"#] {
      let event = try #require(Reader(text).events.first, "\(text)")
      #expect(event.requestID == "chatcmpl-archived-Ab1")
      #expect(event.provider == "openai")
      #expect(event.tokens == TokenCounts(input: 70, output: 9))
      #expect(event.time?.rfc3339 == "2026-09-22T08:00:00.500Z")
    }
  }
}
