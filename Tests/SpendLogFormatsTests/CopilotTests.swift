import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// Sessions of Copilot CLI, with and without an end, and records of its telemetry.
@Suite struct CopilotTests {
  private let start =
    #"{"type":"session.start","data":{"sessionId":"cp-1","selectedModel":"gpt-5.4"},"id":"e0","timestamp":"2026-11-20T10:00:00Z"}"#

  private func message(_ output: Int, _ number: Int, model: String? = nil) -> String {
    let model = model.map { #","model":"\#($0)""# } ?? ""
    return
      #"{"type":"assistant.message","data":{"messageId":"m\#(number)","outputTokens":\#(output)\#(model)},"#
      + #""id":"e\#(number)","timestamp":"2026-11-20T10:00:0\#(number)Z"}"#
  }

  private func shutdown(
    _ number: Int, _ sums: [(model: String, requests: Int, input: Int, output: Int)], start: Int = 1
  ) -> String {
    let models = sums.map { sum in
      #""\#(sum.model)":{"requests":{"count":\#(sum.requests)},"usage":{"inputTokens":\#(sum.input),"#
        + #""outputTokens":\#(sum.output),"cacheReadTokens":0,"cacheWriteTokens":0}}"#
    }
    return #"{"type":"session.shutdown","data":{"sessionStartTime":\#(start),"modelMetrics":{"#
      + models.joined(separator: ",")
      + #"}},"id":"end-\#(number)","timestamp":"2026-11-20T11:0\#(number):00Z"}"#
  }

  private func read(_ lines: [String]) -> [Decoded] { Reader(lines.joined(separator: "\n")).settled }

  @Test("without an end the output of the messages is known, and nothing else")
  func live() {
    let events = read([start, message(90, 1), message(20, 2), message(7, 3, model: "gpt-5-mini")])
    #expect(events.map(\.model) == ["gpt-5.4", "gpt-5-mini"])
    #expect(events.map(\.tokens.output) == [110, 7])
    #expect(events.allSatisfy { $0.tokens.input == nil })
  }

  @Test("the end takes the place of the messages of its run")
  func end() {
    let run = [start, message(90, 1), message(20, 2)]
    let closed = read(run + [shutdown(1, [("gpt-5.4", 2, 500, 110)])])
    #expect(closed.map(\.tokens.output) == [110])
    let resumed = read(run + [shutdown(1, [("gpt-5.4", 2, 500, 115)]), message(8, 3)])
    #expect(resumed.map(\.tokens.output) == [115, 8])
    // The model behind an automatic choice is named at the end.
    let automatic = read(
      [
        start.replacingOccurrences(of: "gpt-5.4", with: "auto"), message(90, 1),
        shutdown(1, [("gpt-5.4", 1, 500, 95)]),
      ])
    #expect(automatic.map(\.model) == ["gpt-5.4"])
    #expect(automatic.map(\.tokens.output) == [95])
  }

  @Test("sums of all runs are told from sums of each")
  func resumed() {
    let first = shutdown(1, [("a", 1, 100, 10)])
    let growing = read([start, first, shutdown(2, [("a", 3, 300, 25), ("b", 1, 50, 5)])])
    #expect(growing.map(\.tokens.input) == [100, 200, 50])
    #expect(growing.map(\.tokens.output) == [10, 15, 5])
    #expect(read([start, first, first]).map(\.tokens.output) == [10])
    let smaller = read([start, first, shutdown(2, [("a", 1, 60, 25)])])
    #expect(smaller.map(\.tokens.output) == [10, 25])
    let restarted = read([start, first, shutdown(2, [("a", 3, 300, 25)], start: 2)])
    #expect(restarted.map(\.tokens.output) == [10, 25])
    let compaction =
      #"{"type":"session.compaction_complete","data":{"success":true},"id":"c","timestamp":"2026-11-20T11:01:30Z"}"#
    let compacted = read([start, first, compaction, shutdown(2, [("a", 3, 300, 25)])])
    #expect(compacted.map(\.tokens.output) == [10, 25])
  }

  private func record(_ kind: String, _ operation: String, _ span: String, _ response: String, input: Int)
    -> String
  {
    let time = kind == "span" ? #""startTime":[1790000000,0]"# : #""hrTime":[1790000001,0]"#
    let name = kind == "span" ? #""gen_ai.operation.name":"\#(operation)""# : #""event.name":"\#(operation)""#
    return #"{"type":"\#(kind)","traceId":"t1","spanId":"\#(span)",\#(time),"attributes":{\#(name),"#
      + #""gen_ai.response.id":"\#(response)","gen_ai.response.model":"gpt-5.4","gen_ai.usage.input_tokens":\#(input),"#
      + #""gen_ai.usage.output_tokens":3}}"#
  }

  @Test("the finest record of a trace counts")
  func telemetry() {
    let chat = record("span", "chat", "s1", "copilot-response-1", input: 10)
    let log = record(
      "log", "gen_ai.client.inference.operation.details", "s1", "copilot-response-1", input: 10)
    let turn = record("log", "copilot_chat.agent.turn", "s2", "", input: 11)
    let agent = record("span", "invoke_agent", "s3", "copilot-response-1", input: 12)
    #expect(read([chat, log, turn, agent]).map(\.tokens.input) == [10])
    #expect(read([log, chat, agent]).map(\.tokens.input) == [10])
    #expect(read([log, turn, agent]).map(\.tokens.input) == [10])
    #expect(read([turn, agent]).map(\.tokens.input) == [11])
    #expect(read([agent]).map(\.tokens.input) == [12])
  }
}
