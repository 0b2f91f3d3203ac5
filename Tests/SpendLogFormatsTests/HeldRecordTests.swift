import SpendCore
import SpendLogFormats
import Testing

/// Records of known formats that a line of an unknown kind holds in a field of any name.
@Suite struct HeldRecordTests {
  private static let answer =
    #"{"id":"chatcmpl-held-record-01","object":"chat.completion","created":1790064000,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"one \"two\""},"finish_reason":"stop"}],"usage":{"prompt_tokens":70,"completion_tokens":9,"total_tokens":79}}"#

  static let records = [
    #"{"ts":"2026-09-21T09:00:00Z","request_id":"held-record-0001","feature":"search","model":"gpt-4o","input_tokens":70,"output_tokens":9}"#,
    #"{"ts":"2026-09-21T09:00:00Z","feature":"search","url":"https://api.openai.com/v1/chat/completions","latency_ms":900,"response":\#(answer)}"#,
    #"{"id":"chatcmpl-held-lite-0001","call_type":"acompletion","response_cost":0.0045,"status":"success","total_tokens":79,"prompt_tokens":70,"completion_tokens":9,"startTime":1790064000.0,"endTime":1790064001.0,"model":"gpt-4o","model_group":"gpt-4o","custom_llm_provider":"openai","api_base":"https://api.openai.com","metadata":{"user_api_key_team_alias":"core"},"request_tags":["feature:search"]}"#,
  ]

  static let lines = [
    #"{"message":TEXT,"timestamp":"2026-09-22T08:00:00Z","attributes":{"level":"info"},"tags":{"projectId":"p"}}"#,
    #"{"time":"2026-09-22T08:00:00Z","level":"info","msg":"call","pid":7,"details":TEXT}"#,
    #"{"time":"2026-09-22T08:00:00Z","level":"info","msg":"call","pid":7,"llm":TEXT}"#,
    #"{"@timestamp":1790064000500,"@rawstring":TEXT,"@id":"x1","@host":"h"}"#,
    #"{"event_message":TEXT,"id":"a1","metadata":[{"level":"info"}],"timestamp":1790064000500000}"#,
    #"{"timestamp":"2026-09-22T08:00:00Z","content":TEXT,"loglevel":"INFO","status":"INFO","log.source":"x"}"#,
    #"{"records":[{"time":"2026-09-22T08:00:00Z","operationName":"Microsoft.Web/sites/log","category":"AppServiceConsoleLogs","resultDescription":TEXT,"level":"Informational"}]}"#,
    #"{"timestamp":"2026-09-22T08:00:00Z","message":"usage","itemType":"trace","customDimensions":TEXT}"#,
    #"{"outcome":"ok","logs":[{"message":["usage:",TEXT],"level":"log","timestamp":1790064000500}],"id":1}"#,
    #"{"outcome":"ok","logs":[{"message":["usage:",OBJECT],"level":"log","timestamp":1790064000500}],"id":1}"#,
    #"{"outcome":"ok","logs":[{"message":[OBJECT],"level":"log","timestamp":1790064000500}],"id":1}"#,
    #"{"TimeStamp":"2026-09-22T08:00:00Z","Log":TEXT}"#,
    #"{"messages":[{"highlight_ranges":{},"message":{"_id":"a1","timestamp":"2026-09-22T08:00:00Z","source":"h","message":TEXT},"index":"g_0"}],"total_results":1}"#,
    #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1790064000500000000","body":{"stringValue":"call"},"attributes":[{"key":"usage_record","value":{"stringValue":TEXT}}]}]}]}]}"#,
    #"{"text":"call\n","record":{"extra":{"usage":OBJECT},"level":{"name":"INFO","no":20},"message":"call","process":{"id":1,"name":"Main"},"time":{"timestamp":1790064000.5}}}"#,
  ]

  @Test("a record in a field of any name is read as bare", arguments: lines, records)
  func anyName(line: String, record: String) throws {
    let own = try #require(Reader(record).events.first)
    let text = "\"" + record.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    let reader = Reader(line.replacing("TEXT", with: text).replacing("OBJECT", with: record))
    #expect(reader.rejects.isEmpty, "\(line)")
    let event = try #require(reader.events.first, "\(line)")
    #expect(reader.events.count == 1)
    #expect(event.requestID == own.requestID && event.identity == own.identity, "\(line)")
    #expect(event.model == own.model && event.provider == own.provider, "\(line)")
    #expect(event.tokens == own.tokens && event.cost == own.cost && event.time == own.time, "\(line)")
    #expect(event.feature == own.feature && event.team == own.team && event.format == own.format, "\(line)")
  }

  private static let anthropic =
    #"{"id":"msg_01HeldRecord0000000001","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":10,"cache_creation_input_tokens":20,"cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":15},"output_tokens":6}}"#

  @Test(
    "a whole answer in a field that is a description elsewhere",
    arguments: ["usage", "metadata", "request", "input", "user", "resource", "tags"])
  func descriptions(name: String) throws {
    let line = #"{"time":"2026-09-22T08:00:00Z","level":"info","msg":"call","\#(name)":\#(Self.anthropic)}"#
    let event = try #require(Reader(line).events.first, "\(name)")
    #expect(event.tokens == TokenCounts(input: 10, cacheWrite5m: 5, cacheWrite1h: 15, output: 6), "\(name)")
    #expect(event.identity == "msg_01HeldRecord0000000001")
  }

  @Test("a gateway's payload in the field of an answer keeps its labels", arguments: ["response", "usage"])
  func payload(name: String) throws {
    let line = #"{"time":"2026-09-22T08:00:00Z","level":"info","msg":"call","\#(name)":\#(Self.records[2])}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.team == "core" && event.provider == "openai", "\(name)")
  }

  @Test(
    "texts of conversations, parts of a record and texts of other things are left alone",
    arguments: [
      #"{"role":"user","content":TEXT}"#, #"{"ts":1790064000,"content":TEXT,"messages":[]}"#,
      #"{"ts":1790064000,"prompt":TEXT}"#, #"{"ts":1790064000,"arguments":TEXT}"#,
    ])
  func conversations(line: String) {
    let text = "\"" + Self.records[0].replacing("\"", with: "\\\"") + "\""
    #expect(Reader(line.replacing("TEXT", with: text)).events.isEmpty, "\(line)")
  }

  @Test("counts beside an object with a model stay the record's own")
  func ownUsage() {
    let line =
      #"{"ts":1790064000,"model":"gpt-4o","usage":{"prompt_tokens":5,"completion_tokens":1},"last":{"model":"gpt-4o","prompt_tokens":900,"completion_tokens":9}}"#
    #expect(Reader(line).events.map(\.tokens.input) == [5])
  }
}
