import SpendCore
import SpendLogFormats
import Testing

/// Exports whose records are in a list of an object.
@Suite struct WrappedListTests {
  @Test(
    "records of known kinds, and records that say tokens",
    arguments: [
      (
        #"{"data":[{"id":"o1","traceId":"t1","type":"GENERATION","model":"gpt-4o","startTime":"2026-09-21T10:00:00Z","usageDetails":{"input":5,"output":2,"total":7}},{"id":"o2","traceId":"t1","type":"SPAN","startTime":"2026-09-21T10:00:00Z","usageDetails":{}}],"meta":{"page":1}}"#,
        ["langfuse"]
      ),
      (
        #"{"events":[{"eventId":"1","timestamp":1790000000000,"message":"{\"schemaType\":\"ModelInvocationLog\",\"requestId\":\"bedrock-wrap-1\",\"timestamp\":\"2026-09-21T10:00:00Z\",\"modelId\":\"anthropic.claude-v2:1\",\"input\":{\"inputTokenCount\":1},\"output\":{\"outputTokenCount\":1}}"}],"searchedLogStreams":[]}"#,
        ["bedrock-invocation-log"]
      ),
      (
        #"{"logs":[{"ts":1790000000,"model":"gpt-4o","prompt_tokens":5,"completion_tokens":1},{"ts":1790000001,"model":"gpt-4o","prompt_tokens":6,"completion_tokens":1}]}"#,
        ["generic-jsonl", "generic-jsonl"]
      ),
      (
        #"{"agent":"x","responses":[{"id":"chatcmpl-list-1","object":"chat.completion","created":1790000000,"model":"gpt-4o","usage":{"prompt_tokens":5,"completion_tokens":1}},{"id":"chatcmpl-list-2","object":"chat.completion","created":1790000000,"model":"gpt-4o","usage":{"prompt_tokens":5,"completion_tokens":1}}]}"#,
        ["openai-chat", "openai-chat"]
      ),
      (#"{"cart":7,"items":[{"model":"trail shoe","price":89.5},{"model":"sock","price":4}]}"#, []),
      (#"{"events":[{"events":[{"model":"gpt-4o","prompt_tokens":5,"completion_tokens":1}]}]}"#, []),
      (#"{"level":"info","data":[1,2,[3]],"events":[]}"#, []),
    ])
  func records(line: String, formats: [String]) {
    let reader = Reader(line)
    #expect(reader.events.map(\.format) == formats)
    #expect(reader.rejects.isEmpty)
  }
}
