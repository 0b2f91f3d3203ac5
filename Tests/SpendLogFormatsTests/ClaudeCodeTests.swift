import SpendCore
import SpendLogFormats
import Testing

/// The output of Claude Code, and lines of its files that are no requests.
@Suite struct ClaudeCodeTests {
  @Test("a total that a printed message states shows whether its input includes the cache")
  func statedTotal() {
    func line(_ total: Int) -> String {
      #"{"type":"assistant","uuid":"u\#(total)","session_id":"total-run","message":{"id":"total-message-\#(total)","type":"message","role":"assistant","model":"qwen3-coder-plus","content":[],"usage":{"input_tokens":900,"output_tokens":60,"cache_read_input_tokens":300,"total_tokens":\#(total)}}}"#
    }
    let events = Reader([line(960), line(1_260)].joined(separator: "\n")).events
    #expect(
      events.map(\.tokens) == [
        TokenCounts(input: 600, cacheRead: 300, output: 60),
        TokenCounts(input: 900, cacheRead: 300, output: 60),
      ])
  }

  private func answer(_ id: String, _ model: String, input: Int, output: Int) -> String {
    #"{"type":"assistant","session_id":"run-1","uuid":"u-\#(id)-\#(output)","message":{"id":"\#(id)","role":"assistant","#
      + #""model":"\#(model)","usage":{"input_tokens":\#(input),"output_tokens":\#(output)}}}"#
  }

  private func result(_ id: String, _ models: [(name: String, input: Int, output: Int)]) -> String {
    let members = models.map { model in
      #""\#(model.name)":{"inputTokens":\#(model.input),"outputTokens":\#(model.output),"cacheReadInputTokens":0,"#
        + #""cacheCreationInputTokens":0,"webSearchRequests":0,"costUSD":0.1}"#
    }
    return
      #"{"type":"result","subtype":"success","session_id":"run-1","uuid":"\#(id)","usage":{"input_tokens":1,"#
      + #""output_tokens":1},"modelUsage":{\#(members.joined(separator: ","))}}"#
  }

  private func sums(_ lines: [String]) -> [String: [Int32]] {
    var sums: [String: [Int32]] = [:]
    for event in Reader(lines.joined(separator: "\n")).settled {
      let known = sums[event.model] ?? [0, 0]
      sums[event.model] = [known[0] + (event.tokens.input ?? 0), known[1] + (event.tokens.output ?? 0)]
    }
    return sums
  }

  @Test("a result adds what its messages have not told")
  func rest() {
    let (a, b) = ("claude-code-message-a", "claude-code-message-b")
    let lines = [
      answer(a, "claude-sonnet-5", input: 10, output: 3), answer(a, "claude-sonnet-5", input: 10, output: 5),
      answer(b, "claude-sonnet-5", input: 20, output: 2),
    ]
    #expect(sums(lines) == ["claude-sonnet-5": [30, 7]])
    let ended = lines + [result("r1", [("claude-sonnet-5[1m]", 30, 900), ("claude-haiku-4-5", 4, 6)])]
    #expect(sums(ended) == ["claude-sonnet-5": [30, 900], "claude-haiku-4-5": [4, 6]])
    // The sums of a program that goes on hold those of the result before.
    let next =
      ended + [
        answer("claude-code-message-c", "claude-sonnet-5", input: 7, output: 1),
        result("r2", [("claude-sonnet-5[1m]", 37, 950), ("claude-haiku-4-5", 4, 6)]),
      ]
    #expect(sums(next) == ["claude-sonnet-5": [37, 950], "claude-haiku-4-5": [4, 6]])
    #expect(sums([ended[3]]) == ["claude-sonnet-5": [30, 900], "claude-haiku-4-5": [4, 6]])
    #expect(sums(ended + [ended[3]]) == sums(ended))
  }

  @Test("a result without its messages has the logged cost of each model")
  func cost() {
    let whole = Reader(result("r4", [("claude-sonnet-5", 30, 900), ("claude-haiku-4-5", 4, 6)])).events
    #expect(whole.map(\.cost) == [Money(decimal: "0.1"), Money(decimal: "0.1")])
    let lines = [
      answer("claude-code-message-e", "claude-sonnet-5", input: 10, output: 3),
      result("r5", [("claude-sonnet-5", 30, 900)]),
    ]
    #expect(Reader(lines.joined(separator: "\n")).events.map(\.cost) == [nil, nil])
  }

  @Test("a result finds its messages under the names of other sellers")
  func names() {
    let message = answer("claude-code-message-d", "claude-sonnet-4-5-20250929", input: 10, output: 3)
    for name in [
      "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5@20250929", "claude-sonnet-4-5",
      "my-model",
    ] {
      #expect(sums([message, result("r3", [(name, 10, 40)])]) == ["claude-sonnet-4-5-20250929": [10, 40]])
    }
  }

  @Test("a result without models counts under the model of its messages")
  func withoutModels() {
    let old =
      #"{"type":"result","subtype":"success","session_id":"run-1","uuid":"r4","usage":{"input_tokens":12,"output_tokens":44}}"#
    #expect(
      sums([answer("claude-code-message-e", "claude-opus-5", input: 10, output: 4), old]) == [
        "claude-opus-5": [12, 44]
      ])
    let start = #"{"type":"system","subtype":"init","session_id":"run-1","model":"claude-opus-5","uuid":"s"}"#
    #expect(sums([start, old]) == ["claude-opus-5": [12, 44]])
  }

  @Test("the other lines of a tool's file are no usage")
  func otherLines() {
    let transcript =
      #"{"sessionId":"s","uuid":"u","type":"assistant","timestamp":"2026-09-21T10:00:00Z","message":{"id":"claude-code-f","#
      + #""model":"claude-opus-5","usage":{"input_tokens":1,"output_tokens":2}}}"#
    let other =
      #"{"model":"gpt-5","prompt_tokens":5,"completion_tokens":6,"timestamp":"2026-09-21T10:00:00Z"}"#
    #expect(Reader([transcript, other].joined(separator: "\n")).events.map(\.format) == ["claude-code"])
    #expect(
      Reader([transcript, "model=gpt-5 prompt_tokens=5 completion_tokens=6"].joined(separator: "\n")).events
        .count == 1)
    // A log that begins otherwise stays one.
    #expect(Reader([other, transcript, other].joined(separator: "\n")).events.count == 3)
  }

  @Test("records of the first versions have their counts beside the message")
  func flat() {
    let line =
      #"{"type":"assistant","uuid":"claude-code-g","timestamp":"2026-09-21T10:00:00Z","message":{"model":"claude-opus-4"},"#
      + #""costUSD":0.05,"cacheCreationInputTokens":100,"cacheReadInputTokens":50,"inputTokens":200,"outputTokens":100}"#
    let event = Reader(line).events.first
    #expect(event?.tokens == TokenCounts(input: 200, cacheRead: 50, cacheWrite5m: 100, output: 100))
    #expect(event?.format == "claude-code")
  }
}
