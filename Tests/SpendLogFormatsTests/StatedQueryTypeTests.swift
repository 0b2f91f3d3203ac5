import SpendLogFormats
import Testing

/// A query type that a log states is kept, wherever it stands and whatever the answer inside is.
@Suite struct StatedQueryTypeTests {
  private static let answers = [
    #"{"id":"chatcmpl-statedtype0001","object":"chat.completion","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}"#,
    #"{"id":"msg_statedtype0001","type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":9,"output_tokens":2}}"#,
    #"{"object":"list","model":"text-embedding-3-small","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":9,"total_tokens":9}}"#,
    #"{"candidates":[],"modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11}}"#,
  ]

  private static func text(_ record: String) -> String {
    #""\#(record.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))""#
  }

  /// Lines with a query type beside, around and before an answer.
  private static let lines: [@Sendable (String) -> String] = [
    { #"{"query_type":"voice-tutor","message":\#(text($0))}"# },
    { #"{"message":\#(text($0)),"level":"info","query_type":"voice-tutor"}"# },
    { #"{"ts":"2026-09-22T08:00:00Z","queryType":"voice-tutor","payload":\#($0)}"# },
    { #"{"ts":"2026-09-22T08:00:00Z","query_type":"voice-tutor","response":\#($0)}"# },
    { #"{"ts":"2026-09-22T08:00:00Z","metadata":{"query_type":"voice-tutor"},"response":\#($0)}"# },
    { #"{"url":"https://api.openai.com/v1/embeddings","response":\#(text($0)),"query_type":"voice-tutor"}"# },
    {
      #"{"log":\#(text(#"{"query_type":"voice-tutor","response":\#($0)}"#)),"stream":"stdout","time":"2026-09-22T08:00:00Z"}"#
    },
  ]

  @Test("beside an answer", arguments: lines.indices, answers)
  func beside(line: Int, answer: String) {
    let text = Self.lines[line](answer)
    #expect(Reader(text).events.map(\.queryType) == ["voice-tutor"], "\(text)")
  }

  @Test("the inner of two is the record's own")
  func inner() {
    let record = #"{"query_type":"inner","model":"gpt-4o","input_tokens":1,"output_tokens":1}"#
    #expect(
      Reader(#"{"query_type":"outer","level":"info","message":\#(Self.text(record))}"#).events.map(
        \.queryType)
        == ["inner"])
  }

  @Test("in the metadata of a gateway's record")
  func gateway() {
    let line = #"""
      {"id":"1an9-stated-0001","traceId":"t","type":"GENERATION","startTime":"2026-09-22T08:00:00Z","model":"gpt-4o","usageDetails":{"input":6,"output":1},"metadata":{"query_type":"voice-tutor"}}
      """#
    #expect(Reader(line).events.map(\.queryType) == ["voice-tutor"])
  }
}
