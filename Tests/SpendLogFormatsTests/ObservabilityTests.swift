import SpendCore
import SpendLogFormats
import Testing

/// Exports of observability tools and gateways: sums that are no requests, failures, and counts in objects of their own.
@Suite struct ObservabilityTests {
  static let sums = [
    #"{"name":"a","span_kind":"AGENT","start_time":"2026-09-22T08:00:00Z","attributes.llm.model_name":"gpt-4o","attributes.llm.token_count.prompt":80,"attributes.llm.token_count.completion":9,"context.trace_id":"t"}"#,
    #"{"id":"opik-trace-1","name":"a","start_time":"2026-09-22T08:00:00Z","usage":{"prompt_tokens":80,"completion_tokens":9},"total_estimated_cost":0.01,"span_count":2,"llm_span_count":1}"#,
    #"{"data":[{"date":"2026-09-22","model":"openai/gpt-4o","usage":0.015,"byok_usage_inference":0,"requests":5,"prompt_tokens":80,"completion_tokens":9}]}"#,
    #"{"event":"$ai_trace","uuid":"0199-sum-0001","timestamp":"2026-09-22T08:00:00Z","properties":{"$ai_trace_id":"t","$ai_model":"gpt-4o","$ai_input_tokens":80,"$ai_output_tokens":9}}"#,
    #"{"id":9,"created_at":1790064000,"type":1,"token_name":"","model_name":"","quota":5000,"prompt_tokens":0,"completion_tokens":0}"#,
  ]

  @Test("sums of requests, and payments, are no requests", arguments: sums)
  func noRequests(line: String) {
    let reader = Reader(line)
    #expect(reader.events.isEmpty)
    #expect(reader.unrecognised == 0)
  }

  @Test("a span of a request among flat rows counts")
  func flatSpan() {
    let line = Self.sums[0].replacing("AGENT", with: "LLM")
    #expect(Reader(line).events.map(\.tokens) == [TokenCounts(input: 80, output: 9)])
  }

  // MARK: Failures

  private static func call(_ response: String) -> String {
    #"{"timestamp":"2026-09-22T08:00:00Z","url":"https://api.x.test/v1/chat/completions","status_code":200,"request":{"model":"some-model"},"response":\#(response)}"#
  }

