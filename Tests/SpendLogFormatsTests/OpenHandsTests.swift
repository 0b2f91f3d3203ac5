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

  @Test("events of earlier versions are snapshots of one sum")
  func events() {
    func event(_ prompt: Int, _ cost: String) -> String {
      #"{"id":5,"timestamp":"2026-09-22T08:00:00.5","source":"agent","action":"run","llm_metrics":{"accumulated_cost":\#(cost),"accumulated_token_usage":{"model":"litellm_proxy/claude-sonnet-4-5","prompt_tokens":\#(prompt),"completion_tokens":9,"cache_read_tokens":100,"cache_write_tokens":0}}}"#
    }
    for (path, session) in [
      ("/home/ann/.openhands/sessions/conversation-7/events/5.json", "conversation-7"),
      ("/srv/run.jsonl", ""),
    ] {
      let decoder = LogDecoder()
      decoder.path = path
      var identities: Set<String> = []
      var sessions: Set<String> = []
      var tokens: [TokenCounts] = []
      var models: Set<String> = []
      SampleLines(Array([event(120, "0.5"), event(300, "0.75")].joined(separator: "\n").utf8)).decode(decoder)
      {
        identities.insert($0.identityKey.string)
        sessions.insert($0.session.string)
        tokens.append($0.tokens)
        models.insert("\($0.provider.string) \($0.model.string)")
      }
      #expect(
        tokens == [
          TokenCounts(input: 20, cacheRead: 100, cacheWrite5m: 0, output: 9),
          TokenCounts(input: 200, cacheRead: 100, cacheWrite5m: 0, output: 9),
        ])
      #expect(identities.count == 1 && !identities.contains(""))
      #expect(sessions == [session])
      #expect(models == ["anthropic claude-sonnet-4-5"])
    }
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
