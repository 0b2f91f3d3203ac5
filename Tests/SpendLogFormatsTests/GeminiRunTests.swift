import SpendCore
import SpendLogFormats
import Testing

/// What `gemini -p` prints.
@Suite struct GeminiRunTests {
  private static func tokens(_ prompt: Int, _ answer: Int, _ cached: Int, _ thoughts: Int) -> String {
    """
    {"api":{"totalRequests":1,"totalErrors":0,"totalLatencyMs":9},"tokens":{"input":\(prompt - cached),"prompt":\(prompt),\
    "candidates":\(answer),"total":\(prompt + answer + thoughts),"cached":\(cached),"thoughts":\(thoughts),"tool":0},"roles":{}}
    """
  }

  @Test("a printed document has a sum for each model")
  func document() {
    let text = """
      {
        "session_id": "9e30-run",
        "response": "ok",
        "stats": {
          "models": {
            "gemini-2.5-flash-lite": \(Self.tokens(900, 10, 0, 4)),
            "gemini-2.5-pro": \(Self.tokens(8_000, 200, 6_000, 150))
          },
          "tools": {"totalCalls": 1, "byName": {}},
          "files": {"totalLinesAdded": 0}
        }
      }
      """
    let events = Reader(text).events
    #expect(events.map(\.model) == ["gemini-2.5-flash-lite", "gemini-2.5-pro"])
    #expect(
      events.map(\.tokens) == [
        TokenCounts(input: 900, cacheRead: 0, output: 14, reasoning: 4),
        TokenCounts(input: 2_000, cacheRead: 6_000, output: 350, reasoning: 150),
      ])
    #expect(events.map(\.session) == ["9e30-run", "9e30-run"])
    #expect(Set(events.map(\.identity)).count == 2)
  }

  @Test("a failed run without requests is no usage")
  func failure() {
    let line =
      #"{"session_id":"9e31-run","error":{"type":"Error","message":"x","code":1},"stats":{"models":{},"tools":{"totalCalls":0},"files":{}}}"#
    let reader = Reader(line)
    #expect(reader.events.isEmpty)
    #expect(reader.ignored == 1)
  }

  @Test("printed events: the result's sums by model, else under the model of the first event")
  func events() {
    func result(_ models: String) -> String {
      #"{"type":"result","timestamp":"2026-09-22T08:00:09Z","status":"success","stats":{"total_tokens":1300,"input_tokens":1000,"output_tokens":200,"cached":400,"input":600,"duration_ms":90,"tool_calls":1\#(models)}}"#
    }
    let start =
      #"{"type":"init","timestamp":"2026-09-22T08:00:00Z","session_id":"9e32-run","model":"gemini-2.5-pro"}"#
    let others = """
      {"type":"message","timestamp":"2026-09-22T08:00:01Z","role":"user","content":"hello"}
      {"type":"tool_use","timestamp":"2026-09-22T08:00:02Z","tool_name":"ls","tool_id":"t1","parameters":{"model":"gpt-4o","input_tokens":5,"output_tokens":6}}
      {"type":"tool_result","timestamp":"2026-09-22T08:00:03Z","tool_id":"t1","status":"success","output":"a"}
      """
    let plain = Reader([start, others, result("")].joined(separator: "\n"))
    #expect(plain.events.map(\.model) == ["gemini-2.5-pro"])
    #expect(
      plain.events.map(\.tokens) == [TokenCounts(input: 600, cacheRead: 400, output: 300, reasoning: 100)])
    #expect(plain.events.map(\.session) == ["9e32-run"])
    #expect(plain.events.map { $0.time?.rfc3339 } == ["2026-09-22T08:00:09.000Z"])
    #expect(plain.unrecognised == 0)
    let models =
      #","models":{"gemini-2.5-flash":{"total_tokens":300,"input_tokens":250,"output_tokens":50,"cached":0,"input":250},"gemini-2.5-pro":{"total_tokens":1000,"input_tokens":750,"output_tokens":150,"cached":400,"input":350}}"#
    let listed = Reader([start, result(models)].joined(separator: "\n"))
    #expect(listed.events.map(\.model) == ["gemini-2.5-flash", "gemini-2.5-pro"])
    #expect(
      listed.events.map(\.tokens) == [
        TokenCounts(input: 250, cacheRead: 0, output: 50, reasoning: 0),
        TokenCounts(input: 350, cacheRead: 400, output: 250, reasoning: 100),
      ])
  }
}
