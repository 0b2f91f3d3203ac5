import SpendCore
import SpendLogFormats
import Testing

/// Costs that sellers state in their answers, and answers that gateways keep beside counts of their own.
@Suite struct StatedCostTests {
  private static func call(_ url: String, _ response: String) -> String {
    #"{"timestamp":"2026-09-22T08:00:00Z","url":"\#(url)","status_code":200,"request":{"model":"some-model"},"response":\#(response)}"#
  }

  private static func message(_ usage: String) -> String {
    #"{"id":"gen-1790064000-StatedCost01","type":"message","role":"assistant","model":"anthropic/some-model","content":[],"usage":{"input_tokens":80,"output_tokens":9,\#(usage)}}"#
  }

  private static let chat =
    #"{"id":"gen_01STATEDCOST000000000001","object":"chat.completion","created":1790064000,"model":"some-model","choices":[],"usage":{"prompt_tokens":80,"completion_tokens":9,"cost":0.0042,"is_byok":BYOK}}"#

  private static let stream =
    #""event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"gen-1790064000-StatedCost02\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"anthropic/some-model\",\"content\":[],\"usage\":{\"input_tokens\":80,\"output_tokens\":1}}}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9,\"cost\":0.0042}}\n\n""#

  @Test(
    "the seller and its cost",
    arguments: [
      (call("https://openrouter.ai/api/v1/messages", message(#""cost":0.0042"#)), "openrouter", "0.0042"),
      (message(#""cost":0.0042"#), "openrouter", "0.0042"),
      (
        message(#""cost":0.0002,"is_byok":true,"cost_details":{"upstream_inference_cost":0.004}"#),
        "openrouter", "0.0042"
      ),
      (call("https://openrouter.ai/api/v1/messages", stream), "openrouter", "0.0042"),
      (
        #"{"id":"resp_stated_cost_000001","object":"response","created_at":1790064000,"model":"openai/some-model","status":"completed","output":[],"usage":{"input_tokens":80,"output_tokens":9,"total_tokens":89,"cost":{"currency":"USD","total_cost":0.0042}}}"#,
        "perplexity", "0.0042"
      ),
      (
        call(
          "https://api.x.ai/v1/images/generations",
          #"{"data":[{"url":"a"},{"url":"b"}],"usage":{"cost_in_usd_ticks":42000000}}"#), "xai", "0.0042"
      ),
      (
        call(
          "https://openrouter.ai/api/v1/generation?id=x",
          #"{"data":{"id":"gen-1790064000-StatedCost03","total_cost":0.0042,"created_at":"2026-09-22T07:59:00Z","model":"anthropic/some-model","tokens_prompt":1,"tokens_completion":2,"native_tokens_prompt":80,"native_tokens_completion":9}}"#
        ), "openrouter", "0.0042"
      ),
    ])
  func costs(line: String, provider: String, cost: String) throws {
    let event = try #require(Reader(line).settled.first)
    #expect(event.provider == provider)
    #expect(event.cost?.decimalString == cost)
    #expect(event.tokens.input == (provider == "xai" ? 0 : 80))
    #expect(event.tokens.output == (provider == "xai" ? 0 : 9))
  }

  @Test("Vercel's gateway states the cost, but not of a customer's own key")
  func vercel() throws {
    let line = Self.call("https://ai-gateway.vercel.sh/v1/chat/completions", Self.chat)
    let own = try #require(Reader(line.replacing("BYOK", with: "false")).events.first)
    #expect(own.cost?.decimalString == "0.0042")
    let other = try #require(Reader(line.replacing("BYOK", with: "true")).events.first)
    #expect(other.cost == nil)
  }

  @Test("statistics in an answer have the time of the request")
  func statistics() throws {
    let line = Self.call(
      "https://openrouter.ai/api/v1/generation?id=x",
      #"{"data":{"id":"gen-1790064000-StatedCost04","total_cost":0.0042,"created_at":"2026-09-22T07:00:00Z","model":"anthropic/some-model","native_tokens_prompt":80,"native_tokens_completion":9,"native_tokens_cached":30}}"#
    )
    let event = try #require(Reader(line).events.first)
    #expect(event.format == "openrouter-generation")
    #expect(event.time == Instant(microseconds: 1_790_060_400_000_000))
    #expect(event.tokens == TokenCounts(input: 50, cacheRead: 30, output: 9))
  }

  // MARK: Helicone

  private static func helicone(_ body: String) -> String {
    #"{"request_id":"he11c0ne-body-000001","request_created_at":"2026-09-22T08:00:00Z","response_status":200,"provider":"ANTHROPIC","response_model":"some-model","prompt_tokens":80,"completion_tokens":9,"prompt_cache_write_tokens":70,"response_body":\#(body)}"#
  }

  private static let answer =
    #"{"id":"msg_01HeliconeBody000000001","type":"message","role":"assistant","model":"some-model","content":[],"usage":{"input_tokens":80,"cache_creation_input_tokens":70,"cache_creation":{"ephemeral_1h_input_tokens":70,"ephemeral_5m_input_tokens":0},"output_tokens":9,"server_tool_use":{"web_search_requests":1}}}"#

  @Test("Helicone's copy of the answer splits its counts")
  func body() throws {
    let split = TokenCounts(input: 80, cacheWrite5m: 0, cacheWrite1h: 70, output: 9)
    let text = "\"" + Self.answer.replacing("\"", with: "\\\"") + "\""
    for body in [Self.answer, text] {
      let event = try #require(Reader(Self.helicone(body)).events.first)
      #expect(event.tokens == split)
      #expect(event.webSearches == 1)
      #expect(event.identity == "he11c0ne-body-000001")
      #expect(event.format == "helicone")
    }
    let event = try #require(Reader(Self.helicone("\"\"")).events.first)
    #expect(event.tokens == TokenCounts(input: 80, cacheWrite5m: 70, output: 9))
  }

  // MARK: Pydantic AI

  @Test("an answer in two histories of a conversation is one request")
  func histories() {
    func answer(_ id: String, _ output: Int) -> String {
      #"{"parts":[],"kind":"response","timestamp":"2026-09-22T08:00:00Z","model_name":"some-model","provider_name":"openai","provider_response_id":"\#(id)","usage":{"input_tokens":80,"output_tokens":\#(output)}}"#
    }
    let (first, second) = (answer("resp_history_4f9a2c71", 9), answer("resp_history_4f9a2c72", 5))
    let lines = "[\(first)]\n[\(first),\(second)]"
    let identities = Reader(lines).events.map(\.identity)
    #expect(identities == ["resp_history_4f9a2c71", "resp_history_4f9a2c71", "resp_history_4f9a2c72"])
  }
}
