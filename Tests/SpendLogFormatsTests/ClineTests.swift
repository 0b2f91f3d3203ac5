import SpendCore
import SpendLogFormats
import Testing

/// Files that coding tools keep beside the records of their requests, with the same counts or their sums.
@Suite struct ClineTests {
  private static let request =
    #"{"ts":1793527200000,"type":"say","say":"api_req_started","text":"{\"tokensIn\":900,\"tokensOut\":60,\"cacheWrites\":70,\"cacheReads\":300,\"cost\":0.02}","modelInfo":{"providerId":"anthropic","modelId":"claude-sonnet-4-5"}}"#

  @Test(
    "what a task keeps beside its requests is none",
    arguments: [
      #"{"role":"assistant","content":[],"id":"msg_c1","modelInfo":{"modelId":"claude-sonnet-4-5","providerId":"anthropic"},"metrics":{"tokens":{"prompt":900,"completion":60,"cached":300},"cost":0.02},"ts":1793527200000}"#,
      #"{"role":"assistant","content":[],"modelInfo":{"modelId":"claude-sonnet-4-5"},"metrics":{"tokens":{"prompt":900,"completion":60}}}"#,
      #"{"id":"t1","ts":1793527205000,"task":"x","tokensIn":900,"tokensOut":60,"cacheWrites":70,"cacheReads":300,"totalCost":0.02,"size":10,"modelId":"claude-sonnet-4-5"}"#,
      #"{"id":"t1","ts":1793527205000,"tokensIn":900,"tokensOut":60,"cacheReads":300,"totalCost":0.02,"apiConfigName":"default"}"#,
      #"{"version":1,"updatedAt":1793527205000,"entries":[{"id":"t1","number":1,"ts":1793527205000,"task":"x","tokensIn":900,"tokensOut":60,"cacheWrites":0,"cacheReads":300,"totalCost":0.02,"workspace":"/x"}]}"#,
      #"{"version":2,"dailyModelTokens":[{"date":"2026-10-31","tokensByModel":{"claude-sonnet-4-5":960}}],"modelUsage":{"claude-sonnet-4-5":{"inputTokens":900,"outputTokens":60,"cacheReadInputTokens":300,"cacheCreationInputTokens":70,"costUSD":0}}}"#,
    ])
  func beside(_ record: String) {
    for text in [record, "[\(record)]"] {
      let reader = Reader(text)
      #expect(reader.events.isEmpty && reader.rejects.isEmpty)
    }
    #expect(Reader("[\(Self.request)]").events.map(\.tokens.input) == [900])
  }

  @Test("a log of one's own with the same names is of requests")
  func ownLog() {
    let line =
      #"{"id":"own-request-000001","ts":1793527205000,"model":"claude-sonnet-4-5","tokensIn":900,"tokensOut":60,"totalCost":0.02}"#
    #expect(Reader(line).events.map(\.tokens.output) == [60])
  }
}
