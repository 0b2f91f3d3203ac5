import SpendLogFormats
import Testing

/// Tier and speed as one fact of the event.
@Suite struct TierTests {
  struct Case: Sendable {
    var line: String
    var tier: String
  }

  private static func message(_ members: String) -> String {
    #"{"id":"msg_01Tier00000001","type":"message","model":"claude-opus-5","usage":{"input_tokens":1,"output_tokens":1\#(members)}}"#
  }

  private static func gemini(_ members: String) -> String {
    #"{"candidates":[],"modelVersion":"gemini-3-pro","usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1\#(members)}}"#
  }

  static let cases = [
    Case(line: message(#","service_tier":"standard","speed":"standard""#), tier: ""),
    Case(line: message(#","service_tier":"standard","speed":"fast""#), tier: "fast"),
    Case(line: message(#","service_tier":"priority","speed":"fast""#), tier: "fast+priority"),
    Case(line: message(#","service_tier":"batch","speed":"fast""#), tier: "batch+fast"),
    Case(
      line: #"{"custom_id":"a","result":{"type":"succeeded","message":\#(message(#","speed":"fast""#))}}"#,
      tier: "batch+fast"),
    Case(
      line:
        #"{"custom_id":"a","result":{"type":"succeeded","message":\#(message(#","service_tier":"batch""#))}}"#,
      tier: "batch"),
    Case(line: gemini(#","trafficType":"ON_DEMAND""#), tier: ""),
    Case(line: gemini(#","trafficType":"ON_DEMAND_FLEX""#), tier: "flex"),
    Case(line: gemini(#","serviceTier":"SERVICE_TIER_PRIORITY""#), tier: "priority"),
    Case(line: #"{"key":"a","response":\#(gemini(#","trafficType":"ON_DEMAND""#))}"#, tier: "batch"),
    Case(
      line:
        #"{"output":{"message":{}},"serviceTier":{"type":"flex"},"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}"#,
      tier: "flex"),
    Case(
      line:
        #"{"id":"chatcmpl-tier-00001","object":"chat.completion","model":"gpt-5","service_tier":"priority","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
      tier: "priority"),
  ]

  @Test("tiers and speeds are joined in one spelling", arguments: cases)
  func tiers(_ example: Case) {
    #expect(Reader(example.line).events.map(\.tier) == [example.tier])
  }
}
