import SpendCore
import SpendLogFormats
import Testing

/// Chats with Copilot in Visual Studio Code.
@Suite struct EditorChatTests {
  private static func request(_ number: Int, _ more: String = "") -> String {
    #"{"requestId":"request_\#(number)","timestamp":1790000000000,"modelId":"copilot/gpt-5.4"\#(more)}"#
  }

  private static func set(_ place: Int, _ member: String, _ value: String) -> String {
    #"{"kind":1,"k":["requests",\#(place),"\#(member)"],"v":\#(value)}"#
  }

  private static let chat = [
    #"{"kind":0,"v":{"version":3,"sessionId":"a","requests":[\#(request(1, #","promptTokens":50,"completionTokens":5"#))]}}"#,
    #"{"kind":2,"k":["requests"],"v":[\#(request(2))]}"#,
    set(1, "response", #"[{"value":"\"promptTokens\":9"}]"#),
    set(1, "completionTokens", "7"),
    set(1, "promptTokens", "70"),
    // The second request is taken back and asked again.
    #"{"kind":2,"k":["requests"],"i":1,"v":[\#(request(3))]}"#,
    set(
      1, "result", #"{"metadata":{"promptTokens":80,"outputTokens":8,"resolvedModel":"claude-sonnet-4.5"}}"#),
    set(9, "completionTokens", "1000"),
    #"{"kind":1,"k":["inputState","selectedModel"],"v":{"promptTokens":4}}"#,
  ]

  @Test("changes of a chat give each request once, also one that was taken back")
  func changes() {
    let events = Reader(Self.chat.joined(separator: "\n")).settled
    #expect(events.map(\.requestID) == ["request_1", "request_2", "request_3"])
    #expect(events.map(\.tokens.output) == [5, 7, 8])
    #expect(events.map(\.model) == ["gpt-5.4", "gpt-5.4", "claude-sonnet-4.5"])
  }

  @Test("a reading that was left between any two lines gives the same")
  func resumed() {
    var state: [UInt8] = []
    var outputs: [Int32?] = []
    for line in Self.chat {
      let decoder = LogDecoder(resuming: state)
      SampleLines(Array(line.utf8)).decode(decoder) { outputs.append($0.tokens.output) }
      state = decoder.state
    }
    #expect(outputs == Reader(Self.chat.joined(separator: "\n")).events.map(\.tokens.output))
  }

  @Test("a chat that is one document; changes without their document are no usage")
  func documents() {
    let document = """
      {
        "responderUsername": "GitHub Copilot",
        "requests": [
          \(Self.request(1, #","result":{"metadata":{"promptTokens":50,"outputTokens":5}}"#)),
          \(Self.request(2))
        ]
      }
      """
    #expect(Reader(document).events.map(\.tokens) == [TokenCounts(input: 50, output: 5)])
    let reader = Reader(Self.chat.dropFirst().joined(separator: "\n"))
    #expect(reader.events.isEmpty && reader.unrecognised == 0)
  }

  @Test("memory of a chat with very many requests is bounded")
  func bounded() {
    let requests = (0..<2_000).map { Self.request($0, #","promptTokens":1,"completionTokens":1"#) }
    let decoder = LogDecoder()
    let text = #"{"kind":0,"v":{"sessionId":"a","requests":[\#(requests.joined(separator: ","))]}}"#
    var count = 0
    SampleLines(Array((text + "\n" + Self.set(1_999, "completionTokens", "7")).utf8)).decode(decoder) { _ in
      count += 1
    }
    #expect(count == 2_001)
    #expect(decoder.state.count < 100_000)
  }
}
