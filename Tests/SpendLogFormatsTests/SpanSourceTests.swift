import SpendCore
import SpendLogFormats
import Testing

/// Spans of single sources whose counts, sellers or failures stand in places of their own.
@Suite struct SpanSourceTests {
  private typealias Attributes = [(String, String)]

  private static func members(_ attributes: Attributes) -> String {
    attributes.map { name, value in
      let type = Int(value) == nil ? "stringValue" : "intValue"
      let text = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return #"{"key":"\#(name)","value":{"\#(type)":"\#(text)"}}"#
    }.joined(separator: ",")
  }

  /// Spans of one trace, each below the one before it.
  private static func trace(_ scope: String, _ spans: [Attributes]) -> String {
    let spans = spans.enumerated().map { number, attributes in
      #"{"traceId":"0b","spanId":"1\#(number)","parentSpanId":"1\#(number - 1)","kind":1,"startTimeUnixNano":"1790064000000000000","endTimeUnixNano":"1790064000500000000","attributes":[\#(members(attributes))]}"#
    }
    return
      #"{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"\#(scope)"},"spans":[\#(spans.joined(separator: ","))]}]}]}"#
  }

  // MARK: Vercel's SDK

  private static func vercel(_ provider: String, _ rest: Attributes) -> Attributes {
    [
      ("ai.operationId", "ai.generateText.doGenerate"), ("ai.model.id", "claude-haiku-4-5"),
      ("ai.model.provider", provider), ("ai.usage.outputTokens", "80"),
    ] + rest
  }

  private static let statedUsage =
    #"{"anthropic":{"usage":{"input_tokens":700,"cache_read_input_tokens":300,"cache_creation_input_tokens":90,"cache_creation":{"ephemeral_1h_input_tokens":40,"ephemeral_5m_input_tokens":50},"output_tokens":80}}}"#

  @Test(
    "Vercel's SDK before version 6 leaves the cache out of the input of Anthropic's models",
    arguments: [
      (
        vercel(
          "anthropic.messages",
          [
            ("ai.usage.inputTokens", "700"), ("ai.usage.totalTokens", "780"),
            ("ai.usage.cachedInputTokens", "300"), ("ai.response.providerMetadata", statedUsage),
          ]), TokenCounts(input: 700, cacheRead: 300, cacheWrite5m: 50, cacheWrite1h: 40, output: 80)
      ),
      (
        vercel(
          "anthropic.messages",
          [
            ("ai.usage.promptTokens", "700"),
            (
              "ai.response.providerMetadata",
              #"{"anthropic":{"cacheCreationInputTokens":90,"cacheReadInputTokens":300}}"#
            ),
          ]), TokenCounts(input: 700, cacheRead: 300, cacheWrite5m: 90, output: 80)
      ),
      (
        vercel(
          "amazon-bedrock",
          [
            ("ai.usage.inputTokens", "700"), ("ai.usage.cachedInputTokens", "300"),
            ("ai.response.providerMetadata", #"{"bedrock":{"usage":{"cacheWriteInputTokens":90}}}"#),
          ]), TokenCounts(input: 700, cacheRead: 300, cacheWrite5m: 90, output: 80)
      ),
      (
        vercel(
          "anthropic.messages",
          [
            ("ai.usage.inputTokens", "1090"), ("ai.usage.inputTokenDetails.cacheReadTokens", "300"),
            ("ai.usage.inputTokenDetails.cacheWriteTokens", "90"),
            ("ai.response.providerMetadata", statedUsage),
          ]), TokenCounts(input: 700, cacheRead: 300, cacheWrite5m: 50, cacheWrite1h: 40, output: 80)
      ),
      (
        vercel(
          "openai.responses", [("ai.usage.inputTokens", "1000"), ("ai.usage.cachedInputTokens", "300")]),
        TokenCounts(input: 700, cacheRead: 300, output: 80)
      ),
    ])
  func cacheBeside(span: [(String, String)], tokens: TokenCounts) throws {
    let event = try #require(Reader(Self.trace("ai", [span])).events.first)
    #expect(event.tokens == tokens)
    #expect(event.totals == .agrees)
  }

  @Test("Vercel's gateway is the seller, and states the cost")
  func gateway() throws {
    let span = Self.vercel(
      "gateway",
      [
        ("ai.usage.inputTokens", "700"),
        ("ai.response.providerMetadata", #"{"gateway":{"cost":"0.0021","generationId":"gen_1"}}"#),
      ])
    let event = try #require(Reader(Self.trace("ai", [span])).events.first)
    #expect(event.provider == "vercel")
    #expect(event.cost == Money(decimal: "0.0021"))
  }

  // MARK: Sellers

  @Test(
    "the address that was called decides on the seller",
    arguments: [
      ([("server.address", "api.groq.com")], "groq"),
      ([("server.address", "team.openai.azure.com")], "azure"),
      ([("gen_ai.openai.api_base", "https://api.deepseek.com/v1/")], "deepseek"),
      ([("server.address", "10.0.0.8")], "openai"),
      ([], "openai"),
    ] as [([(String, String)], String)])
  func address(attributes: [(String, String)], provider: String) throws {
    let span: Attributes = [
      ("gen_ai.operation.name", "chat"), ("gen_ai.system", "openai"), ("gen_ai.request.model", "some-model"),
      ("gen_ai.usage.input_tokens", "10"), ("gen_ai.usage.output_tokens", "2"),
    ]
    let event = try #require(Reader(Self.trace("x", [span + attributes])).events.first)
    #expect(event.provider == provider)
  }

  // MARK: Names

  private static func chat(_ model: String, _ rest: Attributes) -> Attributes {
    [
      ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", model),
      ("gen_ai.usage.input_tokens", "900"), ("gen_ai.usage.output_tokens", "60"),
    ] + rest
  }

  @Test(
    "counts that only some instrumentation has",
    arguments: [
      (
        "Sentry's cache writes",
        chat(
          "claude-haiku-4-5",
          [
            ("gen_ai.usage.input_tokens.cached", "300"), ("gen_ai.usage.input_tokens.cache_write", "100"),
          ]), TokenCounts(input: 500, cacheRead: 300, cacheWrite5m: 100, output: 60)
      ),
      (
        "the first versions of Google's agent kit",
        chat("gemini-2.5-flash", [("gen_ai.usage.experimental.reasoning_tokens", "40")]),
        TokenCounts(input: 900, output: 100, reasoning: 40)
      ),
      (
        "its later versions",
        chat("gemini-2.5-flash", [("gen_ai.usage.reasoning.output_tokens", "40")]),
        TokenCounts(input: 900, output: 60, reasoning: 40)
      ),
      (
        "LangChain's details",
        chat(
          "gpt-4o",
          [
            ("gen_ai.usage.input_token_details", #"{"cache_read":300}"#),
            ("gen_ai.usage.output_token_details", #"{"reasoning":20}"#),
          ]), TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20)
      ),
      (
        "thoughts in the total of a model of Google alone",
        chat(
          "gemini-2.5-flash", [("gen_ai.system", "Google"), ("llm.usage.total_tokens", "1000")]),
        TokenCounts(input: 900, output: 100, reasoning: 40)
      ),
      (
        "a total without a reason of another maker's model",
        chat("claude-haiku-4-5", [("gen_ai.system", "vertex_ai"), ("llm.usage.total_tokens", "1000")]),
        TokenCounts(input: 900, output: 60)
      ),
    ])
  func names(name: String, span: [(String, String)], tokens: TokenCounts) throws {
    let event = try #require(Reader(Self.trace("x", [span])).events.first)
    #expect(event.tokens == tokens, "\(name)")
  }

  @Test("LangSmith's tier")
  func tier() throws {
    let span = Self.chat("gpt-5.4", [("gen_ai.response.service_tier", "flex")])
    #expect(try #require(Reader(Self.trace("langsmith", [span])).events.first).tier == "flex")
  }

  @Test("one request in two spans: the larger output counts")
  func twice() throws {
    let line = Self.trace(
      "gcp.vertex.agent",
      [
        Self.chat("gemini-2.5-flash", [("gen_ai.usage.experimental.reasoning_tokens", "40")]),
        Self.chat("gemini-2.5-flash", [("gen_ai.provider.name", "gemini")]),
      ])
    let events = Reader(line).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 900, output: 100, reasoning: 40)])
  }

