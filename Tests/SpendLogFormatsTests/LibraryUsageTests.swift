import SpendCore
import SpendLogFormats
import Testing

/// Usage objects of client libraries in records of programs' own logs.
@Suite struct LibraryUsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var usage: String
    var tokens: TokenCounts
    var model = "gpt-4o"
  }

  private static func record(_ members: String) -> String {
    #"{"ts":"2026-09-22T08:00:00Z","request_id":"library-usage-2",\#(members)}"#
  }

  @Test(
    "Vercel's SDK: the sum of the steps, rather than the usage of the last one",
    arguments: [
      (
        #""usage":{"inputTokens":500,"outputTokens":20},"totalUsage":{"inputTokens":900,"outputTokens":60}"#,
        true
      ),
      (
        #""totalUsage":{"inputTokens":900,"outputTokens":60},"usage":{"inputTokens":500,"outputTokens":20}"#,
        true
      ),
      (
        #""steps":[{}],"usage":{"inputTokens":500,"outputTokens":20},"total_usage":{"inputTokens":900,"outputTokens":60}"#,
        true
      ),
      (
        #""usage":{"inputTokens":{"total":500},"outputTokens":{"total":20}},"totalUsage":{"inputTokens":{"total":900},"outputTokens":{"total":60}}"#,
        true
      ),
      // One step.
      (
        #""usage":{"inputTokens":900,"outputTokens":60},"totalUsage":{"inputTokens":900,"outputTokens":60}"#,
        false
      ),
      (
        #""total_usage":{"inputTokens":5000,"outputTokens":600},"usage":{"inputTokens":900,"outputTokens":60}"#,
        false
      ),
      // A sum that goes on from one request to the next.
      (
        #""usage":{"inputTokens":900,"outputTokens":60},"total_usage":{"inputTokens":5000,"outputTokens":600}"#,
        false
      ),
    ])
  func steps(members: String, isSeveral: Bool) throws {
    let event = try #require(Reader(Self.record(#""model":"gpt-4o",\#(members)"#)).events.first)
    #expect(event.tokens == TokenCounts(input: 900, output: 60))
    #expect(event.isSeveral == isSeveral)
  }

  @Test("the counts of an agent's answer to a prompt")
  func agent() throws {
    let line =
      #"{"ts":"2026-09-22T08:00:00Z","jsonrpc":"2.0","id":3,"result":{"stopReason":"end_turn","usage":{"totalTokens":7100,"inputTokens":1000,"outputTokens":100,"thoughtTokens":0,"cachedReadTokens":4000,"cachedWriteTokens":2000}},"model":"claude-sonnet-4-5"}"#
    let event = try #require(Reader(line).events.first)
    #expect(
      event.tokens
        == TokenCounts(input: 1_000, cacheRead: 4_000, cacheWrite5m: 2_000, output: 100, reasoning: 0))
    #expect(event.totals != .contradicts && event.provider != "bedrock")
  }

  @Test(
    "counts by model are a request for each model",
    arguments: [
      #""usage":{"gpt-4o-mini-2024-07-18":{"input_tokens":900,"output_tokens":60,"total_tokens":960,"input_token_details":{"cache_read":300}},"claude-haiku-4-5":{"input_tokens":70,"output_tokens":8,"total_tokens":78}}"#,
      #""cost_usd":0.5,"modelUsage":{"gpt-4o-mini-2024-07-18":{"inputTokens":900,"outputTokens":60,"cachedInputTokens":300},"claude-haiku-4-5":{"inputTokens":70,"outputTokens":8}}"#,
      #""total_tokens":1038,"usage_metadata":{"gpt-4o-mini-2024-07-18":{"input_tokens":900,"output_tokens":60,"input_token_details":{"cache_read":300}},"claude-haiku-4-5":{"input_tokens":70,"output_tokens":8}}"#,
    ])
  func models(members: String) {
    let events = Reader(Self.record(members)).events
    #expect(events.map(\.model) == ["gpt-4o-mini-2024-07-18", "claude-haiku-4-5"])
    #expect(
      events.map(\.tokens) == [
        TokenCounts(input: 600, cacheRead: 300, output: 60), TokenCounts(input: 70, output: 8),
      ])
    #expect(Set(events.map(\.identity)).count == 2)
    #expect(events.allSatisfy { $0.isSeveral && $0.cost == nil })
  }

  static let cases = [
    Case(
      testDescription: "Vercel's SDK 5",
      usage:
        #"{"inputTokens":900,"outputTokens":60,"totalTokens":960,"reasoningTokens":20,"cachedInputTokens":300}"#,
      tokens: TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20)),
    Case(
      testDescription: "Vercel's SDK 6",
      usage:
        #"{"inputTokens":900,"inputTokenDetails":{"noCacheTokens":500,"cacheReadTokens":300,"cacheWriteTokens":100},"outputTokens":60,"outputTokenDetails":{"textTokens":40,"reasoningTokens":20},"totalTokens":960}"#,
      tokens: TokenCounts(input: 500, cacheRead: 300, cacheWrite5m: 100, output: 60, reasoning: 20)),
    Case(
      testDescription: "Anthropic's names with a total, as Qwen Code prints them",
      usage:
        #"{"input_tokens":900,"cache_read_input_tokens":300,"cache_creation_input_tokens":0,"output_tokens":60,"total_tokens":960}"#,
      tokens: TokenCounts(input: 600, cacheRead: 300, cacheWrite5m: 0, output: 60), model: "qwen3-coder-plus"),
    Case(
      testDescription: "LangChain",
      usage:
        #"{"input_tokens":900,"output_tokens":60,"total_tokens":960,"input_token_details":{"cache_read":300},"output_token_details":{"reasoning":20}}"#,
      tokens: TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20)),
    Case(
      testDescription: "LangChain with both kinds of writes",
      usage:
        #"{"input_tokens":900,"output_tokens":60,"total_tokens":960,"input_token_details":{"cache_read":300,"cache_creation":0,"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":60}}"#,
      tokens: TokenCounts(input: 500, cacheRead: 300, cacheWrite5m: 40, cacheWrite1h: 60, output: 60),
      model: "claude-sonnet-4-5"),
    Case(
      testDescription: "Anthropic's with writes for an hour",
      usage:
        #"{"input_tokens":9,"cache_creation_input_tokens":70,"cache_read_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":50},"output_tokens":60}"#,
      tokens: TokenCounts(input: 9, cacheRead: 300, cacheWrite5m: 20, cacheWrite1h: 50, output: 60),
      model: "claude-sonnet-4-5"),
    Case(
      testDescription: "Anthropic's without writes",
      usage: #"{"input_tokens":900,"cache_read_input_tokens":300,"output_tokens":60}"#,
      tokens: TokenCounts(input: 900, cacheRead: 300, output: 60), model: "claude-sonnet-4-5"),
    Case(
      testDescription: "Anthropic's names with a total that includes the cache",
      usage: #"{"input_tokens":900,"cache_read_input_tokens":300,"output_tokens":60,"total_tokens":960}"#,
      tokens: TokenCounts(input: 600, cacheRead: 300, output: 60), model: "glm-4.6"),
    Case(
      testDescription: "Anthropic's names with a total that leaves out a cache larger than the prompt",
      usage:
        #"{"input_tokens":900,"cache_read_input_tokens":3000,"cache_creation_input_tokens":70,"output_tokens":60,"total_tokens":960}"#,
      tokens: TokenCounts(input: 900, cacheRead: 3_000, cacheWrite5m: 70, output: 60),
      model: "claude-sonnet-4-5"),
    Case(
      testDescription: "LangChain's for Java, with such a total",
      usage:
        #"{"inputTokenCount":900,"outputTokenCount":60,"totalTokenCount":960,"cacheReadInputTokens":3000,"cacheCreationInputTokens":70}"#,
      tokens: TokenCounts(input: 900, cacheRead: 3_000, cacheWrite5m: 70, output: 60),
      model: "claude-sonnet-4-5"),
    Case(
      testDescription: "LangChain with a tier before the names",
      usage:
        #"{"input_tokens":900,"output_tokens":60,"total_tokens":960,"input_token_details":{"priority_cache_read":300,"priority":600},"output_token_details":{"priority_reasoning":20,"priority":40}}"#,
      tokens: TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20)),
    Case(
      testDescription: "Bifrost's",
      usage:
        #"{"prompt_tokens":900,"prompt_tokens_details":{"cached_read_tokens":300,"cached_write_tokens":100},"completion_tokens":60,"total_tokens":960}"#,
      tokens: TokenCounts(input: 500, cacheRead: 300, cacheWrite5m: 100, output: 60)),
    Case(
      testDescription: "Braintrust's",
      usage:
        #"{"prompt_tokens":900,"completion_tokens":60,"tokens":960,"prompt_cached_tokens":300,"prompt_cache_creation_tokens":100,"completion_reasoning_tokens":20}"#,
      tokens: TokenCounts(input: 500, cacheRead: 300, cacheWrite5m: 100, output: 60, reasoning: 20)),
    Case(
      testDescription: "Google's",
      usage:
        #"{"promptTokenCount":900,"cachedContentTokenCount":300,"candidatesTokenCount":40,"thoughtsTokenCount":20,"totalTokenCount":960}"#,
      tokens: TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20), model: "gemini-2.5-pro"),
    Case(
      testDescription: "Microsoft's",
      usage:
        #"{"inputTokenCount":900,"outputTokenCount":60,"totalTokenCount":960,"cachedInputTokenCount":300,"reasoningTokenCount":20}"#,
      tokens: TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20)),
    Case(
      testDescription: "Spring's",
      usage: #"{"promptTokens":900,"completionTokens":60,"totalTokens":960}"#,
      tokens: TokenCounts(input: 900, output: 60)),
  ]

  @Test("beside the model of a log line", arguments: cases)
  func flat(item: Case) throws {
    for name in ["usage", "usage_metadata"] {
      let line =
        #"{"ts":"2026-09-22T08:00:00Z","request_id":"library-usage-1","model":"\#(item.model)","\#(name)":\#(item.usage)}"#
      let event = try #require(Reader(line).events.first)
      #expect(event.tokens == item.tokens, "\(line)")
      #expect(event.model == item.model)
      #expect(event.identity == "library-usage-1")
      #expect(event.time == Instant(seconds: 1_790_064_000))
      #expect(event.provider != "bedrock")
    }
  }

  @Test("counts of a table or a flat record for an hour are not counted for five minutes as well")
  func hours() {
    let lines = """
      {"model":"claude-sonnet-4-5","prompt_tokens":500,"cache_write_tokens":70,"ephemeral_1h_input_tokens":50,"output_tokens":5}
      {"model":"claude-sonnet-4-5","prompt_tokens":500,"cache_write_5m":20,"cache_write_1h":50,"output_tokens":5}
      """
    let events = Reader(lines).events
    #expect(events.map(\.tokens.cacheWrite5m) == [20, 20])
    #expect(events.map(\.tokens.cacheWrite1h) == [50, 50])
    #expect(events.map(\.tokens.input) == [430, 430])
  }

  @Test("Converse's own answers stay Bedrock's")
  func converse() {
    let usage = #""usage":{"inputTokens":30,"outputTokens":8,"totalTokens":38}"#
    let lines = """
      {"ts":1790000000,"response":{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"end_turn",\(usage)}}
      {"ts":1790000000,"response":{"metrics":{"latencyMs":9},\(usage)}}
      {"ts":1790000000,"model":"gpt-4o","response":{"text":"x",\(usage)}}
      """
    #expect(Reader(lines).events.map(\.provider) == ["bedrock", "bedrock", "openai"])
  }

  @Test("a result of Vercel's SDK names its model in the answer's metadata")
  func result() throws {
    let line =
      #"{"ts":"2026-09-22T08:00:00Z","finishReason":"stop","usage":{"inputTokens":30,"outputTokens":8,"totalTokens":38},"response":{"id":"chatcmpl-vercel-Ab12Cd34","modelId":"gpt-4o","timestamp":"2026-09-22T08:00:00Z"},"providerMetadata":{"openai":{}}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.provider != "bedrock")
    #expect(event.model == "gpt-4o")
    #expect(event.requestID == "chatcmpl-vercel-Ab12Cd34")
    #expect(event.tokens == TokenCounts(input: 30, output: 8))
  }
}
