import SpendCore
import SpendLogFormats
import Testing

/// The generic reader takes flat records of requests, and nothing else.
@Suite struct GenericMannersTests {
  @Test(
    "what is no request",
    arguments: [
      #"{"input_tokens":812}"#,
      #"{"totalTokens":31,"totalBillableCharacters":96,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]}"#,
      #"{"inputTokens":17}"#,
      #"{"object":"response.input_tokens","input_tokens":11}"#,
      #"{"ts":"2026-09-22T08:00:00Z","request":{"model":"claude-opus-4-5"},"response":{"input_tokens":900}}"#,
      #"{"ts":"2026-09-22T08:00:00Z","url":"https://host/v1/messages/count_tokens","request":{"model":"claude-opus-4-5"},"response":{"input_tokens":900}}"#,
      #"{"id":"batch_1","object":"batch","status":"completed","model":"gpt-5","usage":{"input_tokens":9,"output_tokens":9,"total_tokens":18}}"#,
      #"{"ts":"2026-09-22T08:00:00Z","request":{"model":"gpt-5"},"response":{"id":"batch_1","object":"batch","usage":{"input_tokens":9,"output_tokens":9}}}"#,
      #"{"type":"message_batch","id":"msgbatch_1","request_counts":{"succeeded":2},"model":"claude","cost":1}"#,
      #"{"role":"user","content":"how much?","model":"gpt-4o","tokens":12}"#,
      #"{"type":"tool_result","tool_use_id":"t","model":"gpt-4o","input_tokens":5,"output_tokens":6}"#,
      #"{"type":"function_call_output","call_id":"c","output":"{\"model\":\"gpt-4o\",\"input_tokens\":5}"}"#,
      #"{"id":"ft-1","object":"fine_tuning.job","model":"gpt-4o-mini","trained_tokens":900,"cost":3}"#,
      #"{"name":"search","arguments":{"model":"gpt-4o","input_tokens":5,"output_tokens":6}}"#,
    ])
  func noRequests(line: String) {
    #expect(Reader(line).events.isEmpty)
  }

  // MARK: Tables

  @Test(
    "what is no header of a table",
    arguments: [
      #"2026-09-22 08:00:00,model,cost,{"tokens":1}"#,
      #"say "model", "cost" and "tokens" to her"#,
      #""model"x,"cost",tokens"#,
    ])
  func headers(line: String) {
    let row = "gpt-4o,0.5,7"
    #expect(Reader(line + "\n" + row).events.isEmpty)
  }

  @Test("a table ends where lines stop fitting, and another may begin")
  func endOfTable() {
    let text = """
      timestamp,model,prompt_tokens,completion_tokens
      2026-09-22T08:00:00Z,gpt-4o,10,2
      done
      2026-09-22T08:00:01Z,gpt-4o,11,2
      done
      bye
      now
      time=2026-09-22T08:00:02Z model=gpt-4o prompt_tokens=12 completion_tokens=2
      model;input_tokens;output_tokens
      gpt-4o;13;2
      """
    let reader = Reader(text)
    #expect(reader.events.map(\.tokens.input) == [10, 11, 12, 13])
    #expect(reader.rejects.isEmpty)
  }

  @Test("a row with more fields than columns is rejected")
  func extraFields() {
    let text = "model,input_tokens,cost\ngpt-4o,10,0,05\ngpt-4o,11,0.05\ngpt-4o,12,0.05,\n"
    let reader = Reader(text)
    #expect(reader.events.map(\.tokens.input) == [11, 12])
    #expect(reader.rejects == [2: .tooManyFields])
  }

  // MARK: Numbers

  @Test(
    "decimal commas",
    arguments: [
      ("0,05", "1000", "0.05", 1_000), ("0,0512", "1.000", "0.0512", 1_000),
      ("12,5", "1.234.567", "12.5", 1_234_567),
      ("1.234,56", "1.000", "1234.56", 1_000), ("$1,204.50", "1,200", "1204.5", 1_200),
      ("0.003", "1,200", "0.003", 1_200),
      ("1,234,567.8", "12", "1234567.8", 12), ("3,7", "", "3.7", nil),
    ] as [(String, String, String, Int32?)])
  func decimals(cost: String, tokens: String, expected: String, count: Int32?) throws {
    for line in [
      "model;prompt_tokens;cost\ngpt-4o;\(tokens);\(cost)",
      #"{"model":"gpt-4o","prompt_tokens":"\#(tokens)","cost":"\#(cost)"}"#,
    ] {
      let event = try #require(Reader(line).events.first, "\(line)")
      #expect(event.cost?.decimalString == expected, "\(line)")
      #expect(event.tokens.input == count, "\(line)")
    }
  }

