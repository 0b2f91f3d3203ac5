import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// Usage objects and answers that a record of a program's own log holds as text.
@Suite struct HeldTextTests {
  private static let usage =
    #"{"prompt_tokens":900,"completion_tokens":70,"total_tokens":970,"prompt_tokens_details":{"cached_tokens":640}}"#
  private static let answer =
    #"{"id":"chatcmpl-held-text-0001","object":"chat.completion","created":1790064000,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"one \"two\""},"finish_reason":"stop"}],"usage":\#(usage)}"#
  private static let tokens = TokenCounts(input: 260, cacheRead: 640, output: 70)

  @Sendable private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      + "\""
  }

  private static let head = #""ts":"2026-09-22T08:00:00Z","feature":"faq","model":"gpt-4o""#

  @Test(
    "a usage object as text is read as the object",
    arguments: ["usage", "token_usage", "usage_metadata", "llm_usage"])
  func usageText(name: String) throws {
    let event = try #require(Reader("{\(Self.head),\"\(name)\":\(Self.quoted(Self.usage))}").events.first)
    #expect(event.tokens == Self.tokens)
    #expect(event.model == "gpt-4o")
    #expect(event.feature == "faq")
    #expect(event.time == Instant(seconds: 1_790_064_000))
  }

  static let shapes = [
    (
      #"{"input_tokens":9,"cache_read_input_tokens":300,"cache_creation_input_tokens":70,"output_tokens":60}"#,
      TokenCounts(input: 9, cacheRead: 300, cacheWrite5m: 70, output: 60)
    ),
    (
      #"{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,"thoughtsTokenCount":30,"totalTokenCount":150}"#,
      TokenCounts(input: 60, cacheRead: 40, output: 50, reasoning: 30)
    ),
    (#"{"input":120,"output":8}"#, TokenCounts(input: 120, output: 8)),
  ]

  @Test("the text's shape decides the way of counting", arguments: shapes)
  func shapesOfText(usage: String, tokens: TokenCounts) throws {
    let line = #"{"ts":1790064000,"model":"m","usage":\#(Self.quoted(usage))}"#
    #expect(try #require(Reader(line).events.first).tokens == tokens)
  }

  @Test("a usage object in a text of other things is read, too")
  func nestedUsage() throws {
    let text = Self.quoted("{\"run\":3,\"usage\":\(Self.usage)}")
    let event = try #require(Reader("{\(Self.head),\"metadata\":\(text)}").events.first)
    #expect(event.tokens == Self.tokens)
  }

  static let names = ["llm_response", "response", "raw", "answer_json", "payload"]

  @Test("an answer as text keeps its id, and takes the record's labels", arguments: names)
  func answerText(name: String) throws {
    let line =
      #"{"ts":"2026-09-22T08:00:00Z","feature":"faq","latency_ms":700,"\#(name)":\#(Self.quoted(Self.answer))}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == Self.tokens)
    #expect(event.identity == "chatcmpl-held-text-0001")
    #expect(event.model == "gpt-4o-2024-08-06")
    #expect(event.provider == "openai")
    #expect(event.feature == "faq")
    #expect(event.latency == 700)
  }

  @Test("an answer that was encoded twice, and the events of a stream")
  func otherForms() throws {
    let twice = "{\(Self.head),\"response\":\(Self.quoted(Self.quoted(Self.answer)))}"
    #expect(try #require(Reader(twice).events.first).tokens == Self.tokens)
    let events = "data: \(Self.answer)\n\ndata: [DONE]\n\n"
    let stream = "{\(Self.head),\"llm_response\":\(Self.quoted(events))}"
    #expect(try #require(Reader(stream).events.first).tokens == Self.tokens)
  }

  @Test("beside an answer without usage the record's own text counts")
  func beside() throws {
    let line =
      "{\(Self.head),\"response\":\(Self.quoted("{\"answer\":\"x\"}")),\"usage\":\(Self.quoted(Self.usage))}"
    #expect(try #require(Reader(line).events.first).tokens == Self.tokens)
  }

  @Test("the record's own counts win over those in a text")
  func ownCounts() throws {
    let line =
      "{\(Self.head),\"prompt_tokens\":5,\"completion_tokens\":3,\"llm\":\(Self.quoted(Self.answer))}"
    #expect(try #require(Reader(line).events.first).tokens == TokenCounts(input: 5, output: 3))
  }

  @Test(
    "texts of a conversation are content",
    arguments: ["prompt", "input", "messages", "content", "arguments", "query"])
  func content(name: String) {
    #expect(Reader("{\(Self.head),\"\(name)\":\(Self.quoted(Self.answer))}").events.isEmpty)
  }

  @Test("an error in a text of an unknown name is no request")
  func errors() {
    let text = Self.quoted(#"{"error":{"message":"no","type":"server_error"}}"#)
    #expect(Reader("{\"ts\":1790064000,\"job\":\(text)}").events.isEmpty)
  }

  @Test("a column of a table, and a pair")
  func tablesAndPairs() throws {
    func cell(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
    let usage = "ts,model,feature,usage\n2026-09-22T08:00:00Z,gpt-4o,faq,\(cell(Self.usage))\n"
    let first = try #require(Reader(usage).events.first)
    #expect(first.tokens == Self.tokens)
    #expect(first.model == "gpt-4o")
    let answers = "ts,feature,response\n2026-09-22T08:00:00Z,faq,\(cell(Self.answer))\n"
    let second = try #require(Reader(answers).events.first)
    #expect(second.tokens == Self.tokens)
    #expect(second.feature == "faq")
    #expect(second.identity == "chatcmpl-held-text-0001")
    let pairs = "ts=2026-09-22T08:00:00Z level=info model=gpt-4o usage=\(Self.quoted(Self.usage))"
    let third = try #require(Reader(pairs).events.first)
    #expect(third.tokens == Self.tokens)
    #expect(third.model == "gpt-4o")
  }

  @Test("a label whose text looks like an object or a call stays a label")
  func labels() throws {
    let line =
      #"{"ts":1790064000,"model":"gpt-4o","prompt_tokens":5,"completion_tokens":3,"team":"Core(eu)","tags":"{\"a\":\"b\"}"}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.team == "Core(eu)")
    #expect(event.tags == #"{"a":"b"}"#)
    #expect(event.tokens == TokenCounts(input: 5, output: 3))
  }

  @Test("a usage object further inside keeps its details and its way of counting")
  func furtherInside() throws {
    let line =
      #"{"ts":1790064000,"event":"on_llm_end","response":{"generations":[[{"text":"x"}]],"llm_output":{"token_usage":\#(Self.usage),"model_name":"gpt-4o"}}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == Self.tokens)
    #expect(event.model == "gpt-4o")
    let anthropic =
      #"{"ts":1790064000,"data":{"model":"claude-sonnet-4-5","call":{"usage":{"input_tokens":900,"cache_read_input_tokens":300,"output_tokens":60}}}}"#
    #expect(
      try #require(Reader(anthropic).events.first).tokens
        == TokenCounts(input: 900, cacheRead: 300, output: 60))
    let outer =
      #"{"ts":1790064000,"model":"gpt-4o","prompt_tokens":5,"completion_tokens":3,"last":{"call":{"usage":\#(Self.usage)}}}"#
    #expect(try #require(Reader(outer).events.first).tokens.output == 3)
  }

  @Test("a body that an API gateway encoded in base64")
  func encodedBody() throws {
    let body = Data(Self.answer.utf8).base64EncodedString()
    let line =
      #"{"ts":1790064000,"url":"https://api.openai.com/v1/chat/completions","status_code":200,"request":{},"response":{"body":"\#(body)","isBase64Encoded":true}}"#
    #expect(try #require(Reader(line).events.first).tokens == Self.tokens)
  }
}
