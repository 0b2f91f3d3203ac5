import SpendCore
import Testing

@testable import SpendLogFormats

@Suite("Error classes")
struct ErrorClassTests {
  struct Case: Sendable, CustomStringConvertible {
    var name: String
    var line: String
    var outcome: Outcome
    var errorClass: ErrorClass?
    var description: String { name }
  }

  private static let usage = #""usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"#

  private static func chat(_ reason: String) -> String {
    #"{"id":"chatcmpl-class0001","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":"#
      + #"{"content":"say \"finish_reason\":\"length\" twice"},"finish_reason":\#(reason)}],\#(usage)}"#
  }

  static let cases = [
    Case(name: "chat, stop", line: chat(#""stop""#), outcome: .ok, errorClass: nil),
    Case(name: "chat, length", line: chat(#""length""#), outcome: .ok, errorClass: .truncated),
    Case(name: "chat, filter", line: chat(#""content_filter""#), outcome: .ok, errorClass: .contentFilter),
    Case(
      name: "chat, an object within the answer that names another reason",
      line:
        #"{"id":"chatcmpl-class0003","object":"chat.completion","model":"gpt-4o","choices":[ 7, {"index":0,"#
        + #""message":{"provider_specific":{"finish_reason":"content_filter"}} , "finish_reason" : "length" } ],\#(usage)}"#,
      outcome: .ok, errorClass: .truncated),
    Case(
      name: "messages, max_tokens",
      line:
        #"{"id":"msg_01Class0000000001","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"#
        + #""stop_reason":"max_tokens","usage":{"input_tokens":3,"output_tokens":9}}"#,
      outcome: .ok, errorClass: .truncated),
    Case(
      name: "messages, refusal",
      line:
        #"{"id":"msg_01Class0000000002","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"#
        + #""stop_reason":"refusal","usage":{"input_tokens":3,"output_tokens":9}}"#,
      outcome: .ok, errorClass: .contentFilter),
    Case(
      name: "responses, incomplete",
      line:
        #"{"id":"resp_class1","object":"response","status":"incomplete","model":"gpt-5-mini","output":[],"#
        + #""incomplete_details":{"reason":"max_output_tokens"},"usage":{"input_tokens":3,"output_tokens":9,"total_tokens":12}}"#,
      outcome: .ok, errorClass: .truncated),
    Case(
      name: "responses stream, incomplete",
      line:
        #"{"type":"response.incomplete","response":{"id":"resp_class2","object":"response","status":"incomplete","#
        + #""model":"gpt-5-mini","output":[],"incomplete_details":{"reason":"content_filter"},"#
        + #""usage":{"input_tokens":3,"output_tokens":9,"total_tokens":12}}}"#,
      outcome: .ok, errorClass: .contentFilter),
    Case(
      name: "gemini, SAFETY",
      line:
        #"{"candidates":[{"finishReason":"SAFETY"}],"usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":1,"#
        + #""totalTokenCount":21},"modelVersion":"gemini-2.5-flash","responseId":"class3"}"#,
      outcome: .ok, errorClass: .contentFilter),
    Case(
      name: "gemini, blocked prompt",
      line: #"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":20,"#
        + #""totalTokenCount":20},"modelVersion":"gemini-2.5-flash","responseId":"class4"}"#,
      outcome: .ok, errorClass: .contentFilter),
    Case(
      name: "error answer, overloaded",
      line:
        #"{"type":"error","error":{"type":"overloaded_error","message":"busy"},"request_id":"req_class1"}"#,
      outcome: .error, errorClass: .serverError),
    Case(
      name: "error answer, rate limit",
      line: #"{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}"#,
      outcome: .error, errorClass: .rateLimited),
    Case(
      name: "error answer, Google",
      line: #"{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED"}}"#,
      outcome: .error, errorClass: .rateLimited),
    Case(
      name: "error answer, Azure filter",
      line: #"{"error":{"message":"no","type":null,"param":"prompt","code":"content_filter","status":400}}"#,
      outcome: .error, errorClass: .contentFilter),
    Case(
      name: "error answer, AWS", line: #"{"__type":"ThrottlingException","message":"busy"}"#, outcome: .error,
      errorClass: .rateLimited),
    Case(
      name: "Bedrock stream", line: #"{"modelTimeoutException":{"message":"late"}}"#, outcome: .error,
      errorClass: .timeout),
    Case(
      name: "envelope, 429",
      line:
        #"{"url":"https://api.openai.com/v1/chat/completions","status_code":429,"request":{"model":"gpt-4o"},"#
        + #""response":{"error":{"message":"no"}}}"#,
      outcome: .error, errorClass: .rateLimited),
    Case(
      name: "envelope, 400 with a type",
      line: #"{"url":"https://api.openai.com/v1/chat/completions","status":400,"request":{"model":"gpt-4o"},"#
        + #""response":{"error":{"type":"invalid_request_error","code":"context_length_exceeded"}}}"#,
      outcome: .error, errorClass: .clientError),
    Case(
      name: "envelope, 504 without an answer",
      line:
        #"{"url":"https://api.openai.com/v1/chat/completions","status":504,"request":{"model":"gpt-4o"}}"#,
      outcome: .error, errorClass: .timeout),
    Case(
      name: "Portkey, 429",
      line:
        #"{"id":"90r7-class-0002","created_at":"2026-09-21T10:00:09Z","response":{"body":{"error":{"message":"no"}}},"#
        + #""is_success":false,"ai_org":"openai","ai_model":"gpt-4o","req_units":0,"res_units":0,"#
        + #""response_status_code":429,"cost":0}"#,
      outcome: .error, errorClass: .rateLimited),
    Case(
      name: "generic, numeric status",
      line: #"{"model":"gpt-4o","tokens_in":1,"tokens_out":1,"status":503}"#, outcome: .error,
      errorClass: .serverError),
    Case(
      name: "generic, word and type",
      line:
        #"{"model":"gpt-4o","tokens_in":1,"tokens_out":1,"status":"error","error_type":"APITimeoutError"}"#,
      outcome: .error, errorClass: .timeout),
    Case(
      name: "generic, message",
      line:
        #"{"model":"gpt-4o","tokens_in":1,"tokens_out":1,"error":"litellm.RateLimitError: 429 slow down"}"#,
      outcome: .error, errorClass: .rateLimited),
    Case(
      name: "generic, finish reason",
      line: #"{"model":"gpt-4o","tokens_in":1,"tokens_out":1,"finish_reason":"length"}"#, outcome: .ok,
      errorClass: .truncated),
    Case(
      name: "generic, no cause", line: #"{"model":"gpt-4o","tokens_in":1,"tokens_out":1,"status":"failed"}"#,
      outcome: .error, errorClass: nil),
    Case(
      name: "span, error.type",
      line: #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"a1","spanId":"b1","kind":3,"#
        + #""startTimeUnixNano":"1790000000000000000","endTimeUnixNano":"1790000001000000000","attributes":["#
        + #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},"#
        + #"{"key":"gen_ai.usage.input_tokens","value":{"intValue":"5"}},{"key":"error.type","value":{"stringValue":"429"}}],"#
        + #""status":{"code":2}}]}]}]}"#,
      outcome: .error, errorClass: .rateLimited),
    Case(
      name: "span, finish reasons",
      line: #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"a2","spanId":"b2","kind":3,"#
        + #""startTimeUnixNano":"1790000000000000000","endTimeUnixNano":"1790000001000000000","attributes":["#
        + #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},"#
        + #"{"key":"gen_ai.usage.input_tokens","value":{"intValue":"5"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"5"}},"#
        + #"{"key":"gen_ai.response.finish_reasons","value":{"arrayValue":{"values":[{"stringValue":"length"}]}}}]}]}]}]}"#,
      outcome: .ok, errorClass: .truncated),
  ]

  @Test("the class is read from status, type, code or finish reason", arguments: cases)
  func read(_ case: Case) throws {
    let reader = Reader(`case`.line)
    #expect(reader.rejects.isEmpty)
    let event = try #require(reader.events.first)
    #expect(event.outcome == `case`.outcome)
    #expect(event.errorClass == `case`.errorClass)
  }

  @Test("a stream's ending is that of its last event")
  func stream() throws {
    let lines = """
      {"type":"message_start","message":{"id":"msg_01ClassStream000001","type":"message","role":"assistant",\
      "model":"claude-haiku-4-5","content":[],"stop_reason":null,"usage":{"input_tokens":30,"output_tokens":1}}}
      {"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":55}}
      """
    #expect(Reader(lines).settled.map(\.errorClass) == [.truncated])
  }

  @Test("of several statements the most specific holds")
  func order() {
    #expect(ErrorClass.clientError < .contentFilter)
    #expect(ErrorClass.clientError < .rateLimited)
    #expect(ErrorClass(status: 429) == .rateLimited)
    #expect(ErrorClass(status: 529) == .serverError)
    #expect(ErrorClass(status: 200) == nil)
  }
}
