import SpendCore
import SpendLogFormats
import Testing

/// Records with thousands of members, and lists of records in several formats.
@Suite struct LargeRecordTests {
  private static let answer =
    #"{"id":"chatcmpl-large-000001","object":"chat.completion","created":1790064000,"model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":70,"completion_tokens":9,"total_tokens":79}}"#

  @Test("settings with thousands of members do not hide the usage of the answer", arguments: [200, 10_000])
  func settings(count: Int) {
    let biases = (0..<count).map { "\"\($0)\":{\"a\":\"}{\\\"\"}" }.joined(separator: ",")
    let line =
      #"{"ts":"2026-09-22T08:00:00Z","feature":"search","request":{"model":"gpt-4o","logit_bias":{\#(biases)}},"response":\#(Self.answer)}"#
    let reader = Reader(line)
    #expect(reader.events.map(\.tokens) == [TokenCounts(input: 70, output: 9)])
    #expect(reader.events.first?.feature == "search")
    #expect(reader.rejects.isEmpty)
  }

  @Test("a record of thousands of members of its own is rejected")
  func members() {
    let line = "{" + (0..<5_000).map { "\"m\($0)\":\($0)" }.joined(separator: ",") + "}"
    #expect(Reader(line).rejects == [1: .tooManyMembers])
  }

  @Test("a list of records in several formats")
  func mixed() {
    let rows = [
      #"{"ts":"2026-09-22T08:00:00Z","request_id":"mixed-rows-0001","model":"gpt-4o","input_tokens":10,"output_tokens":2}"#,
      #"{"ts":"2026-09-22T08:00:01Z","feature":"search","response":\#(Self.answer)}"#,
      #"{"id":"msg_01MixedRows000000000001","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":3,"output_tokens":1}}"#,
    ]
    for name in ["data", "logs"] {
      let reader = Reader("{\"\(name)\":[\(rows.joined(separator: ","))]}")
      #expect(reader.events.map(\.tokens.input) == [10, 70, 3], "\(name)")
      #expect(reader.events.map(\.feature) == ["", "search", ""], "\(name)")
    }
  }
}
