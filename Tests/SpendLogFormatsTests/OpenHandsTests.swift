import SpendCore
import SpendLogFormats
import Testing

/// Conversations of OpenHands.
@Suite struct OpenHandsTests {
  private func state(_ metrics: String) -> String {
    #"{"id":"conversation-1","stats":{"usage_to_metrics":{"agent":{"model_name":"openhands/claude-sonnet-4-5",\#(metrics)}}}}"#
  }

  @Test("a state that grows counts each response once")
  func growing() {
    func usage(_ number: Int, id: String) -> String {
      #"{"prompt_tokens":\#(number),"completion_tokens":1,"cache_read_tokens":0,"response_id":"\#(id)"}"#
    }
    let costs = #"{"cost":0.5,"timestamp":1790000000.5}"#
    let lines = [
      state(#""costs":[\#(costs)],"token_usages":[\#(usage(10, id: ""))]"#),
      state(
        #""costs":[\#(costs),\#(costs)],"token_usages":[\#(usage(10, id: "")),\#(usage(20, id: "response-000001"))]"#
      ),
    ]
    let events = Reader(lines.joined(separator: "\n")).settled
    #expect(events.map(\.tokens.input) == [10, 20])
    #expect(events.map(\.cost?.decimalString) == ["0.5", "0.5"])
    #expect(events.map(\.provider) == ["anthropic", "anthropic"])
  }

  @Test("costs that are fewer than the responses belong to none, and date them")
  func fewerCosts() {
    let usage = #"{"prompt_tokens":10,"completion_tokens":1}"#
    let events = Reader(
      state(#""costs":[{"cost":0.5,"timestamp":1790000000.5}],"token_usages":[\#(usage),\#(usage)]"#)
    ).events
    #expect(events.map(\.cost) == [nil, nil])
    #expect(events.map(\.time?.microseconds) == [1_790_000_000_500_000, 1_790_000_000_500_000])
    #expect(Set(events.map(\.identity)).count == 2)
  }

  @Test("the sum counts where no response is listed; cached parts above the prompt lie beside it")
  func sums() {
    let sum =
      #""accumulated_cost":0.25,"accumulated_token_usage":{"prompt_tokens":10,"completion_tokens":2,"cache_read_tokens":900}"#
    let events = Reader(state(sum + #","token_usages":[]"#)).events
    #expect(events.map(\.tokens) == [TokenCounts(input: 10, cacheRead: 900, output: 2)])
    #expect(events.map(\.cost?.decimalString) == ["0.25"])
    #expect(Reader(state(#""accumulated_token_usage":null"#)).ignored == 1)
  }
}
