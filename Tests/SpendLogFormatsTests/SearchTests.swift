import SpendCore
import SpendLogFormats
import Testing

/// Searches as each seller bills them.
@Suite struct SearchTests {
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
}
