import SpendCore
import SpendLogFormats
import Testing

/// LiteLLM's payloads and spend rows: parts of the output, searches, pictures and batches.
@Suite struct LiteLLMTests {
  private static func payload(_ callType: String, _ usage: String) -> String {
    #"{"id":"litellm-parts-1","call_type":"\#(callType)","response_cost":0.01,"startTime":1790064000.0,"endTime":1790064001.0,"status":"success","custom_llm_provider":"openai","model":"some-model","prompt_tokens":80,"completion_tokens":120,"total_tokens":200,"metadata":{"usage_object":\#(usage)}}"#
  }

  private static func row(_ callType: String, _ usage: String) -> String {
    let metadata = #"{"usage_object":\#(usage)}"#.replacing("\"", with: "\\\"")
    return
      #"{"request_id":"litellm-parts-1","call_type":"\#(callType)","spend":0.01,"startTime":"2026-09-22T08:00:00Z","endTime":"2026-09-22T08:00:01Z","model":"some-model","custom_llm_provider":"openai","prompt_tokens":80,"completion_tokens":120,"metadata":"\#(metadata)","status":"success"}"#
  }

  @Test(
    "parts of the counts, by the usage object and the kind of the call",
    arguments: [
      (
        "acompletion",
        #"{"prompt_tokens_details":{"audio_tokens":30},"completion_tokens_details":{"audio_tokens":90,"text_tokens":30}}"#,
        TokenCounts(input: 80, output: 120, audioIn: 30, audioOut: 90), Int32?.none, ""
      ),
      (
        "acompletion", #"{"prompt_tokens_details":{"cached_tokens":50,"web_search_requests":2}}"#,
        TokenCounts(input: 30, cacheRead: 50, output: 120), 2, ""
      ),
      (
        "aimage_generation", #"{"input_tokens_details":{"image_tokens":70}}"#,
        TokenCounts(input: 80, output: 120, imageIn: 70, imageOut: 120), nil, ""
      ),
      (
        "aimage_generation", #"{"output_tokens_details":{"image_tokens":100,"text_tokens":20}}"#,
        TokenCounts(input: 80, output: 120, imageOut: 100), nil, ""
      ),
      ("aretrieve_batch", "{}", TokenCounts(input: 80, output: 120), nil, "batch"),
    ])
  func parts(
    callType: String, usage: String, tokens: TokenCounts, searches: Int32?, tier: String
  ) throws {
    for line in [Self.payload(callType, usage), Self.row(callType, usage)] {
      let event = try #require(Reader(line).events.first)
      #expect(event.tokens == tokens)
      #expect(event.webSearches == searches)
      #expect(event.tier == tier)
    }
  }

  @Test("calls of tool servers count where they have a cost")
  func toolCalls() {
    for line in [Self.payload("call_mcp_tool", "{}"), Self.row("call_mcp_tool", "{}")] {
      #expect(Reader(line).events.count == 1)
      #expect(Reader(line.replacing("0.01", with: "0.0")).events.isEmpty)
    }
  }
}
