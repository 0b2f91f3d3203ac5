import SpendCore
import SpendLogFormats
import Testing

/// Newer members of the records of gateways and tracers.
@Suite struct GatewayRecordTests {
  private static func litellm(_ metadata: String, _ rest: String = "") -> String {
    #"{"id":"chatcmpl-gateway-0001","call_type":"acompletion","response_cost":0.002,"startTime":1790064000,"endTime":1790064001,"model":"gpt-5","custom_llm_provider":"openai","prompt_tokens":900,"completion_tokens":60,"total_tokens":960,"metadata":{\#(metadata)}\#(rest)}"#
  }

  @Test("LiteLLM: the details in the answer, where the metadata has none")
  func litellmAnswer() throws {
    let answer =
      #","response":{"usage":{"prompt_tokens":900,"prompt_tokens_details":{"cached_tokens":640}}}"#
    let event = try #require(Reader(Self.litellm("", answer)).events.first)
    #expect(event.tokens == TokenCounts(input: 260, cacheRead: 640, output: 60))
  }

  @Test("LiteLLM: the tier of the usage, else of the answer, else of the request")
  func litellmTier() throws {
    let asked = #","model_parameters":{"service_tier":"flex"}"#
    let answered = #","response":{"service_tier":"priority"}"#
    let used = #""usage_object":{"service_tier":"flex"}"#
    #expect(try #require(Reader(Self.litellm("", asked)).events.first).tier == "flex")
    #expect(try #require(Reader(Self.litellm("", asked + answered)).events.first).tier == "priority")
    #expect(try #require(Reader(Self.litellm(used, answered)).events.first).tier == "flex")
  }

  @Test(
    "OpenRouter: with a key of one's own the seller's bill comes on top of the fee", arguments: [true, false])
  func openRouter(isOwnKey: Bool) throws {
    let line =
      #"{"data":{"id":"gen-1790064000-gateway01","total_cost":0.0001,"upstream_inference_cost":0.002,"is_byok":\#(isOwnKey),"created_at":"2026-09-22T08:00:00Z","model":"anthropic/claude-sonnet-4","native_tokens_prompt":90,"native_tokens_completion":7}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.cost == Money(decimal: isOwnKey ? "0.0021" : "0.0001"))
  }

  @Test("Envoy: the cache is part of the input, under the names of both versions")
  func envoy() throws {
    let names = [
      (
        "gen_ai.usage.input_tokens", "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.output_tokens",
        "gen_ai.request.model"
      ), ("genai_tokens_input", "genai_tokens_cached_input", "genai_tokens_output", "genai_model_name"),
    ]
    for (input, read, output, model) in names {
      let line =
        #"{"start_time":"2026-09-22T08:00:00.000Z","request.path":"/v1/chat/completions","response_code":200,"duration":9,"x-request-id":"envoy-gateway-01","\#(model)":"gpt-4o","\#(input)":"900","\#(read)":640,"\#(output)":60}"#
      let event = try #require(Reader(line).events.first)
      #expect(event.tokens == TokenCounts(input: 260, cacheRead: 640, output: 60))
      #expect(event.model == "gpt-4o")
      #expect(event.format == "envoy-ai-gateway")
    }
  }

  private static let generation =
    #"{"id":"langfuse-gateway-2","traceId":"langfuse-trace-01","parentObservationId":"langfuse-gateway-1","type":"GENERATION","name":"g","startTime":"2026-09-22T08:00:00Z","providedModelName":"gpt-4o","usageDetails":{"input":260,"input_cached_tokens":640,"output":60},"costDetails":{"total":0.01}}"#
  private static let agent =
    #"{"id":"langfuse-gateway-1","traceId":"langfuse-trace-01","type":"AGENT","name":"a","startTime":"2026-09-22T08:00:00Z","usageDetails":{"input":260,"output":60},"costDetails":{"total":0.01}}"#

  private static func trace(_ observations: String) -> String {
    #"{"id":"langfuse-trace-01","timestamp":"2026-09-22T08:00:00Z","name":"t","userId":"u","totalCost":0.01,"latency":1.5,"observations":[\#(observations)]}"#
  }

  @Test("Langfuse: a trace with its observations is those, and no request of its own")
  func langfuseTrace() throws {
    let line = Self.trace("\(Self.agent),\(Self.generation)")
    let reader = Reader(line)
    #expect(reader.events.map(\.identity) == ["langfuse-gateway-1", "langfuse-gateway-2"])
    let event = try #require(reader.events.last)
    #expect(event.tokens == TokenCounts(input: 260, cacheRead: 640, output: 60))
    #expect(event.model == "gpt-4o")
    #expect(event.user == "u")
    #expect(event.session == "langfuse-trace-01")
  }

  @Test("Langfuse: a trace with the ids of its observations has the sum of their cost")
  func langfuseSum() throws {
    let line = #"{"data":[\#(Self.trace(#""langfuse-gateway-2""#))],"meta":{"totalItems":1}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.cost == Money(decimal: "0.01"))
    #expect(event.session == "langfuse-trace-01")
    #expect(event.identity == "langfuse-trace-01")
  }

