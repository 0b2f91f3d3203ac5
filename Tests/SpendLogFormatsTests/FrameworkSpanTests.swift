import SpendCore
import SpendLogFormats
import Testing

/// Spans of frameworks: which of them are requests, and under which names they state their counts.
@Suite struct FrameworkSpanTests {
  private typealias Attributes = [(String, String)]

  private static func list(_ attributes: Attributes) -> String {
    attributes.map { name, value in
      let type = Int(value) == nil ? "stringValue" : "intValue"
      let text = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return #"{"key":"\#(name)","value":{"\#(type)":"\#(text)"}}"#
    }.joined(separator: ",")
  }

  /// Spans of one trace, each below the first, as kind `INTERNAL`.
  private static func trace(_ scope: String, _ spans: Attributes...) -> String {
    let spans = spans.enumerated().map { number, attributes in
      #"{"traceId":"0a","spanId":"0\#(number)","kind":1,"startTimeUnixNano":"1790064000000000000","endTimeUnixNano":"1790064000500000000","attributes":[\#(list(attributes))]}"#
    }
    return
      #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{"name":"\#(scope)"},"spans":[\#(spans.joined(separator: ","))]}]}]}"#
  }

  @Test("Vercel's SDK: a step around its request is none, and newer versions have their own names alone")
  func vercel() throws {
    let step: Attributes = [
      ("ai.operationId", "ai.streamText"), ("ai.model.id", "gpt-4o"),
      ("ai.model.provider", "openai.responses"),
      ("ai.usage.inputTokens", "900"), ("ai.usage.outputTokens", "60"),
    ]
    let request: Attributes = [
      ("ai.operationId", "ai.streamText.doStream"), ("ai.model.id", "gpt-4o"),
      ("ai.model.provider", "openai.responses"), ("ai.response.model", "gpt-4o-2024-08-06"),
      ("ai.response.id", "resp_framework_span_1"), ("ai.telemetry.functionId", "search"),
      ("ai.usage.inputTokens", "900"), ("ai.usage.inputTokenDetails.cacheReadTokens", "300"),
      ("ai.usage.outputTokens", "60"), ("ai.usage.outputTokenDetails.reasoningTokens", "20"),
      ("ai.usage.totalTokens", "960"), ("ai.response.msToFirstChunk", "310"),
    ]
    let events = Reader(Self.trace("ai", step, request)).events
    #expect(events.count == 1)
    let event = try #require(events.first)
    #expect(event.tokens == TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20))
    #expect(event.model == "gpt-4o-2024-08-06")
    #expect(event.identity == "resp_framework_span_1")
    #expect(event.feature == "search")
    #expect(event.firstToken == 310)
  }

  @Test("Vercel's SDK: embeddings count their tokens under one name")
  func embeddings() throws {
    let names: Attributes = [
      ("ai.model.id", "text-embedding-3-small"), ("ai.model.provider", "openai.embedding"),
      ("ai.usage.tokens", "11"),
    ]
    let events = Reader(
      Self.trace(
        "ai", [("ai.operationId", "ai.embedMany")] + names,
        [("ai.operationId", "ai.embedMany.doEmbed")] + names)
    ).events
    #expect(events.count == 1)
    let event = try #require(events.first)
    #expect(event.tokens == TokenCounts(input: 11, output: 0))
    #expect(event.queryType == "embedding")
  }

