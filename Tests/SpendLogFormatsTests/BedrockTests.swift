import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// Answers of Bedrock as its clients log them.
@Suite struct BedrockTests {
  @Test("pictures are billed one by one; those of others are no answers of Bedrock")
  func pictures() throws {
    let images = #""response":{"images":["aGk=","aG8="],"error":null}"#
    let line =
      #"{"ts":"2026-09-22T08:00:00Z","url":"https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-canvas-v1:0/invoke","status_code":200,"request":{},\#(images)}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.model == "amazon.nova-canvas-v1:0")
    #expect(event.provider == "bedrock")
    #expect(event.queryType == "image")
    #expect(event.units == BilledUnits(.image, count: 2))
    let other =
      #"{"ts":"2026-09-22T08:00:00Z","url":"https://images.example/draw","status_code":200,"request":{},\#(images)}"#
    #expect(Reader(other).events.isEmpty)
    let beside =
      #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o","prompt_tokens":7,"completion_tokens":1,\#(images)}"#
    #expect(Reader(beside).events.map(\.tokens) == [TokenCounts(input: 7, output: 1)])
    let flat =
      #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o","prompt_tokens":5,"completion_tokens":1,"images":["a.png"]}"#
    #expect(Reader(flat).events.map(\.tokens) == [TokenCounts(input: 5, output: 1)])
  }

