import SpendFormats
import Testing

/// Where a request ran, as far as the price depends on it.
@Suite struct RegionTests {
  @Test(
    "the place is taken from where each kind of log says it",
    arguments: [
      (
        #"{"type":"message","id":"msg_region_0001","model":"claude-opus-5","usage":{"input_tokens":1,"output_tokens":1,"inference_geo":"us"}}"#,
        "us"
      ),
      (
        #"{"type":"message","id":"msg_region_0002","model":"claude-opus-5","usage":{"input_tokens":1,"output_tokens":1,"inference_geo":"not_available"}}"#,
        ""
      ),
      (
        #"{"type":"assistant","uuid":"u1","sessionId":"s1","timestamp":"2026-09-21T10:00:00Z","message":{"id":"msg_region_0003","model":"claude-opus-5","usage":{"input_tokens":1,"output_tokens":1,"inference_geo":"us"}}}"#,
        "us"
      ),
      (
        #"{"ts":1790000000,"url":"https://eu.api.openai.com/v1/chat/completions","response":{"id":"chatcmpl-region-1","object":"chat.completion","model":"gpt-5.5","usage":{"prompt_tokens":1,"completion_tokens":1}}}"#,
        "eu"
      ),
      (
        #"{"ts":1790000000,"url":"https://api.openai.com/v1/chat/completions","response":{"id":"chatcmpl-region-2","object":"chat.completion","model":"gpt-5.5","usage":{"prompt_tokens":1,"completion_tokens":1}}}"#,
        ""
      ),
      (
        #"{"schemaType":"ModelInvocationLog","timestamp":"2026-09-21T10:00:00Z","requestId":"bedrock-region-1","region":"eu-west-1","operation":"Converse","modelId":"anthropic.claude-v2:1","input":{"inputTokenCount":1},"output":{"outputTokenCount":1}}"#,
        "eu-west-1"
      ),
      (
        #"{"logging_time":"2026-09-21T10:00:00Z","endpoint":"projects/p/locations/us-east5/publishers/google/models/g","request_id":"7","model":"gemini-3.5-flash","full_response":{"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}}"#,
        "us-east5"
      ),
    ])
  func places(line: String, region: String) {
    #expect(Reader(line).events.map(\.region) == [region])
  }

  @Test("a stream keeps the place its message began with")
  func stream() {
    let reader = Reader(
      """
      {"type":"message_start","message":{"type":"message","id":"msg_region_0004","model":"claude-opus-5","usage":\
      {"input_tokens":1,"output_tokens":1,"inference_geo":"us"}}}
      {"type":"message_delta","usage":{"output_tokens":9}}
      """)
    #expect(reader.events.map(\.region) == ["us", "us"])
  }
}
