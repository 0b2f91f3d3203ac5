import SpendCore
import SpendLogFormats
import Testing

/// Spans as the exporters of OpenTelemetry's libraries print them, and spans of calls that are not of the client kind.
@Suite struct PlainSpanTests {
  private static let attributes =
    #"{"gen_ai.system":"openai","gen_ai.request.model":"gpt-4o","gen_ai.usage.input_tokens":70,"gen_ai.usage.output_tokens":6}"#

  static let lines = [
    #"""
    {"name":"chat","context":{"trace_id":"0x0a0b","span_id":"0x0c0d"},"kind":"SpanKind.CLIENT","parent_id":null,"start_time":"2026-09-22T08:00:00.500000Z","end_time":"2026-09-22T08:00:02.000000Z","status":{"status_code":"UNSET"},"attributes":ATTRIBUTES,"resource":{"attributes":{"service.name":"shop"}}}
    """#,
    #"""
    {"traceId":"0a0b","id":"0c0d","name":"chat","kind":2,"timestamp":1790064000500000,"duration":1500000,"attributes":ATTRIBUTES,"status":{"code":0},"resource":{"attributes":{"service.name":"shop"}}}
    """#,
    #"""
    {"kind":"span","start_timestamp":"2026-09-22T08:00:00.500Z","span_name":"chat","trace_id":"0a0b","span_id":"0c0d","duration":1.5,"attributes":ATTRIBUTES,"resource":{"attributes":{"service.name":"shop"}}}
    """#,
  ]

  @Test("printed spans are the spans of OTLP", arguments: lines)
  func printed(line: String) throws {
    let event = try #require(Reader(line.replacing("ATTRIBUTES", with: Self.attributes)).events.first)
    #expect(event.identity == "0a0b:0c0d")
    #expect(event.format == "otel-genai")
    #expect(event.provider == "openai")
    #expect(event.model == "gpt-4o")
    #expect(event.tokens == TokenCounts(input: 70, output: 6))
    #expect(event.time == Instant(microseconds: 1_790_064_000_500_000))
    #expect(event.project == "shop")
  }

  @Test("printed sums of agents are no requests")
  func agents() {
    let agent = Self.attributes.replacing("{\"gen", with: #"{"gen_ai.operation.name":"invoke_agent","gen"#)
    for line in Self.lines {
      #expect(Reader(line.replacing("ATTRIBUTES", with: agent)).events.isEmpty)
    }
  }

  @Test(
    "a span without an operation is a request when it names who was called",
    arguments: [
      (
        #"{"key":"gen_ai.system","value":{"stringValue":"openai.chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}}"#,
        1, 1
      ),
      (
        #"{"key":"model_name","value":{"stringValue":"gpt-4o"}},{"key":"agent_name","value":{"stringValue":"a"}}"#,
        1, 0
      ),
      (
        #"{"key":"gen_ai.agent.name","value":{"stringValue":"a"}},{"key":"gen_ai.system","value":{"stringValue":"openai"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}}"#,
        1, 0
      ),
      (#"{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}}"#, 3, 1),
    ] as [(String, Int, Int)])
  func kinds(attributes: String, kind: Int, count: Int) {
    for kind in [String(kind), #""SPAN_KIND_\#(kind == 3 ? "CLIENT" : "INTERNAL")""#] {
      let line =
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0a","spanId":"01","kind":\#(kind),"startTimeUnixNano":"1790000900000000000","attributes":[\#(attributes),{"key":"gen_ai.usage.input_tokens","value":{"intValue":"8"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"2"}}]}]}]}]}"#
      #expect(Reader(line).events.count == count, "\(line)")
    }
  }
}
