import SpendCore
import SpendLogFormats
import Testing

/// Sessions of Pi.
@Suite struct PiTests {
  private static func entry(_ message: String) -> String {
    #"{"type":"message","id":"pi-entry-0001","parentId":"p","timestamp":"2026-11-01T10:00:05.000Z","message":{"content":[],\#(message),"stopReason":"stop"}}"#
  }

  @Test("writes for an hour are a part of all writes")
  func hourWrites() {
    let line = Self.entry(
      #""role":"assistant","provider":"anthropic","model":"claude-sonnet-4-5","usage":{"input":90,"output":6,"cacheRead":300,"cacheWrite":200,"cacheWrite1h":150,"totalTokens":596}"#
    )
    #expect(
      Reader(line).events.map(\.tokens) == [
        TokenCounts(input: 90, cacheRead: 300, cacheWrite5m: 50, cacheWrite1h: 150, output: 6)
      ])
  }

  @Test("the result of a tool has the usage of the tool's own requests")
  func toolResult() {
    let line = Self.entry(
      #""role":"toolResult","toolName":"subagent","usage":{"input":500,"output":20,"cacheRead":0,"cacheWrite":0,"totalTokens":520,"cost":{"total":0.0155}}"#
    )
    let events = Reader(line).events
    #expect(events.map(\.tokens.input) == [500] && events.map(\.cost) == [Money(decimal: "0.0155")])
    #expect(events.map(\.model) == [""])
    #expect(Reader(Self.entry(#""role":"toolResult","toolName":"bash""#)).events.isEmpty)
  }

  @Test(
    "the model that a router chose, and the id that Bedrock bills",
    arguments: [
      ("openrouter", "openrouter/auto", "anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5"),
      (
        "amazon-bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5-20251001",
        "us.anthropic.claude-haiku-4-5-20251001-v1:0"
      ), ("openai", "gpt-5.4", "", "gpt-5.4"),
    ])
  func chosenModel(provider: String, model: String, response: String, expected: String) {
    let line = Self.entry(
      #""role":"assistant","provider":"\#(provider)","model":"\#(model)","responseModel":"\#(response)","usage":{"input":90,"output":6,"cacheRead":0,"cacheWrite":0,"totalTokens":96}"#
    )
    #expect(Reader(line).events.map(\.model) == [expected])
  }
}