  // MARK: Agents

  @Test("Claude Code's spans of requests, and no others of its")
  func claudeCode() throws {
    let request: Attributes = [
      ("model", "claude-haiku-4-5"), ("gen_ai.system", "anthropic"),
      ("gen_ai.request.model", "claude-haiku-4-5"), ("input_tokens", "9"), ("output_tokens", "60"),
      ("cache_read_tokens", "300"), ("cache_creation_tokens", "100"), ("duration_ms", "480"),
      ("request_id", "req_span_1"), ("speed", "fast"), ("success", "true"),
    ]
    let failed: Attributes = [("model", "claude-haiku-4-5"), ("success", "false"), ("status_code", "529")]
    let line = Self.trace(
      "com.anthropic.claude_code.tracing", [[("session.id", "s")], request, failed, [("tool_name", "Bash")]])
    let events = Reader(line).events
    #expect(events.count == 2)
    #expect(
      events.map(\.tokens) == [
        TokenCounts(input: 9, cacheRead: 300, cacheWrite5m: 100, output: 60),
        TokenCounts(input: 0, output: 0),
      ])
    #expect(events.map(\.outcome) == [.ok, .error])
    let event = try #require(events.first)
    #expect(event.identity == "req_span_1")
    #expect(event.provider == "anthropic")
    #expect(event.latency == 480)
    #expect(event.tier == "fast")
  }

  @Test("agents of a library that has no spans of requests count")
  func agents() {
    let span: Attributes = [
      ("openinference.span.kind", "AGENT"), ("llm.model_name", "claude-haiku-4-5"),
      ("llm.token_count.prompt", "900"), ("llm.token_count.completion", "60"), ("llm.cost.total", "0.02"),
    ]
    let events = Reader(Self.trace("openinference.instrumentation.claude_agent_sdk", [span])).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 900, output: 60)])
    #expect(events.map(\.cost) == [Money(decimal: "0.02")])
    #expect(Reader(Self.trace("openinference.instrumentation.langchain", [span])).events.isEmpty)
  }

  @Test(
    "agents' records of failed requests are errors",
    arguments: [
      ("api_error", "529", ErrorClass.serverError), ("claude_code.api_error", "429", .rateLimited),
      ("gemini_cli.api_error", "429", .rateLimited), ("qwen-code.api_error", "400", .clientError),
    ])
  func failures(event: String, status: String, errorClass: ErrorClass) throws {
    let attributes: Attributes = [
      ("event.name", event), ("model", "gemini-2.5-pro"), ("session.id", "s"), ("status_code", status),
    ]
    let line =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1790064000000000000","attributes":[\#(Self.members(attributes))]}]}]}]}"#
    let failure = try #require(Reader(line).events.first)
    #expect(failure.outcome == .error)
    #expect(failure.errorClass == errorClass)
    #expect(failure.model == "gemini-2.5-pro")
    #expect(failure.tokens == TokenCounts(input: 0, output: 0))
  }
}
