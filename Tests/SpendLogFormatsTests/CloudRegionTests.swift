import SpendLogFormats
import Testing

/// Where a request ran, as far as the price depends on it.
@Suite struct CloudRegionTests {
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
        #"{"ts":1790000000,"url":"https://us-api.together.ai/v1/chat/completions","response":{"id":"chatcmpl-region-20","object":"chat.completion","model":"zai-org/GLM-5.3","usage":{"prompt_tokens":1,"completion_tokens":1}}}"#,
        "us"
      ),
      (
        #"{"ts":1790000000,"url":"https://api.together.ai/v1/chat/completions","response":{"id":"chatcmpl-region-21","object":"chat.completion","model":"zai-org/GLM-5.3","usage":{"prompt_tokens":1,"completion_tokens":1}}}"#,
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
      (
        #"{"ts":1790000000,"url":"https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-5:rawPredict","response":{"type":"message","id":"msg_region_0005","model":"claude-opus-5","usage":{"input_tokens":1,"output_tokens":1}}}"#,
        "us-east5"
      ),
      (
        #"{"ts":1790000000,"url":"https:\/\/aiplatform.googleapis.com\/v1\/projects\/p\/locations\/global\/publishers\/google\/models\/gemini-3.5-flash:generateContent","response":{"modelVersion":"gemini-3.5-flash","responseId":"region-00000006","usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}}"#,
        "global"
      ),
      (
        #"{"ts":1790000000,"url":"https://europe-west4-aiplatform.googleapis.com/v1beta1:generate","response":{"modelVersion":"gemini-3.5-flash","responseId":"region-00000007","usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}}"#,
        "europe-west4"
      ),
      (
        #"{"ts":1790000000,"url":"https://bedrock-runtime.us-gov-west-1.amazonaws.com/model/m/converse","model":"anthropic.claude-v2:1","response":{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":3}}}"#,
        "us-gov-west-1"
      ),
      (
        #"{"ts":1790000000,"url":"https://us.api.openai.com/v1/chat/completions","response":{"id":"chatcmpl-region-8","object":"chat.completion","model":"gpt-5.5","usage":{"prompt_tokens":1,"completion_tokens":1}}}"#,
        "us"
      ),
      (
        #"{"ts":1790000000,"url":"https://focus.api.openai.com/v1/chat/completions","response":{"id":"chatcmpl-region-9","object":"chat.completion","model":"gpt-5.5","usage":{"prompt_tokens":1,"completion_tokens":1}}}"#,
        ""
      ),
      (
        #"{"ts":1790000000,"url":"locations","provider":"vertex","model":"gemini-3.5-flash","prompt_tokens":1}"#,
        ""
      ),
      (
        #"{"ts":1790000000,"url":"bedrock-runtime.","model":"anthropic.claude-v2:1","prompt_tokens":1}"#,
        ""
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
