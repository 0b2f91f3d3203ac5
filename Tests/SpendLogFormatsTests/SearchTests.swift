import SpendCore
import SpendLogFormats
import Testing

/// Searches as each seller bills them.
@Suite struct SearchTests {
  @Test(
    "what Perplexity read of its sources is input, unless it states the cost",
    arguments: [("", 20_033), (#","cost":{"total_cost":0.4}"#, 33)] as [(String, Int32)])
  func citations(cost: String, input: Int32) throws {
    let line =
      #"{"id":"chatcmpl-citations-0001","object":"chat.completion","created":1790000000,"model":"sonar-deep-research","choices":[],"citations":["u"],"usage":{"prompt_tokens":33,"completion_tokens":700,"total_tokens":733,"citation_tokens":20000,"reasoning_tokens":7000,"num_search_queries":18\#(cost)}}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.tokens == TokenCounts(input: input, output: 7_700, reasoning: 7_000))
    #expect(event.totals != .contradicts && event.webSearches == 18)
  }

  @Test("xAI's searches: of the web and of X; earlier, the sources")
  func xaiSearches() throws {
    func line(_ usage: String) -> String {
      #"{"id":"xai-search-00001","object":"chat.completion","created":1790064000,"model":"grok-4","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,\#(usage)}}"#
    }
    let tools =
      #""num_sources_used":0,"server_side_tool_usage_details":{"web_search_calls":2,"x_search_calls":1}"#
    #expect(try #require(Reader(line(tools)).events.first).webSearches == 3)
    #expect(try #require(Reader(line(#""num_sources_used":4"#)).events.first).webSearches == 4)
    #expect(try #require(Reader(line(#""num_sources_used":0"#)).events.first).webSearches == nil)
  }

  @Test(
    "searches of an interaction: its own count, else the queries of its steps",
    arguments: [
      (#","grounding_tool_count":[{"type":"google_search","count":3},{"type":"maps","count":9}]"#, 3),
      (#","grounding_tool_count":[]"#, 0), ("", 2),
    ] as [(String, Int32)])
  func interactions(counts: String, expected: Int32) {
    let line =
      #"{"id":"v1_searches_00001","object":"interaction","model":"gemini-3-flash-preview","status":"completed","steps":[{"type":"google_search_call","arguments":{"queries":["a","b"]}},{"type":"google_search_call","arguments":{"queries":["b"," "]}},{"type":"model_output"}],"usage":{"total_input_tokens":90,"total_output_tokens":6,"total_tokens":96\#(counts)}}"#
    #expect(Reader(line).events.map(\.webSearches) == [expected])
  }
}