  struct LogCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var body: String
    var writes: [Int32?]
    var tier = ""
    var searches: Int32?
  }

  @Test(
    "the log of invocations: what only the answer states",
    arguments: [
      LogCase(
        testDescription: "Converse's lifetimes and tier",
        body:
          #"{"serviceTier":{"type":"priority"},"usage":{"inputTokens":90,"outputTokens":6,"cacheDetails":[{"ttl":"1h","inputTokens":150},{"ttl":"5m","inputTokens":50}]}}"#,
        writes: [50, 150], tier: "priority"),
      LogCase(
        testDescription: "Anthropic's lifetimes and searches",
        body:
          #"{"type":"message","usage":{"input_tokens":90,"cache_creation":{"ephemeral_5m_input_tokens":50,"ephemeral_1h_input_tokens":150},"server_tool_use":{"web_search_requests":2},"service_tier":"standard"}}"#,
        writes: [50, 150], searches: 2),
      LogCase(
        testDescription: "Anthropic's stream",
        body:
          #"[{"type":"message_start","message":{"usage":{"input_tokens":90,"cache_creation":{"ephemeral_1h_input_tokens":200}}}},{"type":"message_delta","usage":{"output_tokens":6}},{"type":"message_stop","amazon-bedrock-invocationMetrics":{"invocationLatency":900}}]"#,
        writes: [0, 200]),
      LogCase(
        testDescription: "Converse's stream",
        body:
          #"[{"messageStart":{}},{"metadata":{"usage":{"inputTokens":90,"cacheDetails":[{"ttl":"1h","inputTokens":200}]}}}]"#,
        writes: [0, 200]),
      LogCase(
        testDescription: "no lifetimes", body: #"{"usage":{"inputTokens":90}}"#, writes: [200, nil]),
    ])
  func invocationLog(_ example: LogCase) throws {
    let line =
      #"{"schemaType":"ModelInvocationLog","timestamp":"2026-11-01T10:00:00Z","requestId":"11111111-2222-3333-4444-b10000000001","operation":"X","modelId":"arn:aws:bedrock:us-east-1:1:application-inference-profile/a1","input":{"inputTokenCount":90,"cacheReadInputTokenCount":300,"cacheWriteInputTokenCount":200},"output":{"outputTokenCount":6,"outputBodyJson":\#(example.body)}}"#
    let event = try #require(Reader(line).events.first)
    #expect([event.tokens.cacheWrite5m, event.tokens.cacheWrite1h] == example.writes)
    #expect(event.tokens.input == 90 && event.tokens.cacheRead == 300 && event.tokens.output == 6)
    #expect(event.tier == example.tier)
    #expect(event.webSearches == example.searches)
    let named = line.replacing(#""usage":{"i"#, with: #""model":"claude-haiku-4-5","usage":{"i"#)
    #expect(Reader(named).events.map(\.model) == ["claude-haiku-4-5"])
  }

  private static let claude = [
    #"{"type":"message_start","message":{"id":"msg_bdrk_01Chunks","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":50,"cache_read_input_tokens":100,"output_tokens":1}}}"#,
    #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}"#,
    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":80}}"#,
    #"{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":50,"outputTokenCount":80}}"#,
  ]
  private static let titan = [
    #"{"outputText":"x","index":0,"totalOutputTextTokenCount":null,"inputTextTokenCount":12}"#,
    #"{"outputText":"y","index":0,"totalOutputTextTokenCount":128,"completionReason":"FINISH","inputTextTokenCount":12,"amazon-bedrock-invocationMetrics":{"inputTokenCount":12,"outputTokenCount":128}}"#,
  ]
  private static let nova = [
    #"{"messageStart":{"role":"assistant"}}"#,
    #"{"metadata":{"usage":{"inputTokens":21,"outputTokens":60},"metrics":{}},"amazon-bedrock-invocationMetrics":{"inputTokenCount":21,"outputTokenCount":60}}"#,
  ]

  private static func encoded(_ event: String) -> String {
    #""\#(Data(event.utf8).base64EncodedString())""#
  }

  private static func call(_ response: String) -> String {
    #"{"timestamp":"2026-09-21T10:00:00Z","url":"https://bedrock-runtime.eu-west-1.amazonaws.com/model/maker.model-1/invoke-with-response-stream","status_code":200,"request":{},"response":\#(response)}"#
  }

  @Test(
    "a stream whose events are in base64",
    arguments: [
      (claude, TokenCounts(input: 50, cacheRead: 100, output: 80)),
      (titan, TokenCounts(input: 12, output: 128)),
      (nova, TokenCounts(input: 21, output: 60)),
    ])
  func encodedChunks(events: [String], tokens: TokenCounts) {
    let chunks = events.map { #"{"chunk":{"bytes":\#(Self.encoded($0))}}"# }
    let pieces = events.map { #"{"bytes":\#(Self.encoded($0))}"# }
    let lines = chunks.joined(separator: "\\n").replacing("\"", with: "\\\"")
    for response in [
      "[" + chunks.joined(separator: ",") + "]", "[" + pieces.joined(separator: ",") + "]",
      #"{"body":[\#(chunks.joined(separator: ","))]}"#, "\"\(lines)\"",
    ] {
      let read = Reader(Self.call(response)).events
      #expect(read.map(\.tokens) == [tokens], "\(response)")
      // The model of the answer itself counts before the one of the address.
      let model = events == Self.claude ? "claude-sonnet-4-5-20250929" : "maker.model-1"
      #expect(read.map(\.model) == [model], "\(response)")
      #expect(read.map(\.provider) == ["bedrock"], "\(response)")
    }
  }

  @Test("a stream whose events in base64 stand in a line each")
  func encodedLines() {
    let lines = Self.claude.map {
      #"{"timestamp":"2026-09-21T10:00:00Z","request_id":"call-1","chunk":{"bytes":\#(Self.encoded($0))}}"#
    }
    #expect(Reader(lines.joined(separator: "\n")).settled.map(\.tokens.output) == [80])
  }

  @Test(
    "what is no event in base64 is no usage",
    arguments: [#"{"bytes":"%%%"}"#, #"{"bytes":"AAAA"}"#, #"{"bytes":""}"#, #"{"bytes":"eyJ1c2FnZSI6"}"#])
  func damagedChunks(chunk: String) {
    let reader = Reader(Self.call("[\(chunk)]"))
    #expect(reader.events.allSatisfy { $0.tokens.isUnknown })
  }

  @Test("a call that boto3 reports as failed")
  func failedCall() {
    let line =
      #"{"timestamp":"2026-09-21T10:00:00Z","request":{"modelId":"anthropic.claude-3-haiku-20240307-v1:0"},"response":{"Error":{"Message":"slow down","Code":"ThrottlingException"},"ResponseMetadata":{"RequestId":"r-1","HTTPStatusCode":429}}}"#
    let events = Reader(line).events
    #expect(events.map(\.outcome) == [.error])
    #expect(events.map(\.model) == ["anthropic.claude-3-haiku-20240307-v1:0"])
  }

  @Test("lines of a batch are at the batch's tier, whatever the maker's answer is")
  func batch() {
    let lines = """
      {"recordId":"A1","modelInput":{"inputText":"x"},"modelOutput":{"inputTextTokenCount":31,"results":[{"tokenCount":12,"outputText":"ok"}]}}
      {"recordId":"A2","modelInput":{"messages":[]},"modelOutput":{"output":{"message":{"role":"assistant"}},"usage":{"inputTokens":21,"outputTokens":60,"totalTokens":81}}}
      """
    let events = Reader(lines).events
    #expect(events.map(\.tier) == ["batch", "batch"])
    #expect(events.map(\.tokens) == [TokenCounts(input: 31, output: 12), TokenCounts(input: 21, output: 60)])
    #expect(events.map(\.provider) == ["bedrock", "bedrock"])
  }

  @Test(
    "Rerank is billed by the hundred documents", arguments: [(1, 1), (100, 1), (101, 2)] as [(Int, Int64)])
  func rerank(documents: Int, queries: Int64) throws {
    let sources = [String](repeating: "{}", count: documents).joined(separator: ",")
    let line =
      #"{"timestamp":"2026-09-22T08:00:00Z","url":"https://bedrock-agent-runtime.eu-central-1.amazonaws.com/rerank","status_code":200,"request":{"sources":[\#(sources)],"rerankingConfiguration":{"bedrockRerankingConfiguration":{"modelConfiguration":{"modelArn":"arn:aws:bedrock:eu-central-1::foundation-model/cohere.rerank-v3-5:0"}}}},"response":{"results":[{"index":0,"relevanceScore":0.5}]}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.provider == "bedrock")
    #expect(event.model == "cohere.rerank-v3-5:0")
    #expect(event.queryType == "rerank")
    #expect(event.units == BilledUnits(.rerank, count: queries))
  }

  @Test("an agent's trace names the model in an event of its own; other events of it are no requests")
  func agentTrace() throws {
    func event(_ stage: String, _ content: String) -> String {
      #"{"timestamp":"2026-09-22T08:00:00Z","trace":{"sessionId":"s-1","trace":{"\#(stage)":\#(content)}}}"#
    }
    let call = #""traceId":"0a1b2c3d-4e5f-0""#
    let lines = [
      event("orchestrationTrace", #"{"rationale":{"text":"x"}}"#),
      event(
        "orchestrationTrace", #"{"modelInvocationInput":{\#(call),"foundationModel":"amazon.nova-pro-v1:0"}}"#
      ),
      event(
        "orchestrationTrace",
        #"{"modelInvocationOutput":{\#(call),"metadata":{"usage":{"inputTokens":80,"outputTokens":9}}}}"#),
      event("guardrailTrace", #"{"action":"NONE"}"#),
    ]
    let reader = Reader(lines.joined(separator: "\n"))
    #expect(reader.unrecognised == 0)
    #expect(reader.events.map(\.model) == ["amazon.nova-pro-v1:0"])
    #expect(reader.events.map(\.tokens) == [TokenCounts(input: 80, output: 9)])
  }
}
