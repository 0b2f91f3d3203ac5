import SpendCore
import SpendLogFormats
import Testing

/// Streams whose events do not all name their request, and counts that come in parts.
@Suite struct StreamTests {
  private static func start(_ id: String, _ usage: String) -> String {
    #"{"type":"message_start","message":{"id":"\#(id)","type":"message","model":"claude-sonnet-5","usage":\#(usage)}}"#
  }

  private static func delta(_ usage: String) -> String {
    #"{"type":"message_delta","delta":{},"usage":\#(usage)}"#
  }

  @Test(
    "interleaved streams are told apart by the id of the log around them",
    arguments: [
      "request_id", "trace_id", "session_id", "req_id", "run_id", "conversation_id", "thread_id", "span_id",
    ], ["data", "event", "chunk", "message", "text:data", "text:response", "sse:data"])
  func interleaved(name: String, place: String) {
    func event(_ stream: String, _ event: String) -> String {
      let parts = place.split(separator: ":")
      let text = (parts[0] == "sse" ? "data: " : "") + event
      let value = parts.count == 1 ? event : #""\#(text.replacing("\"", with: "\\\""))""#
      return #"{"ts":1790000000,"\#(name)":"\#(stream)","\#(parts[parts.count - 1])":\#(value)}"#
    }
    let lines = [
      event("stream-a", Self.start("msg_01A", #"{"input_tokens":100,"output_tokens":1}"#)),
      event("stream-b", Self.start("msg_01B", #"{"input_tokens":9000,"output_tokens":1}"#)),
      event("stream-a", Self.delta(#"{"output_tokens":5000}"#)),
      event("stream-a", #"{"type":"message_stop"}"#),
      event("stream-b", Self.delta(#"{"output_tokens":700}"#)),
    ]
    let events = Reader(lines.joined(separator: "\n")).settled
    #expect(events.map(\.identity) == ["msg_01A", "msg_01B"])
    #expect(events.map(\.tokens.output) == [5_000, 700])
  }

  @Test(
    "interleaved streams are told apart by an id in the log's own metadata",
    arguments: ["meta", "metadata", "context"])
  func metadata(place: String) {
    func event(_ stream: String, _ event: String) -> String {
      #"{"ts":1790000000,"\#(place)":{"request_id":"\#(stream)"},"chunk":\#(event)}"#
    }
    let lines = [
      event("a", Self.start("msg_02A", #"{"input_tokens":100,"output_tokens":1}"#)),
      event("b", Self.start("msg_02B", #"{"input_tokens":900,"output_tokens":1}"#)),
      event("a", Self.delta(#"{"output_tokens":50}"#)), event("b", Self.delta(#"{"output_tokens":70}"#)),
    ]
    #expect(Reader(lines.joined(separator: "\n")).settled.map(\.tokens.output) == [50, 70])
  }

  @Test("the usage of a stream in the choice of its last chunk")
  func usageInChoice() {
    func chunk(_ choice: String) -> String {
      #"{"id":"chatcmpl-moon-00001","object":"chat.completion.chunk","created":1790000000,"model":"kimi-k2","choices":[\#(choice)]}"#
    }
    let lines = [
      chunk(#"{"index":0,"delta":{"content":"x"},"finish_reason":null}"#),
      chunk(
        #"{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"cached_tokens":40}}"#
      ),
    ]
    let text = lines.map { "data: \($0)\\n\\n".replacing("\"", with: "\\\"") }.joined()
    for log in [lines.joined(separator: "\n"), #"{"ts":1790000000,"response":"\#(text)"}"#] {
      let events = Reader(log).settled
      #expect(events.map(\.tokens) == [TokenCounts(input: 60, cacheRead: 40, output: 10)])
      #expect(events.map(\.provider) == ["moonshot"])
    }
  }

  @Test("interleaved streams of two containers of Compose")
  func containers() {
    let lines = [
      "a-1  | data: " + Self.start("msg_03A", #"{"input_tokens":100,"output_tokens":1}"#),
      "b-1  | data: " + Self.start("msg_03B", #"{"input_tokens":900,"output_tokens":1}"#),
      "a-1  | data: " + Self.delta(#"{"output_tokens":50}"#),
      "b-1  | data: " + Self.delta(#"{"output_tokens":70}"#),
    ]
    #expect(Reader(lines.joined(separator: "\n")).settled.map(\.tokens.output) == [50, 70])
  }

  @Test(
    "all chunks of a stream in one line",
    arguments: [
      #"{"ts":1790000000,"chunks":CHUNKS}"#, #"{"ts":1790000000,"response":{"chunks":CHUNKS}}"#,
      #"{"ts":1790000000,"response":{"stream":CHUNKS}}"#,
      #"{"ts":1790000000,"url":"https://x/v1","response_text":"LINES"}"#,
    ])
  func wholeStreams(line: String) {
    let chunks = [
      Self.start("msg_04A", #"{"input_tokens":100,"output_tokens":1}"#), Self.delta(#"{"output_tokens":50}"#),
      #"{"type":"message_stop"}"#,
    ]
    let lines = chunks.map { "data: " + $0.replacing("\"", with: "\\\"") }.joined(separator: #"\n\n"#)
    let text = line.replacing("CHUNKS", with: "[\(chunks.joined(separator: ","))]").replacing(
      "LINES", with: lines)
    let events = Reader(text).events
    #expect(events.map(\.identity) == ["msg_04A"], "\(text)")
    #expect(events.map(\.tokens.output) == [50])
  }

  @Test("interleaved streams of two pods are told apart by the pod")
  func pods() {
    func event(_ pod: String, _ event: String) -> String {
      #"{"log":"\#(event.replacing("\"", with: "\\\""))\n","stream":"stdout","kubernetes":{"pod_name":"\#(pod)"},"time":"2026-05-28T20:30:00.5Z"}"#
    }
    let lines = [
      event("shop-1", Self.start("msg_01A", #"{"input_tokens":100,"output_tokens":1}"#)),
      event("shop-2", Self.start("msg_01B", #"{"input_tokens":9000,"output_tokens":1}"#)),
      event("shop-1", Self.delta(#"{"output_tokens":5000}"#)),
      event("shop-2", Self.delta(#"{"output_tokens":700}"#)),
    ]
    #expect(Reader(lines.joined(separator: "\n")).settled.map(\.tokens.output) == [5_000, 700])
  }

  // MARK: Gemini

  private static func gemini(
    _ prompt: Int, _ output: Int, ends: Bool = false, members: String = "", candidate: String = ""
  ) -> String {
    #"{"candidates":[{"content":{"parts":[{"text":"a"}]}\#(ends ? #","finishReason":"STOP""# : "")\#(candidate)}],"#
      + #""usageMetadata":{"promptTokenCount":\#(prompt),"candidatesTokenCount":\#(output),"totalTokenCount":\#(prompt + output)},"#
      + #""modelVersion":"gemini-2.5-flash"\#(members)}"#
  }

  @Test(
    "chunks of Gemini without an id are one request, and whole answers are one each",
    arguments: [
      ([gemini(9, 1), gemini(9, 20), gemini(9, 60, ends: true)], [60]),
      ([gemini(9, 1), gemini(9, 60, ends: true), gemini(9, 1), gemini(9, 7, ends: true)], [60, 7]),
      ([gemini(9, 1), gemini(8, 2), gemini(9, 60, ends: true), gemini(8, 70, ends: true)], [60, 70]),
      ([gemini(9, 60, ends: true), gemini(9, 60, ends: true)], [60, 60]),
      ([gemini(9, 1), gemini(9, 40)], [40]),
    ])
  func unnamedChunks(lines: [String], outputs: [Int32]) {
    func quoted(_ text: String) -> String { text.replacing("\"", with: "\\\"") }
    let carriers: [(String) -> String] = [
      { $0 }, { "data: \($0)\n" }, { #"{"ts":1790000000,"response":\#($0)}"# },
      { #"{"ts":1790000000,"response":"data: \#(quoted($0))"}"# },
      { #"{"log":"\#(quoted($0))\n","stream":"stdout","time":"2026-05-28T20:30:00.5Z"}"# },
      { "2026-05-28T20:30:00.5Z stdout F \($0)" },
    ]
    for carrier in carriers {
      let text = lines.map(carrier).joined(separator: "\n")
      #expect(Reader(text).settled.map(\.tokens.output) == outputs, "\(text)")
    }
  }

  @Test("chunks without an id have the same identity in a reading that was left and resumed")
  func unnamedChunksResumed() {
    let lines = [Self.gemini(9, 1), Self.gemini(9, 20), Self.gemini(9, 60, ends: true), Self.gemini(9, 2)]
    var identities: [String] = []
    var state: [UInt8] = []
    for line in lines {
      let decoder = LogDecoder(resuming: state)
      SampleLines(Array(line.utf8)).decode(decoder) { identities.append($0.identityKey.string) }
      state = decoder.state
    }
    #expect(identities == Reader(lines.joined(separator: "\n")).events.map(\.identity))
    #expect(Set(identities).count == 2)
  }

  @Test(
    "searches that stand in an early chunk are those of the request",
    arguments: [#","responseId":"grounded-00002""#, ""])
  func earlySearches(members: String) {
    let grounding = #","groundingMetadata":{"webSearchQueries":["a"]}"#
    let lines = [
      Self.gemini(9, 1, members: members, candidate: grounding), Self.gemini(9, 20, members: members),
      Self.gemini(9, 60, ends: true, members: members), Self.gemini(9, 61, ends: true),
    ]
    let events = Reader(lines.joined(separator: "\n")).settled
    #expect(events.map(\.tokens.output) == [60, 61])
    #expect(events.map(\.webSearches) == [1, nil])
  }

  @Test("events with an id of their own each belong to the message that began last")
  func numbered() {
    let lines = [
      #"{"request_id":"line-1","data":\#(Self.start("msg_01A", #"{"input_tokens":100,"output_tokens":1}"#))}"#,
      #"{"request_id":"line-2","data":\#(Self.delta(#"{"output_tokens":50}"#))}"#,
    ]
    #expect(Reader(lines.joined(separator: "\n")).settled.map(\.tokens.output) == [50])
  }

  @Test("an event of a stream whose beginning is missing takes no other stream's message")
  func beginningMissing() {
    let lines = [
      #"{"request_id":"stream-a","data":\#(Self.start("msg_01A", #"{"input_tokens":100,"output_tokens":1}"#))}"#,
      #"{"request_id":"stream-a","data":\#(Self.delta(#"{"output_tokens":50}"#))}"#,
      #"{"request_id":"stream-b","data":\#(Self.delta(#"{"output_tokens":7000}"#))}"#,
    ]
    let events = Reader(lines.joined(separator: "\n")).settled
    #expect(events.map(\.identity) == ["msg_01A"])
    #expect(events.map(\.tokens.output) == [50])
  }

  @Test("a message that has ended takes no more counts")
  func ended() {
    let lines = [
      Self.start("msg_01A", #"{"input_tokens":100,"output_tokens":1}"#), #"{"type":"message_stop"}"#,
      Self.delta(#"{"output_tokens":50}"#),
    ]
    #expect(Reader(lines.joined(separator: "\n")).settled.map(\.tokens.output) == [1])
  }

  @Test("a stream that is left and resumed keeps its open messages")
  func resumed() {
    let first = LogDecoder()
    let second: LogDecoder
    var counts: [Int32?] = []
    func read(_ decoder: LogDecoder, _ text: String) {
      SampleLines(Array(text.utf8)).decode(
        decoder, emit: { counts.append($0.tokens.output) }, reject: { _ in })
    }
    read(first, Self.start("msg_01A", #"{"input_tokens":100,"output_tokens":1}"#))
    second = LogDecoder(resuming: first.state)
    read(second, Self.delta(#"{"output_tokens":50}"#))
    #expect(counts == [1, 50])
  }

  struct Writes: Sendable {
    var start: String
    var delta: String
    var short: Int32?
    var long: Int32?
  }

  @Test(
    "the sum of cache writes does not undo their split",
    arguments: [
      Writes(
        start: #""cache_creation_input_tokens":1000,"cache_creation":{"ephemeral_1h_input_tokens":1000}"#,
        delta: #""cache_creation_input_tokens":1000"#, short: 0, long: 1_000),
      Writes(
        start:
          #""cache_creation_input_tokens":1500,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":500}"#,
        delta: #""cache_creation_input_tokens":1800"#, short: 1_300, long: 500),
      Writes(
        start: #""cache_creation_input_tokens":1000"#,
        delta:
          #""cache_creation_input_tokens":1000,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":1000}"#,
        short: 0, long: 1_000),
      Writes(
        start: #""cache_creation_input_tokens":0"#, delta: #""cache_creation_input_tokens":70"#, short: 70,
        long: 0),
    ])
  func writes(_ example: Writes) {
    let lines = [
      Self.start("msg_01A", #"{"input_tokens":10,"output_tokens":1,\#(example.start)}"#),
      Self.delta(#"{"output_tokens":20,\#(example.delta)}"#),
    ]
    let tokens = Reader(lines.joined(separator: "\n")).settled.first?.tokens
    #expect(tokens?.cacheWrite5m == example.short && tokens?.cacheWrite1h == example.long)
  }

  @Test("a stream states its prompt in one chunk and its answer in another")
  func parts() {
    let chunks =
      #"[{"generation":"a","prompt_token_count":25,"generation_token_count":1,"stop_reason":null},"#
      + #"{"generation":"b","prompt_token_count":null,"generation_token_count":40,"stop_reason":"stop","#
      + #""amazon-bedrock-invocationMetrics":{"inputTokenCount":25,"outputTokenCount":40}}]"#
    let events = Reader(
      #"{"ts":1790000000,"request":{"modelId":"meta.llama3-70b-instruct-v1:0"},"response":\#(chunks)}"#
    ).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 25, output: 40)])
    #expect(events.map(\.model) == ["meta.llama3-70b-instruct-v1:0"])
  }

  @Test("the last chunk of a stream holds, whether it counts more or less", arguments: [(9, 93), (145, 0)])
  func lastChunk(prompt: Int, output: Int) {
    func chunk(_ prompt: Int, _ output: Int) -> String {
      #"{"candidates":[],"modelVersion":"gemini-3-flash-preview","responseId":"last-chunk-01","usageMetadata":{"promptTokenCount":\#(prompt),"#
        + #""candidatesTokenCount":\#(output),"totalTokenCount":\#(prompt + output)}}"#
    }
    let events = Reader(#"{"ts":1790000000,"response":[\#(chunk(prompt, output)),\#(chunk(87, 78))]}"#).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 87, output: 78)])
  }

  struct Searches: Sendable {
    var line: String
    var count: Int32?
  }

  private static func grounded(_ model: String) -> String {
    #"{"candidates":[{"groundingMetadata":{"webSearchQueries":["a","b","a",""," "]}}],"modelVersion":"\#(model)","#
      + #""responseId":"grounded-00001","usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}"#
  }

  private static func responses(_ items: String) -> String {
    #"{"id":"resp_search_1","object":"response","status":"completed","model":"gpt-5","output":[\#(items)],"#
      + #""usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}}"#
  }

  static let billedSearches = [
    Searches(line: grounded("gemini-2.5-pro"), count: 2),
    Searches(line: grounded("gemini-3-flash-preview"), count: 2),
    Searches(line: grounded("gemini-flash-latest"), count: 2),
    Searches(
      line: responses(
        #"{"type":"web_search_call","status":"completed","action":{"type":"search","query":"a"}},"#
          + #"{"type":"web_search_call","status":"completed","action":{"type":"open_page"}},"#
          + #"{"type":"web_search_call","status":"completed","action":{"type":"find_in_page"}},"#
          + #"{"type":"web_search_call","status":"failed","action":{"type":"search"}},{"type":"web_search_call","status":"completed"}"#
      ),
      count: 2),
    Searches(line: responses(#"{"type":"message","content":[]}"#), count: 0),
  ]

  @Test("different searches are counted, whatever of them is billed", arguments: billedSearches)
  func searches(_ example: Searches) {
    #expect(Reader(example.line).events.map(\.webSearches) == [example.count])
  }

  @Test("audio that the total alone counts is no contradiction")
  func uncountedAudio() {
    let usage = #"{"prompt_audio_seconds":203,"prompt_tokens":4,"total_tokens":3264,"completion_tokens":635}"#
    let line = #"{"model":"voxtral-mini-latest","text":"x","language":null,"segments":[],"usage":\#(usage)}"#
    let events = Reader(line).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 4, output: 635)])
    #expect(events.map(\.totals) == [.agrees])
  }

  @Test("audio that is billed by the second is neither prompt nor hidden output")
  func secondsOfAudio() {
    let usage =
      #"{"prompt_audio_seconds":30,"prompt_tokens":9,"total_tokens":632,"completion_tokens":248,"#
      + #""prompt_tokens_details":{"cached_tokens":0,"audio_tokens":375}}"#
    let lines = """
      {"id":"8f5e8c9b0c6c4f4a930e27f54ab8d92f","object":"chat.completion","model":"voxtral-small-latest","choices":[],"usage":\(usage)}
      {"model":"voxtral-mini-latest","text":"x","language":null,"segments":[],"usage":\(usage)}
      """
    let events = Reader(lines).events
    #expect(events.map(\.tokens.input) == [9, 9])
    #expect(events.map(\.tokens.output) == [248, 248])
    #expect(
      events.map(\.units) == [BilledUnits(.second, count: 30_000), BilledUnits(.second, count: 30_000)])
    #expect(events.map(\.totals) == [.agrees, .agrees])
    #expect(events.map(\.queryType) == ["chat", "audio"])
    #expect(events.map(\.provider) == ["mistral", "mistral"])
  }
}