  @Test("Semantic Kernel's first names of the counts")
  func semanticKernel() throws {
    let span: Attributes = [
      ("gen_ai.operation.name", "chat.completions"), ("gen_ai.system", "openai"),
      ("gen_ai.request.model", "gpt-4o"),
      ("gen_ai.response.id", "chatcmpl-kernel-span-01"), ("gen_ai.response.prompt_tokens", "120"),
      ("gen_ai.response.completion_tokens", "30"),
    ]
    let line = Self.trace("Microsoft.SemanticKernel.Diagnostics", span).replacing(
      #""kind":1"#, with: #""kind":3"#)
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: 120, output: 30))
    #expect(event.identity == "chatcmpl-kernel-span-01")
    // The same without a kind.
    #expect(Reader(line.replacing(#""kind":3,"#, with: "")).events.map(\.tokens) == [event.tokens])
  }

  @Test(
    "a framework in the place of the seller gives way to the seller of the model",
    arguments: ["strands-agents", "Langchain", "crewai", "gcp.vertex.agent", "llama_index"])
  func frameworks(name: String) throws {
    let span: Attributes = [
      ("gen_ai.operation.name", "chat"), ("gen_ai.system", name),
      ("gen_ai.request.model", "us.anthropic.claude-sonnet-4-20250514-v1:0"),
      ("gen_ai.usage.input_tokens", "50"),
      ("gen_ai.usage.output_tokens", "4"),
    ]
    #expect(try #require(Reader(Self.trace("x", span)).events.first).provider == "bedrock")
  }

  @Test("Langfuse's cost is a part of an object that is a text")
  func langfuseCost() throws {
    let span: Attributes = [
      ("langfuse.observation.type", "generation"), ("langfuse.observation.model.name", "gpt-4o"),
      ("langfuse.observation.usage_details", #"{"input":200,"output":80}"#),
      ("langfuse.observation.cost_details", #"{"input":0.01,"total":0.014}"#),
    ]
    let event = try #require(Reader(Self.trace("langfuse-sdk", span)).events.first)
    #expect(event.cost == Money(decimal: "0.014"))
  }

  // MARK: MLflow

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func span(_ id: String, _ kind: String, _ attributes: (String, String)...) -> String {
    let members = ([("mlflow.spanType", "\"\(kind)\"")] + attributes).map { "\"\($0)\":\(quoted($1))" }
    return
      #"{"trace_id":"dHItMDE=","span_id":"\#(id)","name":"n","start_time_unix_nano":1790064000000000000,"end_time_unix_nano":1790064000800000000,"status":{"code":"STATUS_CODE_OK"},"attributes":{\#(members.joined(separator: ","))}}"#
  }

  private static let counts = #"{"input_tokens":900,"output_tokens":60,"total_tokens":960}"#
  private static let answer =
    #"{"id":"chatcmpl-mlflow-span-1","object":"chat.completion","created":1790064000,"model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":900,"completion_tokens":60,"total_tokens":960,"prompt_tokens_details":{"cached_tokens":300}}}"#

  @Test("MLflow: the request's span counts, its answer has the details, and the agent's sum is none")
  func mlflow() throws {
    let spans = [
      Self.span("YQ==", "AGENT", ("mlflow.chat.tokenUsage", Self.counts)),
      Self.span(
        "Yg==", "CHAT_MODEL", ("mlflow.chat.tokenUsage", Self.counts), ("mlflow.spanOutputs", Self.answer)),
    ].joined(separator: ",")
    let data = "{\"spans\":[\(spans)]}"
    for line in [
      #"{"info":{"trace_id":"tr-01","trace_metadata":{"mlflow.trace.user":"u"}},"data":\#(data)}"#,
      #"{"info":{"trace_id":"tr-01","trace_metadata":{"mlflow.trace.user":"u"}},"data":\#(Self.quoted(data))}"#,
      #"{"trace_id":"tr-01","state":"OK","trace_metadata":{"mlflow.trace.user":"u"},"spans":[\#(spans)]}"#,
    ] {
      let events = Reader(line).events
      #expect(events.count == 1)
      let event = try #require(events.first)
      #expect(event.tokens == TokenCounts(input: 600, cacheRead: 300, output: 60))
      #expect(event.identity == "chatcmpl-mlflow-span-1")
      #expect(event.model == "gpt-4o-2024-08-06")
      #expect(event.user == "u")
      #expect(event.latency == 800)
      #expect(event.format == "mlflow")
    }
  }

  @Test("MLflow: a span on its own, with the model of the request, the cost and the cache counts")
  func mlflowSpan() throws {
    let counts =
      #"{"input_tokens":900,"output_tokens":60,"total_tokens":960,"cache_read_input_tokens":300,"cache_creation_input_tokens":100}"#
    let line = Self.span(
      "Yg==", "CHAT_MODEL", ("mlflow.chat.tokenUsage", counts),
      ("mlflow.spanInputs", #"{"model":"claude-sonnet-4-5"}"#),
      ("mlflow.llm.cost", #"{"input_cost":0.001,"total_cost":0.004}"#), ("mlflow.spanOutputs", #"{"x":1}"#))
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: 500, cacheRead: 300, cacheWrite5m: 100, output: 60))
    #expect(event.model == "claude-sonnet-4-5")
    #expect(event.provider == "anthropic")
    #expect(event.cost == Money(decimal: "0.004"))
  }

  // MARK: Two spans of one call

  /// Two requests of which the second may lie below the first.
  private static func pair(_ parent: String, outer: Int, inner: Int?) -> String {
    func span(_ id: String, _ parent: String, _ name: String, _ output: Int?) -> String {
      var attributes: Attributes = [
        ("openinference.span.kind", "LLM"), ("llm.model_name", "gpt-4o"), ("llm.token_count.prompt", "900"),
      ]
      if let output { attributes.append(("llm.token_count.completion", "\(output)")) }
      if output == nil { attributes.removeLast() }
      return
        #"{"traceId":"0a","spanId":"\#(id)","parentSpanId":"\#(parent)","name":"\#(name)","startTimeUnixNano":"1790064000000000000","attributes":[\#(list(attributes))]}"#
    }
    return
      #"{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"langchain"},"spans":[\#(span("01", "00", "ChatOpenAI", outer))]},{"scope":{"name":"openai"},"spans":[\#(span("02", parent, "ChatCompletion", inner))]}]}]}"#
  }

  @Test("a call that two libraries instrument counts once, by its inner span")
  func nestedSpans() {
    #expect(Reader(Self.pair("01", outer: 60, inner: 60)).events.map(\.identity) == ["0a:02"])
    // Requests beside each other, and an inner span without counts.
    #expect(Reader(Self.pair("00", outer: 60, inner: 60)).events.count == 2)
    #expect(Reader(Self.pair("01", outer: 60, inner: nil)).events.contains { $0.identity == "0a:01" })
    // The same prompt, of whose answer the outer library has counted more.
    let fuller = Reader(Self.pair("01", outer: 60, inner: 20)).events
    #expect(fuller.map(\.identity) == ["0a:02"])
    #expect(fuller.map(\.tokens.output) == [60])
  }

  // MARK: Trackers

  @Test("Sentry: the requests within a transaction")
  func sentry() throws {
    let spans = [
      #"{"span_id":"s0","trace_id":"t1","op":"gen_ai.invoke_agent","start_timestamp":1790064000,"timestamp":1790064002,"data":{"gen_ai.operation.name":"invoke_agent","gen_ai.usage.input_tokens":900,"gen_ai.usage.output_tokens":60}}"#,
      #"{"span_id":"s1","trace_id":"t1","op":"gen_ai.chat","start_timestamp":1790064000,"timestamp":1790064000.75,"data":{"gen_ai.operation.name":"chat","gen_ai.system":"openai","gen_ai.request.model":"gpt-4o","gen_ai.usage.input_tokens":900,"gen_ai.usage.input_tokens.cached":640,"gen_ai.usage.output_tokens":60}}"#,
      #"{"span_id":"s2","trace_id":"t1","op":"db","start_timestamp":1790064000,"timestamp":1790064001,"data":{}}"#,
    ].joined(separator: ",")
    let line =
      #"{"type":"transaction","event_id":"e","timestamp":1790064002,"start_timestamp":1790064000,"contexts":{"trace":{"trace_id":"t1","span_id":"s"}},"spans":[\#(spans)]}"#
    let events = Reader(line).events
    #expect(events.count == 1)
    let event = try #require(events.first)
    #expect(event.tokens == TokenCounts(input: 260, cacheRead: 640, output: 60))
    #expect(event.time == Instant(seconds: 1_790_064_000))
    #expect(event.latency == 750)
    #expect(event.identity == "t1:s1")
  }

  @Test("PostHog: names with a mark before them")
  func postHog() throws {
    let line =
      #"{"event":"$ai_generation","timestamp":"2026-09-22T08:00:00Z","properties":{"$ai_provider":"openai","$ai_model":"gpt-4o","$ai_input_tokens":900,"$ai_cache_read_input_tokens":640,"$ai_output_tokens":60,"$ai_total_cost_usd":0.002}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: 260, cacheRead: 640, output: 60))
    #expect(event.model == "gpt-4o")
    #expect(event.provider == "openai")
    #expect(event.cost == Money(decimal: "0.002"))
  }

  static let steps = [
    #"{"id":"step-1","span_id":"s","root_span_id":"r","created":"2026-09-22T08:00:00Z","span_attributes":{"type":"task","name":"x"},"metrics":{"prompt_tokens":900,"completion_tokens":60}}"#,
    #"{"id":"step-2","trace_id":"t","op_name":"weave:///a/b/op/agent:1","started_at":"2026-09-22T08:00:00Z","inputs":{"q":"x"},"output":"y","summary":{"usage":{"gpt-4o":{"requests":1,"prompt_tokens":900,"completion_tokens":60}}}}"#,
  ]

  @Test("Braintrust and Weave: a step that sums up its requests is none", arguments: steps)
  func stepsAround(line: String) {
    let reader = Reader(line)
    #expect(reader.events.isEmpty)
    #expect(reader.unrecognised == 0)
  }
}
