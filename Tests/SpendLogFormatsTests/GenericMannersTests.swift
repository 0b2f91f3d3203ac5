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
      #"{"type":"message","id":"msg_item00001","role":"assistant","status":"completed","content":[{"type":"output_text","text":"x"}]}"#,
      #"{"type":"message","timestamp":"2026-09-22T08:00:00Z","role":"assistant","content":"x","delta":true}"#,
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

  @Test(
    "a header among the rows begins another table",
    arguments: [
      ("timestamp,model,output_tokens,input_tokens", "2026-09-22T08:00:01Z,gpt-4o,3,11"),
      ("model,timestamp,input_tokens,output_tokens", "gpt-4o,2026-09-22T08:00:01Z,11,3"),
      ("timestamp,user,model,input_tokens,output_tokens", "2026-09-22T08:00:01Z,bob,gpt-4o,11,3"),
      ("timestamp,model,input_tokens,output_tokens,user", "2026-09-22T08:00:01Z,gpt-4o,11,3,bob"),
      ("timestamp,model,input_tokens,output_tokens", "2026-09-22T08:00:01Z,gpt-4o,11,3"),
      ("timestamp,model,input_tokens,output_tokens,latency_ms", "2026-09-22T08:00:01Z,gpt-4o,11,3,9"),
    ])
  func laterHeaders(header: String, row: String) {
    let first = "timestamp,model,input_tokens,output_tokens\n2026-09-22T08:00:00Z,gpt-4o,10,2\n"
    let reader = Reader(first + header + "\n" + row + "\n")
    #expect(
      reader.events.map(\.tokens) == [
        TokenCounts(input: 10, output: 2), TokenCounts(input: 11, output: 3),
      ])
    #expect(reader.events.map(\.model) == ["gpt-4o", "gpt-4o"])
    #expect(reader.rejects.isEmpty)
    #expect(reader.ignored == 2)
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

  @Test(
    "a date and a time of day in fields of their own are one time",
    arguments: [
      ("2026-11-27", "10:02:03", "2026-11-27T10:02:03.000Z"),
      ("27.11.2026", "9:05", "2026-11-27T09:05:00.000Z"),
      ("11/27/2026", "1:02:03 PM", "2026-11-27T13:02:03.000Z"),
      ("2026-11-27", "12:02 AM", "2026-11-27T00:02:00.000Z"),
      ("27 Nov 2026", "10:02:03.250", "2026-11-27T10:02:03.250Z"),
      ("2026-11-27", "00:30:00+02:00", "2026-11-26T22:30:00.000Z"),
      ("20261127", "10:02:03", "2026-11-27T10:02:03.000Z"),
      // How long the request took.
      ("2026-11-27T10:02:03Z", "00:00:02", "2026-11-27T10:02:03.000Z"),
    ])
  func dateAndClock(date: String, clock: String, expected: String) {
    for text in [
      "Date;Time;Model;Prompt tokens\n\(date);\(clock);gpt-4o;5",
      "time;date;model;prompt_tokens\n\(clock);\(date);gpt-4o;5",
      #"{"time":"\#(clock)","date":"\#(date)","model":"gpt-4o","prompt_tokens":5}"#,
    ] {
      let reader = Reader(text)
      #expect(reader.events.map { $0.time?.rfc3339 } == [expected], "\(text) \(reader.rejects)")
    }
  }

  @Test(
    "a time of day without a date, or that none is, rejects the line", arguments: ["10:02:03", "25:61:00"])
  func clockAlone(text: String) {
    let line = #"{"time":"\#(text)","model":"gpt-4o","prompt_tokens":5}"#
    #expect(Reader(line).rejects == [1: .unreadableTime])
    let isRejected = Reader(#"{"date":"2026-11-27",\#(line.dropFirst())"#).rejects == [1: .unreadableTime]
    #expect(isRejected == (text == "25:61:00"))
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

  @Test("counts with marks between thousands, and counts in no known form")
  func marks() {
    for text in [
      "1 234", "1'234", "1_234", "1,234", "1\u{A0}234", "1\u{202F}234", "1\u{2009}234", "1\u{2019}234",
    ] {
      let line = #"{"model":"gpt-4o","prompt_tokens":"\#(text)","completion_tokens":"2"}"#
      #expect(Reader(line).events.map(\.tokens.input) == [1_234], "\(text)")
    }
    let escaped = #"{"model":"gpt-4o","prompt_tokens":"1\u202f234","completion_tokens":"2"}"#
    #expect(Reader(escaped).events.map(\.tokens.input) == [1_234])
    for text in ["1.2k", "12 tok", "0x1F"] {
      let line = #"{"model":"gpt-4o","prompt_tokens":"\#(text)","completion_tokens":"2"}"#
      #expect(Reader(line).rejects == [1: .unreadableCount], "\(text)")
    }
    for text in ["-", "n/a", "unknown", ""] {
      let line = #"{"model":"gpt-4o","prompt_tokens":"\#(text)","completion_tokens":"2"}"#
      #expect(Reader(line).events.map(\.tokens) == [TokenCounts(output: 2)], "\(text)")
    }
  }

  @Test("amounts with the dollar's code", arguments: ["0.25 USD", "USD 0.25", "US$0.25", "$0.25", "0.25usd"])
  func dollars(text: String) {
    #expect(
      Reader(#"{"model":"gpt-4o","cost":"\#(text)"}"#).events.map { $0.cost?.decimalString } == ["0.25"])
  }

  @Test("amounts in other currencies are none", arguments: ["0.25 EUR", "€0.25", "0.25 CAD"])
  func otherCurrencies(text: String) {
    let line = #"{"model":"gpt-4o","tokens_out":1,"cost":"\#(text)"}"#
    #expect(Reader(line).events.map(\.cost) == [nil])
  }

  // MARK: Times

  @Test(
    "forms of times",
    arguments: [
      "20260922T080000Z", "20260922T080000.500Z", "20260922T100000+0200", "2026-09-22T08:00:00Z[UTC]",
      "2026-09-22T10:00:00+02:00[Europe/Berlin]", "2026-09-22 08:00:00.5 +0000 UTC",
      "2026-09-22 10:00:00 +0200 CEST", "Tue Sep 22 08:00:00 2026", "Tue Sep 22 08:00:00 UTC 2026",
      "Tue Sep 22 2026 10:00:00 GMT+0200 (Central European Summer Time)",
      "Tue, 22 Sep 2026 08:00:00 GMT", "22/Sep/2026:10:00:00 +0200",
    ])
  func times(text: String) {
    for line in [
      #"{"ts":"\#(text)","model":"gpt-4o","tokens_out":1}"#,
      #"{"ts":"\#(text)","response":{"id":"msg_timeforms0001","type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":1,"output_tokens":1}}}"#,
    ] {
      let reader = Reader(line)
      #expect(reader.events.map { ($0.time?.microseconds ?? 0) / 1_000_000 } == [1_790_064_000], "\(line)")
    }
  }

  @Test(
    "names of times in loggers' records",
    arguments: [
      #""@t":"2026-09-22T08:00:00Z","@mt":"x","Model":"gpt-4o","InputTokens":1,"OutputTokens":1"#,
      #""asctime":"2026-09-22 08:00:00,500","levelname":"INFO","model":"gpt-4o","input_tokens":1,"output_tokens":1"#,
      #""text":"x","record":{"time":{"repr":"x","timestamp":1790064000.25},"extra":{"model":"gpt-4o","input_tokens":1,"output_tokens":1}}"#,
      #""instant":{"epochSecond":1790064000,"nanoOfSecond":5},"level":"INFO","message":"{\"model\":\"gpt-4o\",\"input_tokens\":1,\"output_tokens\":1}""#,
    ])
  func loggers(members: String) {
    let times = Reader("{\(members)}").events.map { ($0.time?.microseconds ?? 0) / 1_000_000 }
    #expect(times == [1_790_064_000], "\(members)")
  }

  @Test("an envelope's time in no known form rejects an answer without a time, and no other")
  func unreadableTimes() {
    let message =
      #"{"id":"msg_timeforms0001","type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":1,"output_tokens":1}}"#
    #expect(Reader(#"{"ts":"next week","response":\#(message)}"#).rejects == [1: .unreadableTime])
    #expect(Reader(#"{"ts":"03/04/2026 10:00","response":\#(message)}"#).rejects == [1: .ambiguousTime])
    let chat =
      #"{"id":"chatcmpl-timeforms01","object":"chat.completion","created":1790064000,"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#
    #expect(
      Reader(#"{"ts":"next week","response":\#(chat)}"#).events.map(\.time) == [
        Instant(seconds: 1_790_064_000)
      ])
  }

  // MARK: Failures

  @Test(
    "failures",
    arguments: [
      #""error":{"type":"RateLimitError","message":"slow down"}"#, #""error":"RateLimitError""#,
      #""status":"429 Too Many Requests""#, #""status":"Rate_Limited""#, #""status":503"#,
      #""success":false"#,
    ])
  func failures(field: String) {
    let line =
      #"{"ts":"2026-09-22T08:00:00Z","request_id":"failure-00001","provider":"openai","model":"gpt-4o","latency_ms":5,\#(field)}"#
    let events = Reader(line).events
    #expect(events.map(\.outcome) == [.error])
    #expect(events.map(\.model) == ["gpt-4o"])
    #expect(events.map(\.provider) == ["openai"])
    #expect(events.map(\.identity) == ["failure-00001"])
    #expect(events.map(\.time) == [Instant(seconds: 1_790_064_000)])
  }

  @Test(
    "successes",
    arguments: [#""error":null"#, #""error":{}"#, #""error":"""#, #""status":"200 OK""#, #""status":"OK""#])
  func successes(field: String) {
    let line = #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o","tokens_in":3,"tokens_out":1,\#(field)}"#
    #expect(Reader(line).events.map(\.outcome) == [.ok])
  }

  @Test("an error that a program logs is no failed request; a provider's beside a time is one")
  func errorsOfPrograms() {
    let error = #""error":{"type":"PoolTimeout","message":"no connection"}"#
    #expect(
      Reader(#"{"ts":"2026-09-22T08:00:00Z","level":"error","msg":"query failed",\#(error)}"#).events.isEmpty)
    let provider =
      #"{"ts":"2026-09-22T08:00:00Z","type":"error","error":{"type":"overloaded_error","message":"busy"}}"#
    let events = Reader(provider).events
    #expect(events.map(\.outcome) == [.error])
    #expect(events.map(\.provider) == ["anthropic"])
    #expect(events.map(\.time) == [Instant(seconds: 1_790_064_000)])
  }

  @Test("a second table in one file has its own header")
  func secondTable() {
    let text =
      "ts,model,prompt_tokens,completion_tokens,cost\n1790064000,gpt-4o,10,2,0.5\nmodel,input_tokens,output_tokens\ngpt-4o, 11 ,3"
    let events = Reader(text).events
    #expect(events.map(\.tokens.input) == [10, 11])
    #expect(events.map(\.tokens.output) == [2, 3])
  }
}
