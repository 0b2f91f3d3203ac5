import SpendCore
import SpendLogFormats
import Testing

/// IBM's answers, which name the model `model_id`.
@Suite struct WatsonxTests {
  private static func generation(_ input: Int, _ output: Int, _ ending: String) -> String {
    #"{"model_id":"ibm/granite-3-8b-instruct","created_at":"2026-09-22T08:00:00.000Z","results":[{"generated_text":"x","generated_token_count":\#(output),"input_token_count":\#(input),"stop_reason":"\#(ending)"}]}"#
  }

  private static func call(_ answer: String) -> String {
    #"{"ts":"2026-09-22T08:00:00Z","url":"https://us-south.ml.cloud.ibm.com/ml/v1/text/generation?version=2023-05-29","status":200,"request":{"model_id":"ibm/granite-3-8b-instruct"},"response":\#(answer)}"#
  }

  @Test("generated text, bare and in an envelope")
  func generation() throws {
    let answer = Self.generation(120, 30, "eos_token")
    for line in [answer, Self.call(answer)] {
      let event = try #require(Reader(line).events.first)
      #expect(event.tokens == TokenCounts(input: 120, output: 30))
      #expect(event.provider == "watsonx")
      #expect(event.model == "ibm/granite-3-8b-instruct")
      #expect(event.time == Instant(seconds: 1_790_064_000))
    }
  }

  @Test("an answer that was cut is truncated")
  func truncated() throws {
    let event = try #require(Reader(Self.generation(120, 30, "max_tokens")).events.first)
    #expect(event.errorClass == .truncated)
  }

  @Test("a stream states the input first and the output so far")
  func stream() throws {
    let events = [
      Self.generation(120, 0, "not_finished"), Self.generation(0, 12, "not_finished"),
      Self.generation(0, 30, "eos_token"),
    ].enumerated().map { "id: \($0)\nevent: message\ndata: \($1)\n\n" }.joined()
    let text =
      "\"" + events.replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    let found = Reader(Self.call(text)).events
    #expect(found.count == 1)
    #expect(found.first?.tokens == TokenCounts(input: 120, output: 30))
  }

  @Test("a conversation names the model under IBM's name")
  func chat() throws {
    for model in ["", #""model":"ibm/granite-3-8b-instruct","#] {
      let line =
        #"{"id":"chat-0a1b2c3d4e5f60718293","model_id":"ibm/granite-3-8b-instruct",\#(model)"created":1790064000,"created_at":"2026-09-22T08:00:00Z","choices":[{"index":0,"message":{},"finish_reason":"stop"}],"usage":{"completion_tokens":30,"prompt_tokens":120,"total_tokens":150}}"#
      let event = try #require(Reader(line).events.first)
      #expect(event.model == "ibm/granite-3-8b-instruct")
      #expect(event.provider == "watsonx")
    }
  }

  @Test("a ranking")
  func rerank() throws {
    let line =
      #"{"model_id":"cross-encoder/ms-marco-minilm-l-12-v2","results":[{"index":1,"score":0.7}],"created_at":"2026-09-22T08:00:00Z","input_token_count":20}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: 20, output: 0))
    #expect(event.queryType == "rerank")
  }

  @Test("an error, bare and in an envelope")
  func failure() throws {
    let answer =
      #"{"errors":[{"code":"model_not_supported","message":"x"}],"trace":"t","status_code":404}"#
    let call =
      #"{"ts":"2026-09-22T08:00:00Z","url":"https://us-south.ml.cloud.ibm.com/ml/v1/text/chat","status":404,"request":{},"response":\#(answer)}"#
    for line in [answer, call] {
      let event = try #require(Reader(line).events.first)
      #expect(event.outcome == .error)
      #expect(event.provider == "watsonx")
      #expect(event.tokens == TokenCounts(input: 0, output: 0))
      #expect(event.errorClass == .clientError)
    }
  }
}
