import SpendCore
import SpendLogFormats
import Testing

/// Spans as tracing systems export them.
@Suite struct SpanExportTests {
  /// The same request as each system writes it, with `CALL` for what follows the attributes of every request.
  static let exports: [(name: String, line: String)] = [
    (
      "Jaeger's interface",
      #"""
      {"data":[{"traceID":"0a0b","spans":[{"traceID":"0a0b","spanID":"01","operationName":"agent","references":[],"startTime":1790064000000000,"duration":2000000,"tags":[{"key":"gen_ai.operation.name","type":"string","value":"invoke_agent"},{"key":"gen_ai.usage.input_tokens","type":"int64","value":70}],"logs":[],"processID":"p1"},{"traceID":"0a0b","spanID":"0c0d","operationName":"chat","references":[],"startTime":1790064000500000,"duration":1500000,"tags":[{"key":"gen_ai.system","type":"string","value":"openai"},{"key":"gen_ai.request.model","type":"string","value":"gpt-4o"},{"key":"gen_ai.usage.input_tokens","type":"int64","value":70},{"key":"gen_ai.usage.output_tokens","type":"int64","value":6},{"key":"span.kind","type":"string","value":"client"}],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"shop","tags":[]}},"warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}
      """#
    ),
    (
      "Jaeger's storage",
      #"""
      {"traceID":"0a0b","spanID":"0c0d","operationName":"chat","startTime":1790064000500000,"startTimeMillis":1790064000500,"duration":1500000,"tags":[{"key":"gen_ai.system","type":"string","value":"openai"},{"key":"gen_ai.request.model","type":"string","value":"gpt-4o"},{"key":"gen_ai.usage.input_tokens","type":"int64","value":"70"},{"key":"gen_ai.usage.output_tokens","type":"int64","value":"6"}],"process":{"serviceName":"shop","tags":[]}}
      """#
    ),
    (
      "Zipkin",
      #"""
      [[{"traceId":"0a0b","id":"0c0d","kind":"CLIENT","name":"chat","timestamp":1790064000500000,"duration":1500000,"localEndpoint":{"serviceName":"shop"},"tags":{"gen_ai.system":"openai","gen_ai.request.model":"gpt-4o","gen_ai.usage.input_tokens":"70","gen_ai.usage.output_tokens":"6"}}]]
      """#
    ),
    (
      "Tempo",
      #"""
      {"batches":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"x"},"spans":[{"traceId":"0a0b","spanId":"0c0d","name":"chat","kind":"SPAN_KIND_CLIENT","startTimeUnixNano":"1790064000500000000","endTimeUnixNano":"1790064002000000000","attributes":[{"key":"gen_ai.system","value":{"stringValue":"openai"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"70"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":6}}]}]}]}]}
      """#
    ),
    (
      "Tempo's trace by id",
      #"""
      {"trace":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{"traceId":"0a0b","spanId":"0c0d","name":"chat","kind":"SPAN_KIND_CLIENT","startTimeUnixNano":"1790064000500000000","endTimeUnixNano":"1790064002000000000","attributes":[{"key":"gen_ai.system","value":{"stringValue":"openai"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"70"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"6"}}]}]}]}]}}
      """#
    ),
    (
      "OTLP in snake case",
      #"""
      {"resource_spans":[{"resource":{"attributes":[{"key":"service.name","value":{"string_value":"shop"}}]},"scope_spans":[{"spans":[{"trace_id":"0a0b","span_id":"0c0d","name":"chat","kind":3,"start_time_unix_nano":1790064000500000000,"end_time_unix_nano":1790064002000000000,"attributes":[{"key":"gen_ai.system","value":{"string_value":"openai"}},{"key":"gen_ai.request.model","value":{"string_value":"gpt-4o"}},{"key":"gen_ai.usage.input_tokens","value":{"int_value":70}},{"key":"gen_ai.usage.output_tokens","value":{"int_value":6}}]}]}]}]}
      """#
    ),
    (
      "ClickHouse",
      #"""
      {"Timestamp":"2026-09-22 08:00:00.500000000","TraceId":"0a0b","SpanId":"0c0d","ParentSpanId":"","SpanName":"chat","SpanKind":"Client","ServiceName":"shop","ResourceAttributes":{"service.name":"shop"},"ScopeName":"x","SpanAttributes":{"gen_ai.system":"openai","gen_ai.request.model":"gpt-4o","gen_ai.usage.input_tokens":"70","gen_ai.usage.output_tokens":"6"},"Duration":"1500000000","StatusCode":"Unset"}
      """#
    ),
    (
      "attributes in objects",
      #"""
      {"name":"chat","context":{"trace_id":"0a0b","span_id":"0c0d"},"start_time":"2026-09-22T08:00:00.500000+00:00","end_time":"2026-09-22T08:00:02+00:00","attributes":{"openinference":{"span":{"kind":"LLM"}},"llm":{"provider":"openai","model_name":"gpt-4o","token_count":{"prompt":70,"completion":6,"total":76}}},"resource":{"attributes":{"service.name":"shop"}}}
      """#
    ),
  ]

  @Test("each export is the span of OTLP", arguments: exports.map(\.line))
  func spans(line: String) throws {
    let reader = Reader(line)
    let event = try #require(reader.events.first)
    #expect(reader.events.count == 1)
    #expect(event.identity == "0a0b:0c0d")
    #expect(event.format == "otel-genai")
    #expect(event.provider == "openai")
    #expect(event.model == "gpt-4o")
    #expect(event.tokens == TokenCounts(input: 70, output: 6))
    #expect(event.time == Instant(microseconds: 1_790_064_000_500_000))
    #expect(event.latency == 1_500)
    #expect(event.project == "shop")
    #expect(event.outcome == .ok)
  }

  @Test("a failed span of Jaeger and of ClickHouse")
  func failures() {
    let jaeger = Self.exports[1].line.replacing(
      #""tags":["#, with: #""tags":[{"key":"error","type":"bool","value":true},"#)
    let clickHouse = Self.exports[6].line.replacing(#""Unset""#, with: #""Error""#)
    for line in [jaeger, clickHouse] { #expect(Reader(line).events.map(\.outcome) == [.error]) }
  }

  @Test("spans without attributes of requests are no usage, and hide no later ones")
  func others() {
    let other = Self.exports[1].line.replacing("gen_ai.", with: "http.")
    let reader = Reader(other + "\n" + Self.exports[1].line)
    #expect(reader.events.map(\.tokens.input) == [70])
    #expect(reader.ignored == 1)
  }
}