  @Test("LangSmith: counts and model in the outputs of earlier libraries")
  func langSmith() throws {
    let line =
      #"{"id":"langsmith-gateway-1","trace_id":"t","dotted_order":"o","run_type":"llm","name":"ChatOpenAI","start_time":"2026-09-22T08:00:00.000000","extra":{"invocation_params":{"model":"gpt-4o"}},"outputs":{"llm_output":{"token_usage":{"prompt_tokens":900,"completion_tokens":60,"total_tokens":960,"prompt_tokens_details":{"cached_tokens":640}},"model_name":"gpt-4o-2024-08-06"}}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: 260, cacheRead: 640, output: 60))
    #expect(event.model == "gpt-4o-2024-08-06")
    let other = line.replacing(#","model_name":"gpt-4o-2024-08-06""#, with: "")
    #expect(try #require(Reader(other).events.first).model == "gpt-4o")
  }

  @Test("Cloudflare: the provider's own answer splits the counts of the log", arguments: [true, false])
  func cloudflareAnswer(isText: Bool) throws {
    let answer =
      #"{"id":"msg_01cloudflare0001","type":"message","role":"assistant","model":"claude-sonnet-5","content":[],"usage":{"input_tokens":60,"cache_creation_input_tokens":200,"cache_read_input_tokens":640,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":200},"output_tokens":9,"server_tool_use":{"web_search_requests":2},"inference_geo":"us"}}"#
    let text = isText ? "\"" + answer.replacing("\"", with: "\\\"") + "\"" : answer
    let line =
      #"{"id":"cloudflare-answer-1","created_at":"2026-09-22T08:00:00Z","provider":"anthropic","model":"claude-sonnet-5","path":"v1/messages","status_code":200,"success":true,"cached":false,"tokens_in":60,"tokens_out":9,"cost":0.001,"response":\#(text)}"#
    let event = try #require(Reader(line).events.first)
    #expect(
      event.tokens == TokenCounts(input: 60, cacheRead: 640, cacheWrite5m: 0, cacheWrite1h: 200, output: 9))
    #expect(event.webSearches == 2 && event.region == "us" && event.cost == Money(decimal: "0.001"))
    let cached = line.replacing(#""cached":false"#, with: #""cached":true"#)
    #expect(try #require(Reader(cached).events.first).tokens.total == 0)
  }

  private static func run(_ outputs: String, _ counts: String = "") -> String {
    #"{"id":"langsmith-gateway-2","trace_id":"t","dotted_order":"o","run_type":"llm","name":"n","start_time":"2026-09-22T08:00:00.000000","extra":{"metadata":{"ls_provider":"openai","ls_model_name":"gpt-4o"}},"outputs":\#(outputs)\#(counts)}"#
  }

  private static func message(_ kwargs: String) -> String {
    #"{"text":"x","message":{"lc":1,"type":"constructor","kwargs":{"content":"[{",\#(kwargs)}}}"#
  }

  private static let usage =
    #""usage_metadata":{"input_tokens":900,"output_tokens":60,"total_tokens":960,"input_token_details":{"cache_read":640}}"#
  private static let counts = #","prompt_tokens":900,"completion_tokens":60,"total_tokens":960"#

  @Test(
    "LangSmith: the messages' own counts before those of the run",
    arguments: [
      (run(#"{"generations":[[\#(message(usage))]],"llm_output":null}"#), 1),
      (run(#"{"generations":[[\#(message(usage))]],"llm_output":null}"#, counts), 1),
      (run(#"{"generations":[[\#(message(usage)),\#(message(usage))]]}"#, counts), 1),
      (run(#"{"generations":[\#(message(usage)),\#(message(usage))]}"#), 1),
      (run(#"{"generations":[[\#(message(usage))],[\#(message(usage))]]}"#), 2),
      (
        run(
          #"{"generations":[[{"text":"x"}]],"llm_output":{"token_usage":{"prompt_tokens":900,"completion_tokens":60,"total_tokens":960,"prompt_tokens_details":{"cached_tokens":640}}}}"#,
          counts), 1
      ),
    ] as [(String, Int32)])
  func langSmithMessages(line: String, times: Int32) throws {
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: 260 * times, cacheRead: 640 * times, output: 60 * times))
    #expect(event.isSeveral == (times > 1))
  }

  @Test("LangSmith: the counts of JavaScript's library, and the seller's own")
  func langSmithOthers() throws {
    let script = Self.run(
      #"{"generations":[],"llmOutput":{"tokenUsage":{"promptTokens":900,"completionTokens":60,"totalTokens":960}}}"#
    )
    #expect(try #require(Reader(script).events.first).tokens == TokenCounts(input: 900, output: 60))
    let native =
      #""response_metadata":{"usage":{"input_tokens":60,"output_tokens":60,"cache_read_input_tokens":640,"cache_creation_input_tokens":200,"cache_creation":{"ephemeral_1h_input_tokens":200,"ephemeral_5m_input_tokens":0},"inference_geo":"us","service_tier":"standard","server_tool_use":{"web_search_requests":2}}}"#
    let event = try #require(
      Reader(Self.run(#"{"generations":[[\#(Self.message(native + "," + Self.usage))]]}"#, Self.counts))
        .events.first)
    #expect(
      event.tokens == TokenCounts(input: 60, cacheRead: 640, cacheWrite5m: 0, cacheWrite1h: 200, output: 60))
    #expect(event.webSearches == 2 && event.region == "us")
  }

  @Test("LangSmith: the tier that the details name", arguments: ["priority", "flex"])
  func langSmithTier(tier: String) throws {
    let usage =
      #"{"usage_metadata":{"input_tokens":900,"output_tokens":60,"total_tokens":960,"input_token_details":{"\#(tier)_cache_read":640,"\#(tier)":260},"output_token_details":{"\#(tier)":60}}}"#
    let event = try #require(Reader(Self.run(usage)).events.first)
    #expect(event.tokens == TokenCounts(input: 260, cacheRead: 640, output: 60))
    #expect(event.tier == tier)
  }
}
