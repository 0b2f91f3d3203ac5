import SpendCore
import SpendLogFormats
import Testing

/// Langfuse's usage details under all keys, and its failed generations.
@Suite struct LangfuseTests {
  private static func observation(_ usage: String, _ rest: String = "") -> String {
    #"{"id":"lf-details-1","traceId":"t-1","type":"GENERATION","name":"n","startTime":"2026-09-22T08:00:00Z","model":"some-model","usageDetails":\#(usage)\#(rest)}"#
  }

  @Test(
    "every key that begins with input or output is a part of its own",
    arguments: [
      (
        #"{"input":500,"output":20,"output_reasoning":30,"total":550}"#,
        TokenCounts(input: 500, output: 50, reasoning: 30)
      ),
      (
        #"{"input":500,"output":20,"thoughts_token_count":30,"total":550}"#,
        TokenCounts(input: 500, output: 50, reasoning: 30)
      ),
      (
        #"{"input":500,"input_audio_tokens":40,"output":20,"output_audio_tokens":60,"total":620}"#,
        TokenCounts(input: 540, output: 80, audioIn: 40, audioOut: 60)
      ),
      (
        #"{"input":500,"output":20,"output_accepted_prediction_tokens":7,"output_rejected_prediction_tokens":3}"#,
        TokenCounts(input: 500, output: 30)
      ),
      (
        #"{"input":500,"output":20,"input_cache_read":90,"input_ephemeral_1h_input_tokens":70,"total":680}"#,
        TokenCounts(input: 500, cacheRead: 90, cacheWrite5m: 0, cacheWrite1h: 70, output: 20)
      ),
      (
        #"{"input":500,"output":20,"cache_creation_input_tokens":70,"ephemeral_1h_input_tokens":70,"total":590}"#,
        TokenCounts(input: 500, cacheWrite5m: 0, cacheWrite1h: 70, output: 20)
      ),
      (
        #"{"prompt_tokens":500,"completion_tokens":20,"total_tokens":520}"#,
        TokenCounts(input: 500, output: 20)
      ),
      (
        #"{"inputTokens":500,"outputTokens":20,"totalTokens":520,"cachedInputTokens":90}"#,
        TokenCounts(input: 410, cacheRead: 90, output: 20)
      ),
      (
        #"{"input":500,"output":20,"cache_read":900,"cache_write":70}"#,
        TokenCounts(input: 500, cacheRead: 900, cacheWrite5m: 70, output: 20)
      ),
      (
        #"{"input":500,"output":20,"cache_read_input_tokens":900,"cache_creation_input_tokens":70,"total":520}"#,
        TokenCounts(input: 500, cacheRead: 900, cacheWrite5m: 70, output: 20)
      ),
      (
        #"{},"usage":{"input":500,"output":20,"total":520,"unit":"TOKENS"}"#,
        TokenCounts(input: 500, output: 20)
      ),
      (
        #"{"input":500,"output":20,"input_cached_tokens":90,"output_reasoning_tokens":30,"total":640}"#,
        TokenCounts(input: 500, cacheRead: 90, output: 50, reasoning: 30)
      ),
      (
        #"{"prompt_tokens":500,"completion_tokens":20,"total_tokens":520,"custom":4}"#,
        TokenCounts(input: 500, output: 20)
      ),
      (#"{"promptTokens":500,"completionTokens":20}"#, TokenCounts(input: 500, output: 20)),
      (
        #"{"inputTokens":500,"outputTokens":20,"totalTokens":520,"cachedInputTokens":90}"#,
        TokenCounts(input: 410, cacheRead: 90, output: 20)
      ),
      (
        #"{"prompt_tokens":500,"completion_tokens":20,"cached_tokens":90}"#,
        TokenCounts(input: 410, cacheRead: 90, output: 20)
      ),
      (
        #"{"input":500,"output":20,"cache_read":900,"cache_write":70}"#,
        TokenCounts(input: 500, cacheRead: 900, cacheWrite5m: 70, output: 20)
      ),
      (
        #"{"input":500,"output":20,"cached_tokens":90,"input_cached_tokens":90}"#,
        TokenCounts(input: 500, cacheRead: 90, output: 20)
      ),
    ])
  func keys(usage: String, tokens: TokenCounts) throws {
    let event = try #require(Reader(Self.observation(usage)).events.first)
    #expect(event.tokens == tokens)
    #expect(event.totals != .contradicts)
  }

  @Test(
    "the usage of earlier versions beside details without any",
    arguments: [
      (#"{"input":500,"output":20,"total":520,"unit":"TOKENS"}"#, TokenCounts(input: 500, output: 20)),
      (#"{"input":0,"output":0,"total":0,"unit":"TOKENS"}"#, nil),
      (#"{"input":500,"output":20,"total":520,"unit":"CHARACTERS"}"#, nil),
    ] as [(String, TokenCounts?)])
  func earlier(usage: String, tokens: TokenCounts?) {
    let line = Self.observation("{}", #","usage":\#(usage)"#)
    #expect(Reader(line).events.map(\.tokens) == [tokens].compactMap(\.self))
  }

  @Test("a failed generation is a request; a failed agent is none")
  func failures() throws {
    let failure = #","level":"ERROR","statusMessage":"RateLimitError: too many""#
    let line = Self.observation("{}", failure)
    let event = try #require(Reader(line).events.first)
    #expect(event.outcome == .error)
    #expect(event.errorClass == .rateLimited)
    #expect(event.model == "some-model")
    #expect(Reader(line.replacing("GENERATION", with: "AGENT")).events.isEmpty)
  }
}
