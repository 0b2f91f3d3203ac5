import SpendCore
import SpendLogFormats
import Testing

/// Answers that a log holds without an envelope, with what it knows of the call on the same level.
@Suite struct BareAnswerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var line: String
    var provider: String
    var model: String
    var requestID: String
    var seconds: Int64?

    init(
      _ name: String, _ line: String, _ provider: String, _ model: String, id: String = "",
      seconds: Int64? = 1_790_000_000
    ) {
      testDescription = name
      self.line = line
      self.provider = provider
      self.model = model
      requestID = id
      self.seconds = seconds
    }
  }

  private static let time = #""timestamp":"2026-09-21T14:13:20Z""#
  private static let converse =
    #""output":{"message":{"role":"assistant"}},"metrics":{"latencyMs":9},"usage":{"inputTokens":9,"outputTokens":6,"totalTokens":15}"#
  private static let gemini =
    #""candidates":[{"content":{}}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":6,"totalTokenCount":15}"#

  static let cases = [
    Case(
      "a message with a time",
      #"{\#(time),"id":"msg_01Bare000000001","type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":9,"output_tokens":6}}"#,
      "anthropic", "claude-haiku-4-5", id: "msg_01Bare000000001"),
    Case(
      "a message with a local time",
      #"{"time":"2026-09-21 14:13:20,000","id":"msg_01Bare000000002","type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":9,"output_tokens":6}}"#,
      "anthropic", "claude-haiku-4-5", id: "msg_01Bare000000002"),
    Case(
      "Gemini with a time and a model", #"{\#(time),"model":"gemini-2.5-flash",\#(gemini)}"#, "google",
      "gemini-2.5-flash"),
    Case(
      "Gemini's own version before the log's model",
      #"{\#(time),"model":"flash",\#(gemini),"modelVersion":"gemini-2.5-flash"}"#, "google",
      "gemini-2.5-flash"),
    Case(
      "Converse with boto's arguments",
      #"{\#(time),"modelId":"us.anthropic.claude-haiku-4-5-20251001-v1:0","ResponseMetadata":{"RequestId":"11111111-2222-3333-4444-ba4e00000001","HTTPStatusCode":200},\#(converse)}"#,
      "bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", id: "11111111-2222-3333-4444-ba4e00000001"),
    Case(
      "the id that Bedrock bills before the answer's name",
      #"{\#(time),"modelId":"us.anthropic.claude-haiku-4-5-20251001-v1:0","id":"msg_bdrk_01Bare00001","type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":9,"output_tokens":6}}"#,
      "bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", id: "msg_bdrk_01Bare00001"),
    Case(
      "an answer's own time before the log's",
      #"{"timestamp":"2026-09-22T14:13:20Z","id":"chatcmpl-bare-000001","object":"chat.completion","created":1790000000,"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":6}}"#,
      "openai", "gpt-4o", id: "chatcmpl-bare-000001"),
    Case(
      "a compaction of Responses",
      #"{"id":"resp_bare_compaction1","object":"response.compaction","created_at":1790000000,"output":[{"type":"compaction"}],"usage":{"input_tokens":9,"output_tokens":6,"total_tokens":15}}"#,
      "", "", id: "resp_bare_compaction1"),
    Case("Converse without anything", #"{\#(converse)}"#, "bedrock", "", seconds: nil),
  ]

  @Test("the calls of a system of several models are requests of their models")
  func calls() {
    func answer(_ breakdown: String) -> String {
      #"{"id":"chatcmpl-bare-calls01","object":"chat.completion","created":1790000000,"model":"groq/compound","choices":[],"usage":{"queue_time":0.1,"prompt_tokens":90,"completion_tokens":60,"total_tokens":150},"usage_breakdown":\#(breakdown)}"#
    }
    let models =
      #"{"models":[{"model":"llama-3.3-70b-versatile","usage":{"prompt_tokens":50,"completion_tokens":20}},{"model":"openai/gpt-oss-120b","usage":{"prompt_tokens":40,"completion_tokens":40}}]}"#
    let events = Reader(answer(models)).settled.sorted { $0.model < $1.model }
    #expect(events.map(\.model) == ["llama-3.3-70b-versatile", "openai/gpt-oss-120b"])
    #expect(events.map(\.tokens) == [TokenCounts(input: 50, output: 20), TokenCounts(input: 40, output: 40)])
    #expect(Set(events.map(\.identity)).count == 2)
    #expect(Reader(answer("null")).settled.map(\.model) == ["groq/compound"])
  }

  @Test("time, model and id beside an answer", arguments: cases)
  func beside(_ example: Case) {
    let events = Reader(example.line).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 9, output: 6)])
    #expect(events.map(\.provider) == [example.provider])
    #expect(events.map(\.model) == [example.model])
    #expect(events.map(\.requestID) == [example.requestID])
    #expect(events.map { $0.time.map { $0.microseconds / 1_000_000 } } == [example.seconds])
  }
}
