import SpendCore
import SpendLogFormats
import Testing

/// Spans whose input includes what was cached, or leaves it out: by their total, or by their scope.
@Suite struct TraceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var scope: String
    var attributes: String
    var tokens: TokenCounts
    var totals = TotalConsistency.agrees
  }

  private static func counts(_ input: Int, _ output: Int, read: Int, written: Int, total: Int? = nil)
    -> String
  {
    var members = [
      ("gen_ai.usage.input_tokens", input), ("gen_ai.usage.output_tokens", output),
      ("gen_ai.usage.cache_read.input_tokens", read), ("gen_ai.usage.cache_creation.input_tokens", written),
    ]
    if let total { members.append(("gen_ai.usage.total_tokens", total)) }
    return members.map { #"{"key":"\#($0)","value":{"intValue":"\#($1)"}}"# }.joined(separator: ",")
  }

  private static let inside = TokenCounts(input: 400, cacheRead: 500, cacheWrite5m: 100, output: 30)
  private static let beside = TokenCounts(input: 1_000, cacheRead: 500, cacheWrite5m: 100, output: 30)

  static let cases = [
    Case(
      testDescription: "the convention", scope: "opentelemetry.instrumentation.anthropic",
      attributes: counts(1_000, 30, read: 500, written: 100), tokens: inside),
    Case(
      testDescription: "the convention with its total", scope: "pydantic-ai",
      attributes: counts(1_000, 30, read: 500, written: 100, total: 1_030), tokens: inside),
    Case(
      testDescription: "a total that proves the input exclusive", scope: "home.made",
      attributes: counts(1_000, 30, read: 500, written: 100, total: 1_630), tokens: beside, totals: .decided),
    Case(
      testDescription: "OpenLLMetry's instrumentation of Bedrock",
      scope: "opentelemetry.instrumentation.bedrock",
      attributes: counts(1_000, 30, read: 500, written: 100, total: 1_030), tokens: beside),
    Case(
      testDescription: "OpenLLMetry's JavaScript", scope: "@traceloop/instrumentation-anthropic",
      attributes: counts(1_000, 30, read: 500, written: 100), tokens: beside),
    Case(
      testDescription: "Strands with an exclusive input", scope: "strands.telemetry.tracer",
      attributes: counts(1_000, 30, read: 500, written: 100, total: 1_630), tokens: beside),
    Case(
      testDescription: "Strands with an inclusive input", scope: "strands.telemetry.tracer",
      attributes: counts(1_000, 30, read: 500, written: 100, total: 1_030), tokens: inside, totals: .decided),
    Case(
      testDescription: "more in the cache than in the input", scope: "home.made",
      attributes: counts(50, 30, read: 500, written: 100),
      tokens: TokenCounts(input: 50, cacheRead: 500, cacheWrite5m: 100, output: 30)),
    Case(
      testDescription: "cached input under the name of Vercel's SDK", scope: "ai",
      attributes: counts(1_000, 30, read: 0, written: 0)
        + #",{"key":"ai.usage.cachedInputTokens","value":{"intValue":"400"}}"#,
      tokens: TokenCounts(input: 600, cacheRead: 400, cacheWrite5m: 0, output: 30)),
    Case(
      testDescription: "a total with more than the counts is no output", scope: "home.made",
      attributes: counts(1_000, 30, read: 0, written: 0, total: 60_000),
      tokens: TokenCounts(input: 1_000, cacheRead: 0, cacheWrite5m: 0, output: 30)),
    Case(
      testDescription: "Langfuse's usage details", scope: "langfuse-sdk",
      attributes: #"{"key":"langfuse.observation.type","value":{"stringValue":"generation"}},"#
        + #"{"key":"langfuse.observation.usage_details","value":{"stringValue":"{\"input\":400,\"input_cached_tokens\":500,"#
        + #"\"input_cache_creation\":100,\"output\":30,\"total\":1030}"}}"#, tokens: inside),
    Case(
      testDescription: "Langfuse's usage details with an inclusive input", scope: "langfuse-sdk",
      attributes: #"{"key":"langfuse.observation.type","value":{"stringValue":"generation"}},"#
        + #"{"key":"langfuse.observation.usage_details","value":{"stringValue":"{\"input\":1000,\"input_cached_tokens\":500,"#
        + #"\"input_cache_creation\":100,\"output\":30,\"total\":1030}"}}"#, tokens: inside, totals: .decided),
  ]

  @Test("the input of a span", arguments: cases)
  func spans(_ example: Case) {
    let line =
      #"{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"\#(example.scope)"},"spans":[{"traceId":"a","spanId":"b","kind":3,"#
      + #""startTimeUnixNano":"1790000900000000000","attributes":[{"key":"gen_ai.response.model","value":{"stringValue":"claude-sonnet-4-5"}},"#
      + example.attributes + "]}]}]}]}"
    let events = Reader(line).events
    #expect(events.map(\.tokens) == [example.tokens])
    #expect(events.map(\.totals) == [example.totals])
  }
}
