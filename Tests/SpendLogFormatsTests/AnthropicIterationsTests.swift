import SpendCore
import SpendLogFormats
import Testing

/// Samplings beside the one that an Anthropic message's counts are of.
@Suite struct AnthropicIterationsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var iterations: [String]
    /// Model, input and output of each event.
    var events: [String]

    init(_ name: String, _ iterations: [String], _ events: [String]) {
      testDescription = name
      self.iterations = iterations
      self.events = events
    }
  }

  private static func entry(_ type: String, _ input: Int, _ output: Int, model: String = "") -> String {
    let name = model.isEmpty ? "" : #""model":"\#(model)","#
    return #"{"type":"\#(type)",\#(name)"input_tokens":\#(input),"output_tokens":\#(output)}"#
  }

  static let cases = [
    Case(
      "a short compaction is part of the answer",
      [entry("compaction", 60_000, 5), entry("message", 900, 60)],
      ["claude-opus-4-8 60900 65"]),
    Case(
      "a compaction is no part of a long prompt",
      [entry("compaction", 99_500, 5), entry("message", 900, 60)],
      ["claude-opus-4-8 900 60", "claude-opus-4-8 99500 5"]),
    Case(
      "an attempt that was declined after some output",
      [
        entry("message", 700, 8, model: "claude-fable-5"),
        entry("fallback_message", 900, 60, model: "claude-opus-4-8"),
      ], ["claude-fable-5 700 8", "claude-opus-4-8 900 60"]),
    Case(
      "an attempt that was declined at once",
      [
        entry("message", 700, 0, model: "claude-fable-5"),
        entry("fallback_message", 900, 60, model: "claude-opus-4-8"),
      ], ["claude-opus-4-8 900 60"]),
    Case(
      "samplings of the message under another name of its model",
      [entry("message", 900, 60, model: "claude-opus-4-8-20260901")], ["claude-opus-4-8 900 60"]),
  ]

  @Test("each sampling counts once, in a message and in a transcript", arguments: cases)
  func samplings(_ example: Case) {
    let message =
      #"{"id":"msg_01Iterations00001","type":"message","role":"assistant","model":"claude-opus-4-8","content":[],"usage":{"input_tokens":900,"output_tokens":60,"iterations":[\#(example.iterations.joined(separator: ","))]}}"#
    let transcript =
      #"{"sessionId":"s1","type":"assistant","uuid":"u1","timestamp":"2026-11-01T10:00:00Z","message":\#(message)}"#
    for line in [message, transcript] {
      let events = Reader(line).settled
      let found = events.map { "\($0.model) \($0.tokens.input ?? -1) \($0.tokens.output ?? -1)" }
      #expect(found.sorted() == example.events)
      #expect(Set(events.map(\.requestID)).count == events.count)
    }
  }
}
