import SpendCore
import SpendLogFormats
import Testing

/// Requests of a batch that failed, in the form of every provider: free, and counted once.
@Suite struct BatchErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var line: String
    var provider: String
    var errorClass: ErrorClass?
  }

  static let cases = [
    Case(
      testDescription: "OpenAI: a status",
      line:
        #"{"id":"batch_req_error01","custom_id":"a","response":{"status_code":429,"body":{"error":{"message":"x","code":"rate_limit_exceeded"}}},"error":null}"#,
      provider: "openai", errorClass: .rateLimited),
    Case(
      testDescription: "OpenAI: expired",
      line:
        #"{"id":"batch_req_error02","custom_id":"a","response":null,"error":{"code":"batch_expired","message":"x"}}"#,
      provider: "openai"),
    Case(
      testDescription: "Anthropic: errored",
      line:
        #"{"custom_id":"a","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"x"}}}}"#,
      provider: "anthropic", errorClass: .clientError),
    Case(
      testDescription: "Anthropic: expired", line: #"{"custom_id":"a","result":{"type":"expired"}}"#,
      provider: "anthropic"),
    Case(
      testDescription: "Anthropic: cancelled", line: #"{"custom_id":"a","result":{"type":"canceled"}}"#,
      provider: "anthropic"),
    Case(
      testDescription: "Gemini: beside the key",
      line: #"{"key":"a","error":{"code":400,"message":"x","status":"INVALID_ARGUMENT"}}"#,
      provider: "google", errorClass: .clientError),
    Case(
      testDescription: "Gemini: in the response",
      line: #"{"key":"a","response":{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}}"#,
      provider: "google", errorClass: .rateLimited),
    Case(
      testDescription: "Gemini: a status", line: #"{"key":"a","status":{"code":3,"message":"x"}}"#,
      provider: "google"),
    Case(
      testDescription: "Gemini: inline",
      line:
        #"{"name":"batches/error1","metadata":{},"done":true,"response":{"inlinedResponses":{"inlinedResponses":[{"error":{"code":400,"message":"x"},"metadata":{"key":"0"}}]}}}"#,
      provider: "google", errorClass: .clientError),
    Case(
      testDescription: "Vertex: an answer within the status",
      line:
        #"{"status":"Bad Request: {\"error\":{\"code\":400,\"message\":\"x\",\"status\":\"INVALID_ARGUMENT\"}}","processed_time":"2026-09-22T08:00:00.000+00:00","request":{"contents":[]},"response":{}}"#,
      provider: "vertex", errorClass: .clientError),
    Case(
      testDescription: "Bedrock: a code",
      line: #"{"recordId":"R1","modelInput":{},"error":{"errorCode":429,"errorMessage":"x"}}"#,
      provider: "bedrock", errorClass: .rateLimited),
    Case(
      testDescription: "xAI: an error",
      line:
        #"{"batch_request_id":"7","batch_result":{"error":{"code":"rate_limit_exceeded","message":"x"}}}"#,
      provider: "xai", errorClass: .rateLimited),
    Case(
      testDescription: "xAI: a message alone",
      line: #"{"batch_request_id":"7","error_message":"Invalid request"}"#,
      provider: "xai", errorClass: .clientError),
    Case(
      testDescription: "xAI: in a page",
      line: #"{"results":[{"batch_request_id":"7","error_message":"Timeout"}],"pagination_token":null}"#,
      provider: "xai", errorClass: .timeout),
  ]

  @Test("one failed request that is free", arguments: cases)
  func failure(item: Case) throws {
    let events = Reader(item.line).events
    #expect(events.count == 1)
    let event = try #require(events.first)
    #expect(event.outcome == .error)
    #expect(event.tokens == TokenCounts(input: 0, output: 0))
    #expect(event.provider == item.provider)
    #expect(event.tier == "batch")
    if let expected = item.errorClass { #expect(event.errorClass == expected) }
  }
}
