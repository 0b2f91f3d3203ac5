import SpendCore
import SpendLogFormats
import Testing

/// Records whose own total says more than their counts.
@Suite struct ReportedTotalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var line: String
    var tokens: TokenCounts
    var totals: TotalConsistency

    init(_ name: String, _ line: String, _ totals: TotalConsistency, _ tokens: TokenCounts) {
      testDescription = name
      self.line = line
      self.tokens = tokens
      self.totals = totals
    }
  }

  private static func chat(_ usage: String) -> String {
    #"{"id":"chatcmpl-total-0001","object":"chat.completion","created":1790000000,"model":"gpt-4o","usage":{"#
      + usage + "}}"
  }

  static let cases = [
    Case(
      "the cache inside the prompt, as usual",
      chat(
        #""prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"prompt_tokens_details":{"cached_tokens":60}"#
      ), .agrees, TokenCounts(input: 40, cacheRead: 60, output: 10)),
    Case(
      "the cache beside the prompt",
      chat(
        #""prompt_tokens":100,"completion_tokens":10,"total_tokens":170,"prompt_tokens_details":{"cached_tokens":60}"#
      ), .decided, TokenCounts(input: 100, cacheRead: 60, output: 10)),
    Case(
      "cache and reasoning beside",
      chat(
        #""prompt_tokens":100,"completion_tokens":30,"total_tokens":210,"prompt_tokens_details":{"cached_tokens":60},"#
          + #""completion_tokens_details":{"reasoning_tokens":20}"#
      ), .decided, TokenCounts(input: 100, cacheRead: 60, output: 50, reasoning: 20)),
    Case(
      "cache and reasoning of one size: either could be beside",
      chat(
        #""prompt_tokens":100,"completion_tokens":30,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":20},"#
          + #""completion_tokens_details":{"reasoning_tokens":20}"#
      ), .contradicts, TokenCounts(input: 80, cacheRead: 20, output: 30, reasoning: 20)),
    Case(
      "a total that is too small",
      chat(#""prompt_tokens":100,"completion_tokens":10,"total_tokens":90"#), .contradicts,
      TokenCounts(input: 100, output: 10)),
    Case(
      "more than the counts, of a provider that hides its reasoning",
      chat(#""prompt_tokens":100,"completion_tokens":10,"total_tokens":150"#)
        .replacing("gpt-4o", with: "gemini-2.5-pro"), .decided,
      TokenCounts(input: 100, output: 50, reasoning: 40)),
    Case(
      "more than the counts with a cache inside, of a provider that hides its reasoning",
      chat(
        #""prompt_tokens":100,"completion_tokens":10,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":60}"#
      ).replacing("gpt-4o", with: "gemini-2.5-pro"), .decided,
      TokenCounts(input: 40, cacheRead: 60, output: 50, reasoning: 40)),
    Case(
      "more than the counts, of a provider that hides nothing",
      chat(#""prompt_tokens":100,"completion_tokens":10,"total_tokens":150"#), .contradicts,
      TokenCounts(input: 100, output: 10)),
    Case(
      "the read inside the prompt and the write beside it",
      chat(
        #""prompt_tokens":100,"completion_tokens":10,"total_tokens":130,"cache_read_input_tokens":60,"#
          + #""cache_creation_input_tokens":20"#
      ), .decided, TokenCounts(input: 40, cacheRead: 60, cacheWrite5m: 20, output: 10)),
    Case(
      "Anthropic's names in OpenAI's shape, beside the prompt",
      chat(
        #""prompt_tokens":412,"completion_tokens":23,"total_tokens":9835,"cache_read_input_tokens":9400,"#
          + #""cache_creation_input_tokens":0"#
      ), .agrees, TokenCounts(input: 412, cacheRead: 9_400, cacheWrite5m: 0, output: 23)),
    Case(
      "a write larger than the prompt, and a total without it",
      chat(
        #""prompt_tokens":194,"completion_tokens":7,"total_tokens":201,"cache_creation_input_tokens":9474,"#
          + #""cache_read_input_tokens":0"#
      ), .agrees, TokenCounts(input: 194, cacheRead: 0, cacheWrite5m: 9_474, output: 7)),
    Case(
      "more reasoning than output, and a total of both without it",
      chat(
        #""prompt_tokens":43,"completion_tokens":10,"total_tokens":53,"#
          + #""completion_tokens_details":{"reasoning_tokens":11}"#
      ), .agrees, TokenCounts(input: 43, output: 10, reasoning: 10)),
    Case(
      "more reasoning than output, of a seller whose total leaves it out",
      chat(
        #""prompt_tokens":43,"completion_tokens":10,"total_tokens":53,"#
          + #""completion_tokens_details":{"reasoning_tokens":11}"#
      ).replacing("gpt-4o", with: "sonar-deep-research"), .agrees,
      TokenCounts(input: 43, output: 21, reasoning: 11)),
    Case(
      "the same tokens as read and as written",
      chat(
        #""prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"prompt_tokens_details":"#
          + #"{"cached_tokens":80,"cache_write_tokens":70}"#
      ), .agrees, TokenCounts(input: 20, cacheRead: 80, cacheWrite5m: 70, output: 10)),
    Case(
      "a total of nothing is no statement",
      chat(#""prompt_tokens":100,"completion_tokens":10,"total_tokens":0"#), .agrees,
      TokenCounts(input: 100, output: 10)),
    Case(
      "Responses with the cache beside",
      #"{"id":"resp_total_0001","object":"response","created_at":1790000000,"model":"gpt-5","status":"completed","usage":"#
        + #"{"input_tokens":100,"input_tokens_details":{"cached_tokens":60},"output_tokens":10,"total_tokens":170}}"#,
      .decided, TokenCounts(input: 100, cacheRead: 60, output: 10)),
    Case(
      "Gemini with thoughts inside the candidates",
      #"{"responseId":"g-total-000001","modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":100,"#
        + #""candidatesTokenCount":30,"thoughtsTokenCount":20,"totalTokenCount":130}}"#,
      .decided, TokenCounts(input: 100, output: 30, reasoning: 20)),
    Case(
      "Helicone: Anthropic's prompt with the cache inside",
      #"{"request_id":"helicone-total-1","request_created_at":"2026-09-21 10:00:00","response_status":200,"#
        + #""model":"claude-sonnet-4-5","provider":"ANTHROPIC","prompt_tokens":100,"prompt_cache_read_tokens":60,"#
        + #""completion_tokens":10,"total_tokens":110}"#,
      .decided, TokenCounts(input: 40, cacheRead: 60, output: 10)),
    Case(
      "fields of one's own",
      #"{"ts":1790000000,"id":"own-total-00001","model":"m","prompt_tokens":100,"cached_tokens":60,"output_tokens":10,"#
        + #""total_tokens":170}"#,
      .decided, TokenCounts(input: 100, cacheRead: 60, output: 10)),
    Case(
      "fields of one's own with a total of something else",
      #"{"ts":1790000000,"id":"own-total-00002","model":"m","prompt_tokens":100,"output_tokens":10,"total_tokens":7}"#,
      .contradicts, TokenCounts(input: 100, output: 10)),
  ]

  @Test("the way of counting that fits the total is taken", arguments: cases)
  func totals(_ example: Case) {
    let reader = Reader(example.line)
    #expect(reader.events.map(\.totals) == [example.totals])
    #expect(reader.events.map(\.tokens) == [example.tokens])
  }
}