  @Test("a number that would be a guess rejects the line")
  func ambiguousNumbers() {
    #expect(Reader("model;prompt_tokens;cost\ngpt-4o;10;1,234").rejects == [2: .ambiguousNumber])
    #expect(Reader("model;prompt_tokens\ngpt-4o;1.000").rejects == [2: .ambiguousNumber])
    #expect(Reader("model;prompt_tokens\ngpt-4o;1,000").events.map(\.tokens.input) == [1_000])
  }

  // MARK: Dates

  @Test(
    "dates as people write them",
    arguments: [
      ("27.11.2026", "2026-11-27T00:00:00.000Z"), ("27.11.2026 10:02:00", "2026-11-27T10:02:00.000Z"),
      ("11/27/2026 10:02", "2026-11-27T10:02:00.000Z"), ("27/11/2026 10:02:03", "2026-11-27T10:02:03.000Z"),
      ("1.2.2026 9:05", "2026-02-01T09:05:00.000Z"), ("11/27/2026, 1:02:03 PM", "2026-11-27T13:02:03.000Z"),
      ("11/27/2026 12:00 AM", "2026-11-27T00:00:00.000Z"),
      ("27 Nov 2026 10:02:03", "2026-11-27T10:02:03.000Z"),
      ("Nov 27, 2026 10:02 PM", "2026-11-27T22:02:00.000Z"),
      ("Fri, 27 Nov 2026 10:02:03 GMT", "2026-11-27T10:02:03.000Z"),
      ("27/Nov/2026:10:02:03 +0200", "2026-11-27T08:02:03.000Z"), ("05/05/2026", "2026-05-05T00:00:00.000Z"),
    ])
  func dates(text: String, expected: String) throws {
    let line = #"{"time":"\#(text)","model":"gpt-4o","prompt_tokens":5}"#
    #expect(try #require(Reader(line).events.first).time?.rfc3339 == expected)
  }

  @Test("the order of day and month is that of the file's other dates")
  func dateOrder() {
    let rows = ["03/04/2026", "14/03/2026", "05/04/2026"].map { "\($0);gpt-4o;5" }
    let reader = Reader("date;model;prompt_tokens\n" + rows.joined(separator: "\n"))
    #expect(reader.rejects == [2: .ambiguousTime])
    #expect(reader.events.map { $0.time?.rfc3339.prefix(10) } == ["2026-03-14", "2026-04-05"])
  }

  @Test(
    "a date in no known form rejects the line",
    arguments: ["yesterday", "2026-13-45", "31.02.2026", "27:11:2026"])
  func unreadable(text: String) {
    #expect(
      Reader(#"{"time":"\#(text)","model":"gpt-4o","prompt_tokens":5}"#).rejects == [1: .unreadableTime])
  }

  @Test("no date is no reason to reject", arguments: ["", "-", "null", "0.35"])
  func undated(text: String) {
    let reader = Reader(#"{"time":"\#(text)","model":"gpt-4o","prompt_tokens":5}"#)
    #expect(reader.events.count == 1 && reader.events.first?.time == nil)
  }

  @Test("a count that contradicts the other numbers rejects the line")
  func contradictoryCount() {
    let rows = [#""1,000",5,"0,05""#, #""1,000",5,"0.05""#, #"1000,5,"0,05""#].map {
      "2026-09-21,gpt-4o,\($0)"
    }
    let reader = Reader("date,model,prompt_tokens,completion_tokens,cost\n" + rows.joined(separator: "\n"))
    #expect(reader.rejects == [2: .ambiguousNumber])
    #expect(reader.events.map(\.tokens.input) == [1_000, 1_000])
  }

  // MARK: Labels and failures

  @Test(
    "a flat record of a call that counts tokens is no usage",
    arguments: [
      "/anthropic/v1/messages/count_tokens", "https://api.openai.com/v1/responses/input_tokens?a=b",
    ])
  func countedTokens(path: String) {
    let line = #"{"path":"\#(path)","model":"claude-opus-4-5","input_tokens":2000,"status":200}"#
    let reader = Reader(line)
    #expect(reader.events.isEmpty && reader.ignored == 1)
  }

  @Test(
    "a stated query type is kept", arguments: ["speech-coach", "Email-Responses", "embedded-help", "Chat"])
  func queryType(type: String) {
    let line = #"{"query_type":"\#(type)","model":"gpt-4o","prompt_tokens":5}"#
    #expect(Reader(line).events.map(\.queryType) == [type])
  }

  @Test("a failure with a logged cost keeps it, one without costs nothing")
  func failures() {
    let lines = """
      {"status":"error","model":"gpt-4o","cost":0.25}
      {"status":"error","model":"gpt-4o"}
      """
    let events = Reader(lines).events
    #expect(events.map(\.cost?.decimalString) == ["0.25", nil])
    #expect(events.map(\.tokens.input) == [nil, 0])
  }
}
