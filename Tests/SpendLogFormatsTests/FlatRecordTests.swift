import SpendCore
import SpendLogFormats
import Testing

/// The names and the forms in which programs of all kinds write a request's counts, times, costs and failures.
@Suite struct FlatRecordTests {
  private static func read(_ members: String) -> Decoded? {
    Reader(#"{"ts":"2026-09-22T08:00:00Z","request_id":"flat-record-0001","model":"gpt-4o",\#(members)}"#)
      .events.first
  }

  // MARK: Pairs

  @Test(
    "pairs behind a logger's text have its time, and commas between them are no values",
    arguments: [
      "2026-09-22 08:00:00,000 INFO llm: model=gpt-4o prompt_tokens=120 completion_tokens=8",
      "2026-09-22T08:00:00Z model=gpt-4o, prompt_tokens=120, completion_tokens=8",
      "[2026-09-22T08:00:00Z] the call to the model ended well, model=gpt-4o, prompt_tokens=120, completion_tokens=8",
      "[2026-09-22T08:00:00Z] INFO model=gpt-4o prompt_tokens=120 completion_tokens=8",
      "[4711] 2026-09-22 08:00:00 INFO model=gpt-4o prompt_tokens=120 completion_tokens=8",
      #"2026-09-22 08:00:00 INFO usage model="gpt-4o",prompt_tokens=120 completion_tokens=8"#,
    ])
  func pairs(line: String) throws {
    let event = try #require(Reader(line).events.first)
    #expect(event.time?.rfc3339 == "2026-09-22T08:00:00.000Z")
    #expect(event.model == "gpt-4o")
    #expect(event.tokens == TokenCounts(input: 120, output: 8))
  }

  @Test("a time among the pairs is the record's own")
  func pairTime() throws {
    let line =
      "2026-09-22 08:00:05 INFO time=2026-09-22T08:00:00Z model=gpt-4o prompt_tokens=120 completion_tokens=8"
    #expect(try #require(Reader(line).events.first).time?.rfc3339 == "2026-09-22T08:00:00.000Z")
  }

  // MARK: Counts

  @Test(
    "short names within an object of usage",
    arguments: [
      (#""usage":{"input":120,"output":8}"#, TokenCounts(input: 120, output: 8)),
      (#""tokens":{"prompt":120,"completion":8,"total":128}"#, TokenCounts(input: 120, output: 8)),
      (#""token_usage":{"in":120,"out":8}"#, TokenCounts(input: 120, output: 8)),
      (#""tokenUsage":{"input":"120","output":"8"}"#, TokenCounts(input: 120, output: 8)),
      (
        #""usage":{"input":120,"output":8,"cache_read":100,"cache_write":0}"#,
        TokenCounts(input: 20, cacheRead: 100, cacheWrite5m: 0, output: 8)
      ),
      (
        #""usage":{"input":20,"output":8,"cacheRead":100,"cacheWrite":30,"totalTokens":158}"#,
        TokenCounts(input: 20, cacheRead: 100, cacheWrite5m: 30, output: 8)
      ),
      (
        #""tokens":{"input":20,"output":8,"reasoning":0,"cache":{"read":100,"write":30}}"#,
        TokenCounts(input: 20, cacheRead: 100, cacheWrite5m: 30, output: 8, reasoning: 0)
      ),
      (
        #""usage":{"input":120,"output":8,"cached":100,"total":128}"#,
        TokenCounts(input: 20, cacheRead: 100, output: 8)
      ),
      (
        #""usage":{"input":120,"output":8,"reasoning":5,"total":133}"#,
        TokenCounts(input: 120, output: 13, reasoning: 5)
      ),
      (#""input":120,"output":8"#, TokenCounts(input: 120, output: 8)),
      (#""request_tokens":120,"response_tokens":8"#, TokenCounts(input: 120, output: 8)),
      (#""n_prompt_tokens":120,"n_completion_tokens":8"#, TokenCounts(input: 120, output: 8)),
      (
        #""prompt_tokens":120,"completion_tokens":8,"cached_prompt_tokens":100"#,
        TokenCounts(input: 20, cacheRead: 100, output: 8)
      ),
      (
        #""prompt_tokens":{"$numberInt":"120"},"completion_tokens":{"N":"8"}"#,
        TokenCounts(input: 120, output: 8)
      ),
    ])
  func counts(members: String, tokens: TokenCounts) throws {
    #expect(try #require(Self.read(members)).tokens == tokens)
  }

  @Test(
    "texts and answers under short names are no counts",
    arguments: [
      #""input":"120 apples","output":"8""#, #""usage":{"input":"what is 2","output":"four"}"#,
      #""prompt":"hello","completion":"hi""#,
    ])
  func noCounts(members: String) {
    #expect(Self.read(members) == nil)
  }

  @Test("input and output alone are no request")
  func noModel() {
    #expect(Reader(#"{"ts":"2026-09-22T08:00:00Z","input":120,"output":8}"#).events.isEmpty)
    #expect(Reader(#"{"model":"resnet","input":224,"output":1000}"#).events.isEmpty)
  }

  @Test("columns of a table have short names where both input and output have one")
  func columns() {
    let reader = Reader(
      "Date,Model,Input,Output,Cached\n2026-09-22,gpt-4o,120,8,100\n2026-09-22,gpt-4o,\"1,200\",9,0")
    #expect(
      reader.events.map(\.tokens) == [
        TokenCounts(input: 20, cacheRead: 100, output: 8), TokenCounts(input: 1_200, cacheRead: 0, output: 9),
      ])
    #expect(Reader("date,model,input,cost\n2026-09-22,gpt-4o,hello,0.5").events.map(\.tokens.input) == [nil])
  }

  @Test("the longest end of a dotted name decides")
  func dottedNames() throws {
    let event = try #require(
      Self.read(#""attributes.llm.token_count.prompt":120,"attributes.llm.token_count.completion":8"#))
    #expect(event.tokens == TokenCounts(input: 120, output: 8))
    let beside = try #require(
      Self.read(
        #""usage.input_tokens":900,"usage.cache_read_input_tokens":300,"usage.cache_creation_input_tokens":50,"usage.output_tokens":6"#
      ))
    #expect(beside.tokens == TokenCounts(input: 900, cacheRead: 300, cacheWrite5m: 50, output: 6))
  }

  @Test("sums under the name of a model")
  func sumsByModel() throws {
    let line =
      #"{"started_at":"2026-09-22T08:00:00Z","summary":{"usage":{"gpt-4o-2024-08-06":{"prompt_tokens":120,"completion_tokens":8,"requests":1}}}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.model == "gpt-4o-2024-08-06")
    #expect(event.tokens == TokenCounts(input: 120, output: 8))
    #expect(event.time?.rfc3339 == "2026-09-22T08:00:00.000Z")
  }

  @Test("a gateway's log of a chat completion, with its counts under a name of its own")
  func gateway() throws {
    let line =
      #"{"id":"gateway-log-Ab1","timestamp":"2026-09-22T08:00:00Z","object":"chat.completion","provider":"openai","model":"gpt-4o","token_usage":{"prompt_tokens":120,"completion_tokens":8},"cost":0.5}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: 120, output: 8))
    #expect(event.cost?.decimalString == "0.5")
    #expect(event.provider == "openai")
  }

  // MARK: Models

  @Test(
    "a model is a text or an object",
    arguments: [
      (#""model":{"name":"gpt-4o","provider":"openai"}"#, "openai"), (#""model":{"id":"gpt-4o"}"#, ""),
      (#""llm_name":"gpt-4o""#, ""), (#""model_used":"gpt-4o""#, ""),
    ])
  func models(member: String, provider: String) throws {
    let line = #"{"ts":"2026-09-22T08:00:00Z","prompt_tokens":120,"completion_tokens":8,\#(member)}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.model == "gpt-4o")
    #expect(event.provider == provider)
    #expect(event.requestID == "")
  }

  // MARK: Times

  @Test(
    "times of databases and serialisers",
    arguments: [
      #"{"$date":"2026-09-21T14:13:20Z"}"#, #"{"$date":{"$numberLong":"1790000000000"}}"#,
      #"{"seconds":1790000000,"nanos":5}"#, #"{"_seconds":1790000000,"_nanoseconds":0}"#,
      #"{"epochSecond":1790000000,"nanoOfSecond":900}"#, #"{"sec":1790000000,"usec":0}"#, "[1790000000,0]",
      "[2026,9,21,14,13,20]", #""1790000000000000""#, #""1790000000000000000""#, #""/Date(1790000000000)/""#,
      #""\/Date(1790000000000)\/""#,
    ])
  func times(time: String) {
    let answer =
      #""response":{"id":"chatcmpl-timed-record-1","object":"chat.completion","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#
    for line in [
      #"{"timestamp":\#(time),"model":"gpt-4o","prompt_tokens":5,"completion_tokens":1}"#,
      #"{"timestamp":\#(time),\#(answer)}"#,
    ] {
      #expect(Reader(line).events.map { $0.time?.rfc3339 } == ["2026-09-21T14:13:20.000Z"], "\(line)")
    }
  }

  @Test(
    "objects and lists that are no times",
    arguments: [
      #"{"seconds":12}"#, "[1,2]", "[2026,13,1,0,0]", #"{"nanos":5}"#, #"{"total":1790000000}"#, "[]",
    ])
  func noTimes(value: String) throws {
    let line = #"{"time":\#(value),"model":"gpt-4o","prompt_tokens":5,"completion_tokens":1}"#
    #expect(try #require(Reader(line).events.first).time == nil)
  }

  @Test("a small number under the name of a time is a duration", arguments: ["800", "12345.678", "86400000"])
  func smallNumbers(value: String) throws {
    let answer =
      #""response":{"id":"chatcmpl-timed-record-2","object":"chat.completion","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#
    for line in [
      #"{"time":\#(value),"model":"gpt-4o","prompt_tokens":5,"completion_tokens":1}"#,
      #"{"time":\#(value),\#(answer)}"#,
    ] {
      #expect(try #require(Reader(line).events.first).time == nil, "\(line)")
    }
  }

  // MARK: Ids

  @Test("the provider's id of an answer comes before the program's id of the request")
  func answerIDs() throws {
    let flat = try #require(
      Self.read(#""response_id":"chatcmpl-flat-Ab12Cd34Ef","prompt_tokens":5,"completion_tokens":1"#))
    #expect(flat.identity == "chatcmpl-flat-Ab12Cd34Ef")
    // A counted id is shared by several requests, and an id of another kind may be one of the program's.
    for id in ["chatcmpl-12", "answer-Ab12Cd34Ef"] {
      let event = try #require(Self.read(#""response_id":"\#(id)","prompt_tokens":5,"completion_tokens":1"#))
      #expect(event.identity == "flat-record-0001")
    }
  }

  // MARK: Durations and costs

  @Test(
    "a name states the unit of a duration",
    arguments: [
      ("latency_s", "1.5", 1_500), ("elapsed_seconds", "1.5", 1_500), ("duration_us", "1500000", 1_500),
      ("duration_ns", "1500000000", 1_500), ("took_ms", "1500", 1_500), ("latency", "1500", 1_500),
      ("latency_seconds", #""250ms""#, 250),
    ] as [(String, String, Int32)])
  func durations(name: String, value: String, milliseconds: Int32) throws {
    let event = try #require(Self.read(#""prompt_tokens":5,"completion_tokens":1,"\#(name)":\#(value)"#))
    #expect(event.latency == milliseconds)
  }

  @Test("seconds to the first token")
  func firstToken() throws {
    let event = try #require(Self.read(#""prompt_tokens":5,"completion_tokens":1,"ttft_seconds":0.25"#))
    #expect(event.firstToken == 250)
  }

  @Test(
    "a name states the unit of a cost",
    arguments: [
      (#""total_cost_usd":0.0125"#, "0.0125"), (#""cost_cents":1.25"#, "0.0125"),
      (#""cost_micros":12500"#, "0.0125"),
      (#""cost":{"input":0.01,"output":0.0025,"total":0.0125}"#, "0.0125"),
      (#""cost":{"amount":"0.0125","currency":"USD"}"#, "0.0125"),
    ])
  func costs(member: String, amount: String) throws {
    let event = try #require(Self.read(#""prompt_tokens":5,"completion_tokens":1,\#(member)"#))
    #expect(event.cost?.decimalString == amount)
    #expect(event.tokens == TokenCounts(input: 5, output: 1))
  }

  // MARK: Failures

  @Test(
    "what states a failure",
    arguments: [
      #""is_error":true"#, #""failed":true"#, #""error_message":"no route to host""#, #""outcome":"error""#,
      #""state":"failed""#, #""http_status_code":429"#, #""success":false"#,
      #""level":"info","is_error":true"#,
    ])
  func failures(member: String) throws {
    let event = try #require(Self.read(#""prompt_tokens":0,"completion_tokens":0,\#(member)"#))
    #expect(event.outcome == .error)
  }

  @Test(
    "what states a success",
    arguments: [
      #""is_error":false"#, #""failed":0"#, #""error_message":"""#, #""outcome":"done""#,
      #""result":"hello""#,
      #""status":"ok","error_message":"retried""#, #""http_status_code":200"#, #""success":true"#,
    ])
  func successes(member: String) throws {
    let event = try #require(Self.read(#""prompt_tokens":5,"completion_tokens":1,\#(member)"#))
    #expect(event.outcome == .ok)
  }
}