  @Test(
    "failures behind a status of 200",
    arguments: [
      (
        call(
          #"{"id":"gen-1790064000-Failure0001","object":"chat.completion","created":1790064000,"model":"some-model","choices":[{"finish_reason":"error","error":{"code":502},"message":{"content":""}}],"usage":{"prompt_tokens":0,"completion_tokens":0}}"#
        ), ErrorClass.other
      ),
      (
        call(#"{"object":"error","message":"x","type":"rate_limited","param":null,"code":"1300"}"#),
        .rateLimited
      ),
      (call(#"{"Error":{"Code":"ThrottlingException","Message":"x"}}"#), .rateLimited),
      (call(#"{"id":"05a2","base_resp":{"status_code":1002,"status_msg":"rate limit"}}"#), .rateLimited),
      (
        #"{"event":"$ai_generation","timestamp":"2026-09-22T08:00:00Z","properties":{"$ai_model":"gpt-4o","$ai_http_status":429,"$ai_is_error":true,"$ai_input_tokens":0,"$ai_output_tokens":0}}"#,
        .rateLimited
      ),
      (
        #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o","input_tokens":80,"output_tokens":0,"finish_reason":"error"}"#,
        .other
      ),
      (
        #"{"id":9,"created_at":1790064000,"type":5,"content":"429 Too Many Requests","token_name":"t","model_name":"gpt-4o","quota":0,"prompt_tokens":0,"completion_tokens":0}"#,
        .rateLimited
      ),
    ])
  func failures(line: String, errorClass: ErrorClass) throws {
    let event = try #require(Reader(line).events.first)
    #expect(event.outcome == .error)
    #expect(event.errorClass == errorClass)
  }

  @Test("MiniMax's answers with a status of 0 are answers")
  func success() throws {
    let answer = Self.call(
      #"{"id":"05a3","object":"chat.completion","created":1790064000,"model":"MiniMax-M2","choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":80,"completion_tokens":9,"total_tokens":89},"base_resp":{"status_code":0,"status_msg":""}}"#
    )
    #expect(try #require(Reader(answer).events.first).outcome == .ok)
  }

  // MARK: Counts

  private static func postHog(_ properties: String) -> String {
    #"{"event":"$ai_generation","timestamp":"2026-09-22T08:00:00Z","properties":{"$ai_input_tokens":500,"$ai_output_tokens":9,"$ai_cache_read_input_tokens":300,\#(properties)}}"#
  }

  private static func newAPI(_ other: String) -> String {
    #"{"id":9,"created_at":1790064000,"type":2,"token_name":"t","model_name":"some-model","quota":90,"prompt_tokens":500,"completion_tokens":9,"other":"\#(other.replacing("\"", with: "\\\""))"}"#
  }

  @Test(
    "what was cached lies inside or beside the input",
    arguments: [
      (postHog(#""$ai_provider":"openai","$ai_model":"gpt-4o""#), 200),
      (postHog(#""$ai_provider":"anthropic","$ai_model":"claude-haiku-4-5""#), 500),
      (postHog(#""$ai_provider":"vertex","$ai_model":"claude-haiku-4-5""#), 500),
      (postHog(#""$ai_provider":"gateway","$ai_model":"anthropic/claude-haiku-4-5""#), 200),
      (
        postHog(#""$ai_provider":"anthropic","$ai_model":"m","$ai_cache_reporting_exclusive":false"#), 200
      ),
      (newAPI(#"{"cache_tokens":300}"#), 200),
      (newAPI(#"{"claude":true,"cache_tokens":300}"#), 500),
      (
        #"{"ts":"2026-09-22T08:00:00Z","model":"m","usage":{"inputTokens":{"total":500,"noCache":200,"cacheRead":300},"outputTokens":{"total":9,"text":9}}}"#,
        200
      ),
      (
        #"{"ts":"2026-09-22T08:00:00Z","model":"m","usage":{"inputTokens":500,"outputTokens":9,"cachedContentTokens":300}}"#,
        200
      ),
      (
        #"{"@timestamp":"2026-09-22T08:00:00Z","metadata":{"id":"chatcmpl-native-0001","model":"m","usage":{"promptTokens":500,"completionTokens":9,"nativeUsage":{"prompt_tokens":500,"completion_tokens":9,"prompt_tokens_details":{"cached_tokens":300}}}}}"#,
        200
      ),
      (
        #"{"start_time":"2026-09-22T08:00:00Z","response_code":200,"x-ai-eg-model":"m","llm_input_token":500,"llm_output_token":9,"llm_cached_input_token":300}"#,
        200
      ),
    ] as [(String, Int32)])
  func counts(line: String, input: Int32) throws {
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens.input == input)
    #expect(event.tokens.cacheRead == 300)
    #expect(event.tokens.output == 9)
  }

  @Test("LangChain's names under Google's member")
  func langChain() throws {
    let line =
      #"{"timestamp":"2026-09-22T08:00:00Z","text":"x","usageMetadata":{"input_tokens":80,"output_tokens":9,"total_tokens":89}}"#
    #expect(try #require(Reader(line).events.first).tokens == TokenCounts(input: 80, output: 9))
  }

  @Test("events of Google's agent kit: partial ones are repeated by the last one")
  func agentKit() throws {
    func event(_ id: String, _ rest: String, _ output: Int) -> String {
      #"{"content":{"parts":[]},"usageMetadata":{"promptTokenCount":80,"candidatesTokenCount":\#(output)},"modelVersion":"gemini-2.5-flash","invocationId":"e-1","author":"a","id":"\#(id)","timestamp":1790064000.5\#(rest)}"#
    }
    let lines = [
      event("aB3dE5gH", #","partial":true"#, 2), event("bC4eF6hI", #","partial":true"#, 5),
      event("cD5fG7iJ", "", 9),
    ]
    let events = Reader(lines.joined(separator: "\n")).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 80, output: 9)])
    #expect(events.map(\.identity) == ["cD5fG7iJ"])
    #expect(events.map(\.time) == [Instant(microseconds: 1_790_064_000_500_000)])
  }

  @Test(
    "marks of one seller in the answers of others",
    arguments: [
      ("grok-4", #""total_tokens":89},"citations":["https://x"]"#, "xai"),
      ("Qwen/Qwen3-32B", #""prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":80}"#, ""),
      ("deepseek-chat", #""prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":80}"#, "deepseek"),
      ("llama-sonar", #""total_tokens":89},"citations":["https://x"]"#, "perplexity"),
    ])
  func sellers(model: String, rest: String, provider: String) throws {
    let line =
      #"{"id":"3c0d3f6e-9999-2222-3333-444444444445","object":"chat.completion","created":1790064000,"model":"\#(model)","choices":[],"usage":{"prompt_tokens":80,"completion_tokens":9,\#(rest)}"#
    #expect(try #require(Reader(line).events.first).provider == provider)
  }

  @Test("Datadog's spans state their time in nanoseconds")
  func datadog() throws {
    let line =
      #"{"trace_id":"77","span_id":"1","name":"openai.request","start_ns":1790064000500000000,"duration":1000000000,"meta":{"span.kind":"llm","model_name":"gpt-4o","model_provider":"openai"},"metrics":{"input_tokens":80,"output_tokens":9}}"#
    #expect(try #require(Reader(line).events.first).time == Instant(microseconds: 1_790_064_000_500_000))
  }
}
